"""What bodies of roles and assignments ask for."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.providers import role_bodies

ROLE = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
WHO = "44444444-4444-4444-4444-444444444444"
ROLE_ID = f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{ROLE}"
ASSIGNMENT = {"roleDefinitionId": ROLE_ID, "principalId": WHO}
DEFINITION = {
    "roleName": "Restarter",
    "permissions": [{"actions": ["*/restart/action"]}],
    "assignableScopes": ["/subscriptions/s"],
}
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    "role_id",
    [
        ROLE_ID,
        ROLE_ID.upper(),
        f"/providers/Microsoft.Authorization/roleDefinitions/{ROLE}",
        f"/subscriptions/s/resourceGroups/g/providers/Microsoft.Authorization/roleDefinitions/{ROLE}",
    ],
)
def test_a_role_is_named_from_any_scope(role_id: str) -> None:
    wanted = role_bodies.assignment({"properties": {**ASSIGNMENT, "roleDefinitionId": role_id}})
    assert (wanted.role_id, wanted.principal_id) == (ROLE, WHO)


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        (None, "BadRequestFormat"),
        ({}, "BadRequestFormat"),
        ({**ASSIGNMENT, "roleDefinitionId": "Reader"}, "BadRequestFormat"),
        ({**ASSIGNMENT, "roleDefinitionId": ROLE}, "BadRequestFormat"),
        ({**ASSIGNMENT, "principalId": "web1"}, "InvalidPrincipalId"),
        ({**ASSIGNMENT, "principalType": "Robot"}, "BadRequestFormat"),
        ({**ASSIGNMENT, "condition": 5}, "BadRequestFormat"),
    ],
)
def test_what_cannot_be_an_assignment(properties: Any, code: str) -> None:
    with pytest.raises(BadRequest) as refused:
        role_bodies.assignment({"properties": properties})
    assert refused.value.code == code


def test_a_principals_type_has_azures_casing() -> None:
    given_type = {**ASSIGNMENT, "principalType": "serviceprincipal"}
    assert role_bodies.assignment({"properties": given_type}).principal_type == "ServicePrincipal"


def test_a_role_is_read() -> None:
    wanted = role_bodies.definition({"properties": {**DEFINITION, "type": "customRole"}})
    assert wanted.name == "Restarter"
    assert wanted.description is None
    assert wanted.permissions[0].actions == ("*/restart/action",)
    assert wanted.permissions[0].data_actions == ()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"roleName": " "}, "roleName"),
        ({"type": "BuiltInRole"}, "CustomRole"),
        ({"permissions": []}, "permissions"),
        ({"permissions": [{"actions": "*"}]}, "permissions.actions"),
        ({"permissions": [{"dataActions": [""]}]}, "permissions.dataActions"),
        ({"assignableScopes": []}, "assignableScopes"),
        ({"assignableScopes": ["/subscriptions/*"]}, "/subscriptions/*"),
        ({"assignableScopes": ["subscriptions/s"]}, "subscriptions/s"),
    ],
)
def test_what_cannot_be_a_role_is_named(change: dict[str, Any], word: str) -> None:
    with pytest.raises(BadRequest) as refused:
        role_bodies.definition({"properties": {**DEFINITION, **change}})
    assert refused.value.code == "InvalidRoleDefinition"
    assert word in refused.value.message


@given(st.sampled_from([*ASSIGNMENT, *DEFINITION, "description", "principalType"]), JSON)
@settings(max_examples=100)
def test_anything_else_in_a_body_is_refused_or_read(name: str, value: Any) -> None:
    for read, whole in ((role_bodies.assignment, ASSIGNMENT), (role_bodies.definition, DEFINITION)):
        with suppress(BadRequest):
            read({"properties": {**whole, name: value}})


def test_guids_are_lower_case() -> None:
    assert role_bodies.guid(ROLE.upper()) == ROLE
    assert role_bodies.guid(f"{ROLE}0") is None
