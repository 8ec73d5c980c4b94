"""``nameplate role assignment``."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]
USER = "Key Vault Secrets User"


def vault(made: Made, name: str) -> str:
    """The id of a new vault with RBAC."""
    created = made("keyvault", "create", "-n", name, "--enable-rbac-authorization", "true")
    return str(created["id"])


def app(made: Made, name: str) -> str:
    """The principal of a new app."""
    created = made("webapp", "create", "-n", name, "--assign-identity")
    return str(created["identity"]["principalId"])


def test_a_role_is_given_listed_and_taken_away(made: Made, nameplate: Nameplate) -> None:
    scope, principal = vault(made, "role-v1"), app(made, "role-a1")

    given = made(
        *("role", "assignment", "create", "--app", "role-a1", "--role", USER, "--scope", scope)
    )
    (listed,) = made("role", "assignment", "list", "--scope", scope)
    again = made(
        *("role", "assignment", "create", "--assignee-object-id", principal),
        *("--assignee-principal-type", "ServicePrincipal", "--role", USER, "--scope", scope),
    )

    assert given["principalId"] == principal
    assert given["principalType"] == "ServicePrincipal"
    assert (given["scope"], given["resourceGroup"]) == (scope, "local")
    assert given["id"] == listed["id"] == again["id"]
    assert (listed["roleDefinitionName"], listed["principalName"]) == (USER, "role-a1")
    words = ("role", "assignment", "delete", "--app", "role-a1", "--scope", scope, "--role", USER)
    assert nameplate(*words).status == 0
    assert made("role", "assignment", "list", "--scope", scope) == []


def test_the_scope_is_the_subscription_or_the_group(made: Made) -> None:
    app(made, "role-a2")
    whom = ("--app", "role-a2", "--role", "Reader")

    above = made("role", "assignment", "create", *whom)
    below = made("role", "assignment", "create", *whom, "-g", "local")

    assert below["scope"] == f"{above['scope']}/resourceGroups/local"
    listed = made("role", "assignment", "list", "--app", "role-a2")
    assert [each["id"] for each in listed] == [above["id"]]
    every = made("role", "assignment", "list", "--app", "role-a2", "--all")
    assert {each["id"] for each in every} == {above["id"], below["id"]}
    inherited = made(
        *("role", "assignment", "list", "--app", "role-a2", "-g", "local", "--include-inherited")
    )
    assert {each["id"] for each in inherited} == {above["id"], below["id"]}
    made("role", "assignment", "delete", "--ids", above["id"], below["id"])
    assert made("role", "assignment", "list", "--app", "role-a2", "--all") == []


def test_the_operator_is_found_by_name_and_is_owner(made: Made) -> None:
    who = made("account", "show")["user"]["name"]
    (owner,) = made("role", "assignment", "list", "--assignee", who)
    assert (owner["roleDefinitionName"], owner["principalType"]) == ("Owner", "User")
    by_id = made("role", "assignment", "list", "--assignee-object-id", owner["principalId"])
    assert by_id == [owner]


def test_who_is_not_known_is_kept_with_a_warning(made: Made, nameplate: Nameplate) -> None:
    unknown = "77777777-7777-7777-7777-777777777777"
    words = ("role", "assignment", "create", "--assignee-object-id", unknown, "--role", "Reader")
    refused = nameplate(*words)
    assert (refused.status, "(PrincipalNotFound)" in refused.err) == (1, True)
    kept = nameplate(*words, "--assignee-principal-type", "Group")
    assert kept.status == 0
    assert "grants nothing" in kept.err
    made("role", "assignment", "delete", "--ids", kept.document["id"])


def test_a_condition_is_kept_with_a_warning(made: Made, nameplate: Nameplate) -> None:
    app(made, "role-a9")

    given = nameplate(
        *("role", "assignment", "create", "--app", "role-a9", "--role", USER, "-g", "local"),
        *("--condition", "((true))"),
    )

    assert given.document["condition"] == "((true))"
    assert "not evaluated here" in given.err


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("create", "--role", "Reader"), 2),
        (("create", "--role", "Reader", "--app", "a", "--assignee", "b"), 2),
        (("create", "--role", "Reader", "--assignee-object-id", "web1"), 2),
        (("create", "--role", "Reader", "--assignee", "nobody@nowhere"), 3),
        (("list", "--role", "No such role"), 3),
        (("delete",), 2),
    ],
)
def test_what_cannot_be_meant(nameplate: Nameplate, words: tuple[str, ...], status: int) -> None:
    ran = nameplate("role", "assignment", *words)
    assert ran.status == status, ran.err
    assert ran.out == ""
