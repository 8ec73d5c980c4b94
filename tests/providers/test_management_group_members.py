"""The subscription in a management group, and the roles that hold for it then."""

import pytest

from tests.providers.management_tree import NEW, ROOT, TEAM, TOP, move, with_tree
from tests.providers.rbac import READER, give
from tests.providers.stand import (
    GROUP,
    OPERATOR,
    STRANGER,
    SUBSCRIPTION,
    TENANT,
    Stand,
)


@pytest.fixture
async def tree(stand: Stand) -> Stand:
    return await with_tree(stand)


async def test_the_subscription_is_moved_in_and_out(tree: Stand) -> None:
    member = f"{TEAM}/subscriptions/{SUBSCRIPTION}"
    moved = await move(tree, TEAM)
    assert moved.status == 200
    assert moved.body["properties"]["parent"] == {"id": TEAM}
    assert (await tree.get(member, **NEW)).status == 200
    assert (await tree.get(f"{ROOT}/subscriptions/{SUBSCRIPTION}", **NEW)).status == 404
    assert len((await tree.get(f"{TEAM}/subscriptions", **NEW)).body["value"]) == 1
    full = await tree.delete(TEAM, **NEW)
    assert (full.status, full.error) == (400, "BadRequest")
    assert (await tree.delete(member, **NEW)).status == 200
    assert (await tree.get(f"{TEAM}/subscriptions", **NEW)).body["value"] == []
    assert (await tree.delete(member, **NEW)).status == 204
    assert (await tree.get(f"{ROOT}/subscriptions/{SUBSCRIPTION}", **NEW)).status == 200


async def test_another_subscription_is_not_found(tree: Stand) -> None:
    other = f"{TEAM}/subscriptions/99999999-9999-9999-9999-999999999999"
    refused = await tree.put(other, None, **NEW)
    assert (refused.status, refused.error) == (404, "SubscriptionNotFound")


@pytest.mark.parametrize("scope", [ROOT, TOP, TEAM])
async def test_a_role_on_a_group_holds_for_the_subscription_in_it(tree: Stand, scope: str) -> None:
    await move(tree, TEAM)
    assert (await give(tree, READER, scope)).status == 201
    tree.doorkeeper.principal = STRANGER
    assert (await tree.get(GROUP)).status == 200
    assert (await tree.put(GROUP, {"location": "westeurope"})).status == 403


async def test_a_role_leaves_with_the_subscription(tree: Stand) -> None:
    await move(tree, TEAM)
    await give(tree, READER, TEAM)
    tree.doorkeeper.principal = STRANGER
    assert (await tree.get(GROUP)).status == 200
    tree.doorkeeper.principal = OPERATOR
    await move(tree, TOP)
    tree.doorkeeper.principal = STRANGER
    assert (await tree.get(GROUP)).status == 403


async def test_assignments_above_are_listed_below(tree: Stand) -> None:
    await move(tree, TEAM)
    given = await give(tree, READER, TOP)
    listed = await tree.get(f"{GROUP}/providers/Microsoft.Authorization/roleAssignments")
    assert given.body["id"] in [each["id"] for each in listed.body["value"]]
    assert "unresolved" not in given.body["properties"]


async def test_the_tree_is_told_flat(tree: Stand) -> None:
    await move(tree, TEAM)
    found = await tree.send("POST", "/providers/Microsoft.Management/getEntities", **NEW)
    by_name = {each["name"]: each["properties"] for each in found.body["value"]}
    assert found.body["count"] == len(by_name) == 4
    assert by_name[TENANT]["numberOfDescendants"] == 3
    assert by_name[SUBSCRIPTION]["parentNameChain"] == [TENANT, "Top", "team"]
    assert by_name["team"]["parent"] == {"id": TOP}
    assert by_name["team"]["numberOfChildren"] == 1
    tree.doorkeeper.principal = STRANGER
    refused = await tree.send("POST", "/providers/Microsoft.Management/getEntities", **NEW)
    assert refused.status == 403
