"""Roles and assignments in ARM's words."""

from dataclasses import replace

from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RolePermissions
from nameplate.providers import role_documents

SUB = "/subscriptions/s"
GIVEN = RoleAssignment(
    name="n", scope=SUB, role_id="r", principal_id="p", principal_type="User", can_delegate=False
)


def test_a_roles_id_is_that_of_the_subscription_below_it() -> None:
    group = f"{SUB}/resourceGroups/g"
    below = f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/r"
    assert role_documents.definition_id("r", group, SUB) == below
    assert role_documents.definition_id("r", "/", SUB) == below.removeprefix(SUB)
    root = "/providers/Microsoft.Management/managementGroups/m"
    assert role_documents.definition_id("r", root, SUB) == below.removeprefix(SUB)


def test_a_condition_of_a_role_is_shown_only_when_it_has_one() -> None:
    entry = RolePermissions(actions=("*",))
    assert "condition" not in role_documents.permissions(entry)
    conditioned = replace(entry, condition="c", condition_version="2.0")
    assert role_documents.permissions(conditioned)["conditionVersion"] == "2.0"


def test_delegation_is_shown_by_the_one_version_that_had_it() -> None:
    def shown(version: str) -> dict[str, object]:
        document = role_documents.assignment(GIVEN, "id", api_version=version)
        properties: dict[str, object] = document["properties"]
        return properties

    assert shown("2018-09-01-preview")["canDelegate"] is False
    assert "canDelegate" not in shown("2022-04-01")


def test_what_grants_nothing_says_why() -> None:
    document = role_documents.assignment(GIVEN, "id", api_version="2022-04-01", unresolved="why")
    assert document["unresolved"] == "why"


def test_a_condition_that_nobody_evaluates_says_so() -> None:
    conditioned = replace(GIVEN, condition="((true))")
    document = role_documents.assignment(conditioned, "id", api_version="2022-04-01")
    assert "not evaluated here" in document["unevaluated"]
    assert "unevaluated" not in role_documents.assignment(GIVEN, "id", api_version="2022-04-01")
