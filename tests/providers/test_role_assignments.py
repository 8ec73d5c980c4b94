"""``Microsoft.Authorization/roleAssignments``, through the wire."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from nameplate.directory.records import MemberType
from tests.conformance.providers import VAULT_BODY
from tests.providers.rbac import (
    CONTRIBUTOR,
    OWNER,
    READER,
    UNKNOWN,
    assignment,
    enroll,
    give,
    role_id,
)
from tests.providers.stand import (
    GROUP,
    OPERATOR,
    SITE,
    STRANGER,
    SUB,
    TENANT,
    VAULT,
    Stand,
)

NAME = "88888888-0000-0000-0000-000000000001"
BODY: dict[str, Any] = {
    "properties": {"roleDefinitionId": role_id(READER), "principalId": STRANGER.object_id}
}
NEW = {"query": "api-version=2022-04-01"}
LIST = f"{GROUP}/providers/Microsoft.Authorization/roleAssignments"


@pytest.fixture
async def known(stand: Stand) -> Stand:
    """A control plane whose directory knows the stranger."""
    await enroll(stand)
    return stand


async def test_it_is_given_shown_and_taken_away(known: Stand) -> None:
    path = assignment(GROUP, NAME)

    made = await known.put(path, BODY, **NEW)
    shown = await known.get(path, **NEW)
    gone = await known.delete(path, **NEW)

    assert (made.status, shown.status, gone.status) == (201, 200, 200)
    assert list(made.body) == ["properties", "id", "type", "name"]
    assert list(made.body["properties"]) == [
        *("roleDefinitionId", "principalId", "principalType", "scope", "condition"),
        *("conditionVersion", "createdOn", "updatedOn", "createdBy", "updatedBy"),
        *("delegatedManagedIdentityResourceId", "description"),
    ]
    assert made.body["properties"]["createdBy"] is None
    assert made.body["properties"]["updatedBy"] == OPERATOR.object_id
    assert shown.body["properties"]["createdBy"] == OPERATOR.object_id
    assert made.body["properties"]["principalType"] == "ServicePrincipal"
    assert made.body["id"] == path
    assert gone.body == shown.body
    assert (await known.delete(path, **NEW)).status == 204
    missing = await known.get(path, **NEW)
    assert (missing.status, missing.error) == (404, "RoleAssignmentNotFound")
    assert missing.body["error"]["message"] == f"The role assignment '{NAME}' is not found."


async def test_older_api_versions_show_less(known: Stand) -> None:
    made = await known.put(assignment(GROUP), BODY, query="api-version=2018-09-01-preview")
    assert list(made.body["properties"]) == [
        *("roleDefinitionId", "principalId", "principalType", "scope"),
        *("createdOn", "updatedOn", "createdBy", "updatedBy"),
    ]


async def test_what_it_says_beside_may_be_changed(known: Stand) -> None:
    path = assignment(GROUP, NAME)
    await known.put(path, BODY, **NEW)
    changed = {"properties": {**BODY["properties"], "description": "why"}}

    again = await known.put(path, changed, **NEW)

    assert again.status == 201
    assert (await known.get(path, **NEW)).body["properties"]["description"] == "why"


@pytest.mark.parametrize("scope", ["", SUB, GROUP, VAULT, f"{VAULT}/secrets/db"])
async def test_any_scope_can_have_one(known: Stand, scope: str) -> None:
    assert (await known.put(VAULT, VAULT_BODY)).status == 200
    path = assignment(scope, NAME)

    made = await known.put(path, BODY, **NEW)

    assert made.status == 201, made.body
    assert made.body["properties"]["scope"] == (scope or "/")
    assert made.body["id"] == path
    assert "unresolved" not in made.body
    found = await known.get(path.rpartition("/")[0], query="api-version=2022-04-01")
    assert [each["name"] for each in found.body["value"]] == [NAME]


async def test_a_scope_that_is_served_and_not_there_is_refused(known: Stand) -> None:
    for scope, code in (
        (f"{SUB}/resourceGroups/none", "ResourceGroupNotFound"),
        (VAULT, "ResourceNotFound"),
        (f"{VAULT}/secrets/db", "ResourceNotFound"),
        ("/subscriptions/99999999-9999-9999-9999-999999999999", "SubscriptionNotFound"),
        (f"{SUB}/resourceGroups/none/providers/Contoso.Things/things/a", "ResourceGroupNotFound"),
    ):
        refused = await known.put(assignment(scope), BODY, **NEW)
        assert (refused.status, refused.error) == (404, code)


async def test_a_scope_that_is_not_served_is_kept_and_said_to_grant_nothing(known: Stand) -> None:
    made = await known.put(assignment(f"{GROUP}/providers/Contoso.Things/things/a"), BODY, **NEW)
    assert made.status == 201
    assert "not served" in made.body["unresolved"]
    root = f"/providers/Microsoft.Management/managementGroups/{TENANT}"
    assert "unresolved" not in (await known.put(assignment(root), BODY, **NEW)).body


async def test_an_unknown_principal_is_refused_without_dashes(known: Stand) -> None:
    body = {"properties": {**BODY["properties"], "principalId": UNKNOWN}}

    old = await known.put(assignment(GROUP), body, query="api-version=2018-01-01-preview")
    new = await known.put(assignment(GROUP), body, **NEW)

    words = f"Principal {UNKNOWN.replace('-', '')} does not exist in the directory {TENANT}."
    assert (old.status, old.error) == (new.status, new.error) == (400, "PrincipalNotFound")
    assert old.body["error"]["message"] == words
    assert new.body["error"]["message"].startswith(f"{words} Check that")


async def test_an_unknown_principal_with_its_type_is_kept_unresolved(known: Stand) -> None:
    properties = {**BODY["properties"], "principalId": UNKNOWN, "principalType": "group"}
    path = assignment(GROUP)

    made = await known.put(path, {"properties": properties}, **NEW)

    assert made.status == 201
    assert made.body["properties"]["principalType"] == "Group"
    assert "not in this directory" in made.body["unresolved"]
    shown = await known.get(path, **NEW)
    assert shown.body["unresolved"] == made.body["unresolved"]


@pytest.mark.parametrize(
    ("name", "properties", "status", "code"),
    [
        ("reader", {}, 400, "InvalidRoleAssignmentId"),
        (NAME, {"roleDefinitionId": role_id(UNKNOWN)}, 400, "RoleDefinitionDoesNotExist"),
        (NAME, {"roleDefinitionId": "Reader"}, 400, "BadRequestFormat"),
        (NAME, {"principalType": "User"}, 400, "UnmatchedPrincipalType"),
        (NAME, {"principalId": "stranger"}, 400, "InvalidPrincipalId"),
    ],
)
async def test_what_cannot_be_given(
    known: Stand, name: str, properties: dict[str, Any], status: int, code: str
) -> None:
    body = {"properties": {**BODY["properties"], **properties}}
    refused = await known.put(assignment(GROUP, name), body, **NEW)
    assert (refused.status, refused.error) == (status, code)


async def test_the_same_is_given_once_and_never_becomes_another(known: Stand) -> None:
    await known.put(assignment(GROUP, NAME), BODY, **NEW)

    again = await known.put(assignment(GROUP), BODY, **NEW)
    moved = await known.put(assignment(SUB, NAME), BODY, **NEW)
    other = {"properties": {**BODY["properties"], "roleDefinitionId": role_id(OWNER)}}
    changed = await known.put(assignment(GROUP, NAME), other, **NEW)

    assert (again.status, again.error) == (409, "RoleAssignmentExists")
    assert NAME.replace("-", "") in again.body["error"]["message"]
    assert (moved.status, moved.error) == (400, "RoleAssignmentUpdateNotPermitted")
    assert (changed.status, changed.error) == (400, "RoleAssignmentUpdateNotPermitted")


async def test_a_list_is_filtered_by_place_and_principal(known: Stand) -> None:
    await known.put(VAULT, VAULT_BODY)
    for scope in (SUB, GROUP, VAULT):
        assert (await give(known, READER, scope)).status == 201
    await give(known, READER, GROUP, to=OPERATOR, principalType="User")

    async def scopes(text: str) -> list[str]:
        query = f"api-version=2022-04-01&$filter={text}"
        found = await known.get(LIST, query=query if text else "api-version=2022-04-01")
        assert found.status == 200, found.body
        return sorted(each["properties"]["scope"] for each in found.body["value"])

    who = STRANGER.object_id
    assert await scopes("") == [SUB, GROUP, GROUP, VAULT]
    assert await scopes("atScope()") == [SUB, GROUP, GROUP]
    assert await scopes(f"principalId%20eq%20'{who}'") == [SUB, GROUP, VAULT]
    assert await scopes(f"atScope()%20and%20assignedTo('{who}')") == [SUB, GROUP]
    assert await scopes(f"principalId%20eq%20'{UNKNOWN}'") == []
    refused = await known.get(LIST, query="api-version=2022-04-01&$filter=colour%20eq%201")
    assert (refused.status, refused.error) == (400, "InvalidFilter")


async def test_a_group_is_given_a_role_and_its_members_are_found_by_it(known: Stand) -> None:
    directory, who = known.directory, STRANGER.object_id
    work = known.store.units.begin()
    group = directory.create_group(work, display_name="readers", mail_nickname="readers")
    kind = MemberType.SERVICE_PRINCIPAL
    directory.add_member(work, group, member_id=who, member_type=kind)
    await work.commit()

    to = replace(STRANGER, object_id=group.object_id)
    refused = await give(known, READER, GROUP, to=to, principalType="User")
    made = await give(known, READER, GROUP, to=to)

    assert (refused.status, refused.error) == (400, "UnmatchedPrincipalType")
    assert made.body["properties"]["principalType"] == "Group"
    assert "unresolved" not in made.body

    query = f"api-version=2022-04-01&$filter=assignedTo('{who}')"
    found = (await known.get(LIST, query=query)).body["value"]
    assert [each["properties"]["principalId"] for each in found] == [group.object_id]
    known.doorkeeper.principal = STRANGER
    assert (await known.get(GROUP)).status == 200


async def test_a_reader_reads_and_writes_nothing(known: Stand) -> None:
    assert (await give(known, READER, GROUP)).status == 201
    known.doorkeeper.principal = STRANGER

    assert (await known.get(GROUP)).status == 200
    assert (await known.get(SITE)).error == "ResourceNotFound"
    refused = await known.put(VAULT, VAULT_BODY)
    assert (refused.status, refused.error) == (403, "AuthorizationFailed")
    message = refused.body["error"]["message"]
    assert "to perform action 'Microsoft.KeyVault/vaults/write' over scope" in message
    assert "the role 'Key Vault Contributor' there would allow it" in message
    outside = await known.get(f"{SUB}/resourceGroups/other")
    assert (outside.status, outside.error) == (403, "AuthorizationFailed")


async def test_the_subscription_is_listed_to_who_has_a_role_inside_it(known: Stand) -> None:
    known.doorkeeper.principal = STRANGER
    assert (await known.get("/subscriptions")).body["value"] == []
    known.doorkeeper.principal = OPERATOR
    await give(known, READER, GROUP)
    known.doorkeeper.principal = STRANGER
    (listed,) = (await known.get("/subscriptions")).body["value"]
    assert listed["id"] == SUB
    (group,) = (await known.get(f"{SUB}/resourceGroups")).body["value"]
    assert group["id"] == GROUP


async def test_a_contributor_writes_and_gives_nobody_a_role(known: Stand) -> None:
    await give(known, CONTRIBUTOR, GROUP)
    known.doorkeeper.principal = STRANGER

    assert (await known.put(VAULT, VAULT_BODY)).status == 200
    refused = await give(known, READER, GROUP)
    assert (refused.status, refused.error) == (403, "AuthorizationFailed")
    assert "leaves it out by notActions" in refused.body["error"]["message"]


async def test_what_was_taken_away_counts_no_more(known: Stand) -> None:
    made = await give(known, READER, GROUP)
    known.doorkeeper.principal = STRANGER
    assert (await known.get(GROUP)).status == 200
    known.doorkeeper.principal = OPERATOR
    assert (await known.delete(made.body["id"], **NEW)).status == 200
    known.doorkeeper.principal = STRANGER
    assert (await known.get(GROUP)).status == 403


async def test_an_owner_gives_roles_below_and_not_above(known: Stand) -> None:
    await give(known, OWNER, GROUP)
    known.doorkeeper.principal = STRANGER

    assert (await give(known, READER, GROUP)).status == 201
    assert (await give(known, READER, SUB)).status == 403


async def test_a_resource_that_goes_takes_its_assignments_along(known: Stand) -> None:
    """Its name may come again, and what was given to the old one must not be given to the new."""
    await known.put(VAULT, VAULT_BODY)
    for scope in (VAULT, f"{VAULT}/secrets/db", GROUP):
        await give(known, READER, scope)

    assert (await known.delete(VAULT)).status == 200

    left = await known.store.roles.assignments_within("/")
    assert [each.scope for each in left] == [GROUP]
    assert (await known.delete(GROUP)).status == 202
    assert await known.store.roles.assignments_within("/") == ()


async def test_nothing_is_given_on_what_goes_meanwhile(known: Stand) -> None:
    """What another process deletes after it was looked at fails the commit."""
    await known.put(VAULT, VAULT_BODY)
    records = known.store.resources
    found = await records.find(VAULT.lower())
    assert found is not None
    principal = known.directory.principal
    looked: list[str] = []

    async def and_then_it_goes(object_id: str) -> Any:
        if not looked:
            work = known.store.units.begin()
            records.delete(work, VAULT.lower(), expected_etag=found.etag)
            await work.commit()
        looked.append(object_id)
        return await principal(object_id)

    known.directory.principal = and_then_it_goes  # type: ignore[method-assign]  # a race
    refused = await give(known, READER, VAULT)

    assert (refused.status, refused.error) == (404, "ResourceNotFound")
    assert await known.store.roles.assignments_within("/") == ()


async def test_each_change_is_in_the_trail(known: Stand) -> None:
    path = assignment(GROUP, str(uuid4()))
    await known.put(path, BODY, **NEW)
    await known.delete(path, **NEW)

    events = [each.event for each in await known.trail.since(0)]
    changes = [each.action for each in events if each.resource == path]
    assert changes == [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
    ]
