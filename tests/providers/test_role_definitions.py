"""``Microsoft.Authorization/roleDefinitions``, through the wire."""

from typing import Any

import pytest

from nameplate.authorization.built_in_roles import built_in_roles
from tests.providers.rbac import AUTHORIZATION, OWNER, READER, enroll, give, role_id
from tests.providers.stand import GROUP, OPERATOR, STRANGER, SUB, Reply, Stand

CUSTOM = "63f8a463-35f8-44ec-971a-d76c2aa711e6"
NEW = {"query": "api-version=2022-04-01"}
BODY: dict[str, Any] = {
    "name": CUSTOM,
    "properties": {
        "roleName": "Restarter",
        "type": "customRole",
        "assignableScopes": [SUB],
        "permissions": [{"actions": ["Microsoft.Web/sites/restart/action"]}],
    },
}


def within(scope: str) -> dict[str, Any]:
    """The same role, assignable at one other scope."""
    return {"properties": {**BODY["properties"], "assignableScopes": [scope]}}


async def listed(stand: Stand, scope: str, text: str = "") -> Reply:
    """A list of roles at a scope."""
    query = f"api-version=2022-04-01{f'&$filter={text}' if text else ''}"
    return await stand.get(f"{scope}/{AUTHORIZATION}/roleDefinitions", query=query)


def names(reply: Reply) -> set[str]:
    assert reply.status == 200, reply.body
    return {each["properties"]["roleName"] for each in reply.body["value"]}


@pytest.mark.parametrize(("scope", "below"), [("", ""), (SUB, SUB), (GROUP, SUB)])
async def test_a_built_in_role_is_seen_from_everywhere(
    stand: Stand, scope: str, below: str
) -> None:
    shown = await stand.get(f"{scope}/{AUTHORIZATION}/roleDefinitions/{READER}", **NEW)
    assert shown.status == 200
    assert list(shown.body) == ["properties", "id", "type", "name"]
    assert shown.body["id"] == f"{below}/{AUTHORIZATION}/roleDefinitions/{READER}"
    properties = shown.body["properties"]
    assert list(properties) == [
        *("roleName", "type", "description", "assignableScopes", "permissions"),
        *("createdOn", "updatedOn", "createdBy", "updatedBy"),
    ]
    assert properties["permissions"] == [
        {"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}
    ]
    assert (properties["type"], properties["createdBy"]) == ("BuiltInRole", None)


async def test_roles_are_found_by_name_and_kind(stand: Stand) -> None:
    await stand.put(role_id(CUSTOM), BODY, **NEW)

    assert names(await listed(stand, GROUP, "roleName%20eq%20'key%20vault%20reader'")) == {
        "Key Vault Reader"
    }
    assert names(await listed(stand, GROUP, "type%20eq%20'CustomRole'")) == {"Restarter"}
    assert len(names(await listed(stand, SUB))) == len(built_in_roles()) + 1
    assert (await listed(stand, SUB, "nothing()")).error == "InvalidFilter"


async def test_a_custom_role_is_made_changed_and_deleted(stand: Stand) -> None:
    path = role_id(CUSTOM)

    made = await stand.put(path, BODY, **NEW)
    changed = await stand.put(
        path, {"properties": {**BODY["properties"], "description": "d"}}, **NEW
    )
    shown = await stand.get(path, **NEW)
    gone = await stand.delete(path, **NEW)

    assert (made.status, changed.status, shown.status, gone.status) == (201, 201, 200, 200)
    assert made.body["properties"]["type"] == "CustomRole"
    assert made.body["properties"]["description"] is None
    assert made.body["properties"]["createdBy"] is None
    assert shown.body["properties"]["createdBy"] == OPERATOR.object_id
    assert shown.body["properties"]["description"] == "d"
    assert gone.body == shown.body
    assert (await stand.delete(path, **NEW)).status == 204
    missing = await stand.get(path, **NEW)
    assert (missing.status, missing.error) == (404, "RoleDefinitionDoesNotExist")
    assert missing.body["error"]["message"] == (
        f"The specified role definition with ID '{CUSTOM}' does not exist."
    )


async def test_it_is_seen_where_it_may_be_assigned(stand: Stand) -> None:
    await stand.put(role_id(CUSTOM), within(GROUP), **NEW)
    await stand.put(f"{SUB}/resourceGroups/other", {"location": "westeurope"})

    assert "Restarter" in names(await listed(stand, GROUP))
    assert "Restarter" not in names(await listed(stand, SUB))
    assert "Restarter" in names(await listed(stand, SUB, "atScopeAndBelow()"))
    assert "Restarter" in names(await listed(stand, ""))
    assert "Restarter" not in names(await listed(stand, f"{SUB}/resourceGroups/other"))


async def test_it_grants_what_it_says_where_it_may_be_assigned(stand: Stand) -> None:
    await enroll(stand)
    await stand.put(role_id(CUSTOM), within(GROUP), **NEW)

    outside = await give(stand, CUSTOM, SUB)
    inside = await give(stand, CUSTOM, GROUP)

    assert (outside.status, outside.error) == (400, "RoleDefinitionDoesNotExist")
    assert inside.status == 201
    held = await stand.delete(role_id(CUSTOM), **NEW)
    assert (held.status, held.error) == (400, "RoleDefinitionHasAssignments")


async def test_names_are_the_tenants(stand: Stand) -> None:
    await stand.put(role_id(CUSTOM), BODY, **NEW)
    for name in ("RESTARTER", "reader"):
        body = {"properties": {**BODY["properties"], "roleName": name}}
        refused = await stand.put(role_id("11111111-0000-0000-0000-000000000001"), body, **NEW)
        assert (refused.status, refused.error) == (409, "RoleDefinitionWithSameNameExists")


async def test_what_is_built_in_stays(stand: Stand) -> None:
    put = await stand.put(role_id(READER), BODY, **NEW)
    deleted = await stand.delete(role_id(READER), **NEW)
    assert {put.error, deleted.error} == {"RoleDefinitionIsBuiltIn"}


async def test_what_cannot_be_a_role(stand: Stand) -> None:
    assert (await stand.put(role_id("restarter"), BODY, **NEW)).error == "BadRequestFormat"
    assert (await stand.put(role_id(CUSTOM), {}, **NEW)).error == "BadRequestFormat"
    assert (await stand.put(role_id(CUSTOM), within("*"), **NEW)).error == "InvalidRoleDefinition"


async def test_a_role_is_changed_only_by_who_may_wherever_it_counts(stand: Stand) -> None:
    """Else an owner of one group could widen a role that somebody has elsewhere."""
    await enroll(stand)
    await give(stand, OWNER, GROUP)
    await stand.put(role_id(CUSTOM), BODY, **NEW)
    below = f"{GROUP}/{AUTHORIZATION}/roleDefinitions"
    stand.doorkeeper.principal = STRANGER

    own = await stand.put(
        f"{below}/11111111-0000-0000-0000-000000000001",
        {"properties": {**within(GROUP)["properties"], "roleName": "Own"}},
        **NEW,
    )
    wide = await stand.put(f"{below}/11111111-0000-0000-0000-000000000002", BODY, **NEW)
    taken = await stand.put(f"{below}/{CUSTOM}", within(GROUP), **NEW)
    deleted = await stand.delete(f"{below}/{CUSTOM}", **NEW)

    assert own.status == 201
    assert [each.status for each in (wide, taken, deleted)] == [403, 403, 403]
    assert (await stand.get(f"{below}/{CUSTOM}", **NEW)).status == 200
