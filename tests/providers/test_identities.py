"""The identity block: None, SystemAssigned, UserAssigned and both, by PUT and by PATCH."""

from typing import Any

import pytest

from tests.providers.stand import GROUP, IDENTITY, SITE, TENANT, Reply, Stand

OTHER = f"{IDENTITY}2"
BOTH = "SystemAssigned, UserAssigned"


async def site(stand: Stand, identity: Any, method: str = "PUT") -> Reply:
    return await stand.send(method, SITE, {"location": "westeurope", "identity": identity})


@pytest.fixture
async def users(stand: Stand) -> Stand:
    """The same, with two user-assigned identities."""
    await stand.put(IDENTITY, {"location": "westeurope"})
    await stand.put(OTHER, {"location": "westeurope"})
    return stand


async def test_a_system_identity_in_azures_order(stand: Stand) -> None:
    block = (await site(stand, {"type": "systemassigned"})).body["identity"]

    principal = await stand.directory.service_principal(block["principalId"])
    assert list(block) == ["type", "tenantId", "principalId"]
    assert (block["type"], block["tenantId"]) == ("SystemAssigned", TENANT)
    assert principal is not None
    assert (principal.display_name, principal.resource_id) == ("web1", SITE)


async def test_no_block_leaves_identities_as_they_are(stand: Stand) -> None:
    before = (await site(stand, {"type": "SystemAssigned"})).body["identity"]
    after = (await stand.put(SITE, {"location": "westeurope"})).body["identity"]
    assert after == before


async def test_off_ends_the_principal_and_on_makes_a_new_one(stand: Stand) -> None:
    first = (await site(stand, {"type": "SystemAssigned"})).body["identity"]["principalId"]
    before = await stand.directory.service_principal(first)
    off = (await site(stand, {"type": "None"})).body
    gone = await stand.directory.service_principal(first)
    second = (await site(stand, {"type": "SystemAssigned"})).body["identity"]["principalId"]
    after = await stand.directory.service_principal(second)

    assert "identity" not in off
    assert gone is None
    assert before is not None
    assert after is not None
    assert (before.object_id, before.app_id) != (after.object_id, after.app_id)


@pytest.mark.parametrize(
    "kind", [BOTH, "SystemAssigned,UserAssigned", "userassigned,SYSTEMASSIGNED"]
)
async def test_both_are_answered_with_a_space(users: Stand, kind: str) -> None:
    block = {"type": kind, "userAssignedIdentities": {IDENTITY.lower(): {}}}

    found = (await site(users, block)).body["identity"]

    (key,) = found["userAssignedIdentities"]
    assert found["type"] == BOTH
    assert key == IDENTITY.replace("resourceGroups", "resourcegroups")
    assert list(found["userAssignedIdentities"][key]) == ["principalId", "clientId"]


async def test_a_user_assigned_one_keeps_its_principal(users: Stand) -> None:
    made = (await users.get(IDENTITY)).body["properties"]
    block = {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}}

    for _ in range(2):
        found = (await site(users, block)).body["identity"]
        assert list(found) == ["type", "userAssignedIdentities"]
        (entry,) = found["userAssignedIdentities"].values()
        assert entry == {key: made[key] for key in ("principalId", "clientId")}


async def test_put_replaces_the_map_and_patch_merges_it(users: Stand) -> None:
    await site(users, {"type": BOTH, "userAssignedIdentities": {IDENTITY: {}}})

    added = await site(users, {"type": BOTH, "userAssignedIdentities": {OTHER: {}}}, "PATCH")
    removed = await site(
        users, {"type": BOTH, "userAssignedIdentities": {IDENTITY.upper(): None}}, "PATCH"
    )
    replaced = await site(users, {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}})

    counts = [len(each.body["identity"]["userAssignedIdentities"]) for each in (added, removed)]
    assert counts == [2, 1]
    assert list(replaced.body["identity"]["userAssignedIdentities"]) == [
        IDENTITY.replace("resourceGroups", "resourcegroups")
    ]
    assert "principalId" not in replaced.body["identity"]


async def test_patch_without_a_type_changes_only_the_map(users: Stand) -> None:
    await site(users, {"type": BOTH, "userAssignedIdentities": {IDENTITY: {}}})

    found = await site(users, {"userAssignedIdentities": {OTHER: {}}}, "PATCH")

    assert found.body["identity"]["type"] == BOTH
    assert len(found.body["identity"]["userAssignedIdentities"]) == 2


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ({"type": "Wonderful"}, "InvalidRequestContent"),
        ({"type": "None, SystemAssigned"}, "InvalidRequestContent"),
        ({"type": 1}, "InvalidRequestContent"),
        ({"type": "UserAssigned"}, "MissingIdentityIds"),
        ({"type": "UserAssigned", "userAssignedIdentities": []}, "InvalidRequestContent"),
        (
            {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: 1}},
            "InvalidRequestContent",
        ),
        ({"type": "UserAssigned", "userAssignedIdentities": {SITE: {}}}, "InvalidRequestContent"),
        ({"type": "UserAssigned", "userAssignedIdentities": {"x": {}}}, "LinkedInvalidPropertyId"),
        (
            {"type": "UserAssigned", "userAssignedIdentities": {f"{IDENTITY}9": {}}},
            "FailedIdentityOperation",
        ),
    ],
)
async def test_blocks_that_cannot_be(stand: Stand, identity: Any, code: str) -> None:
    found = await site(stand, identity)

    assert (found.status, found.error) == (400, code)
    assert await stand.below(GROUP) == []
    assert await stand.directory.service_principals() == []


async def test_deleting_the_identity_takes_it_from_its_sites(users: Stand) -> None:
    await site(users, {"type": BOTH, "userAssignedIdentities": {IDENTITY: {}, OTHER: {}}})

    assert (await users.delete(IDENTITY)).status == 200

    block = (await users.get(SITE)).body["identity"]
    assert list(block["userAssignedIdentities"]) == [
        OTHER.replace("resourceGroups", "resourcegroups")
    ]


async def test_deleting_the_site_ends_its_bindings(stand: Stand) -> None:
    await site(stand, {"type": "SystemAssigned"})
    work = stand.store.units.begin()
    _, secret = stand.directory.bind_workload(work, SITE, expires=None)
    await work.commit()
    assert await stand.directory.binding_of(secret.reveal()) is not None

    await stand.delete(SITE)

    assert await stand.directory.binding_of(secret.reveal()) is None
    assert await stand.directory.assignment(SITE) is None
