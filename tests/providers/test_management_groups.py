"""``Microsoft.Management/managementGroups``, through the wire."""

from typing import Any

import pytest

from tests.providers.management_tree import (
    GROUPS,
    NEW,
    ROOT,
    TEAM,
    TOP,
    below,
    expanded,
    move,
    with_tree,
)
from tests.providers.rbac import CONTRIBUTOR, OWNER, READER, assignment, give
from tests.providers.stand import GROUP, OPERATOR, STRANGER, SUB, SUBSCRIPTION, TENANT, Stand


@pytest.fixture
async def tree(stand: Stand) -> Stand:
    return await with_tree(stand)


async def test_the_root_group_always_is_and_holds_the_subscription(stand: Stand) -> None:
    found = await stand.get(ROOT, **expanded("$expand=children"))
    assert found.status == 200
    assert found.body["name"] == TENANT
    properties = found.body["properties"]
    assert properties["displayName"] == "Tenant Root Group"
    assert properties["details"]["parent"] is None
    assert properties["children"] == [
        {"type": "/subscriptions", "id": SUB, "name": SUBSCRIPTION, "displayName": "Local"}
    ]


async def test_one_is_made_shown_changed_and_deleted(tree: Stand) -> None:
    shown = await tree.get(TEAM.upper().replace("/PROVIDERS", "/providers"), **NEW)
    assert shown.body["id"] == TEAM
    assert shown.body["properties"]["displayName"] == "The team"
    assert shown.body["properties"]["details"]["parent"] == {
        "id": TOP,
        "name": "Top",
        "displayName": "Top",
    }
    renamed = await tree.send("PATCH", TEAM, {"displayName": "Team 1"}, **NEW)
    assert renamed.body["properties"]["displayName"] == "Team 1"
    assert renamed.body["properties"]["details"]["version"] == 2
    moved = await tree.send("PATCH", TEAM, {"parentGroupId": ROOT}, **NEW)
    assert moved.body["properties"]["details"]["parent"]["name"] == TENANT
    assert (await tree.delete(TEAM, **NEW)).status == 204
    gone = await tree.get(TEAM, **NEW)
    assert (gone.status, gone.error) == (404, "NotFound")
    assert (await tree.delete(TEAM, **NEW)).status == 204


async def test_the_same_again_changes_nothing(tree: Stand) -> None:
    again = await tree.put(TEAM, below(TOP, name="The team"), **NEW)
    assert again.body["properties"]["details"]["version"] == 1


async def test_the_root_group_has_a_name_and_nothing_else_to_change(stand: Stand) -> None:
    named = await stand.send("PATCH", ROOT, {"displayName": "Contoso"}, **NEW)
    assert named.body["properties"]["displayName"] == "Contoso"
    assert (await stand.get(ROOT, **NEW)).body["properties"]["displayName"] == "Contoso"
    await stand.put(TOP, {}, **NEW)
    assert (await stand.put(ROOT, below(TOP), **NEW)).status == 400
    assert (await stand.delete(ROOT, **NEW)).status == 400


async def test_a_list_shows_what_the_caller_may_read(tree: Stand) -> None:
    every = await tree.get(GROUPS, **NEW)
    assert [each["name"] for each in every.body["value"]] == [TENANT, "team", "Top"]
    await give(tree, READER, TEAM)
    tree.doorkeeper.principal = STRANGER
    assert (await tree.get(TEAM, **NEW)).status == 200
    assert (await tree.get(TOP, **NEW)).status == 403
    seen = [each["name"] for each in (await tree.get(GROUPS, **NEW)).body["value"]]
    assert "team" in seen


async def test_a_role_on_a_group_beside_it_does_not(tree: Stand) -> None:
    await give(tree, OWNER, TEAM)
    tree.doorkeeper.principal = STRANGER
    assert (await tree.get(GROUP)).status == 403


async def test_a_role_is_not_given_on_a_group_that_is_not_there(tree: Stand) -> None:
    refused = await give(tree, READER, f"{GROUPS}/nowhere")
    assert (refused.status, refused.error) == (404, "NotFound")


async def test_a_group_that_goes_takes_its_assignments_along(tree: Stand) -> None:
    made = await give(tree, READER, TEAM)
    await tree.delete(TEAM, **NEW)
    await tree.put(TEAM, {}, **NEW)
    name = made.body["name"]
    assert (await tree.get(assignment(TEAM, name))).status == 404


async def test_moving_takes_the_right_to_give_roles_on_what_moves(tree: Stand) -> None:
    """An Owner of a group must not become Owner of a subscription by pulling it in."""
    await give(tree, OWNER, TEAM)
    await give(tree, CONTRIBUTOR, SUB)
    await give(tree, CONTRIBUTOR, ROOT)
    tree.doorkeeper.principal = STRANGER
    refused = await move(tree, TEAM)
    assert (refused.status, refused.error) == (403, "AuthorizationFailed")
    assert "roleAssignments/write" in refused.body["error"]["message"]
    pulled = await tree.send("PATCH", TOP, {"parentGroupId": TEAM}, **NEW)
    assert pulled.status == 403


async def test_a_group_is_made_only_where_its_maker_may_write(tree: Stand) -> None:
    await give(tree, CONTRIBUTOR, ROOT)
    tree.doorkeeper.principal = STRANGER
    assert (await tree.put(f"{GROUPS}/new", below(TOP), **NEW)).status == 200
    tree.doorkeeper.principal = OPERATOR
    await tree.delete(f"{GROUPS}/new", **NEW)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{GROUPS}/new", below(f"{GROUPS}/nowhere")),
        (f"{GROUPS}/new", below("nowhere")),
        (f"{GROUPS}/new", {"properties": {"displayName": 1}}),
        (f"{GROUPS}/new.", {}),
        (TOP, below(TEAM)),
    ],
)
async def test_what_cannot_be_is_refused(tree: Stand, path: str, body: dict[str, Any]) -> None:
    assert (await tree.put(path, body, **NEW)).status in (400, 404)
