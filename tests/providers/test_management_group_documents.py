"""How the tree is shown."""

import pytest

from tests.providers.management_tree import NEW, ROOT, TEAM, expanded, move, with_tree
from tests.providers.stand import SUBSCRIPTION, TENANT, Stand


@pytest.fixture
async def tree(stand: Stand) -> Stand:
    return await with_tree(stand)


async def test_children_path_and_descendants(tree: Stand) -> None:
    await move(tree, TEAM)
    deep = await tree.get(ROOT, **expanded("$expand=children&$recurse=true"))
    (top,) = deep.body["properties"]["children"]
    (team,) = top["children"]
    assert [each["name"] for each in team["children"]] == [SUBSCRIPTION]
    path = await tree.get(TEAM, **expanded("$expand=path"))
    named = [each["name"] for each in path.body["properties"]["details"]["path"]]
    assert named == [TENANT, "Top", "team"]
    over = await tree.get(TEAM, **expanded("$expand=ancestors"))
    assert over.body["properties"]["details"]["managementGroupAncestors"] == ["Top", TENANT]
    every = await tree.get(f"{ROOT}/descendants", **NEW)
    assert {each["name"] for each in every.body["value"]} == {"Top", "team", SUBSCRIPTION}
