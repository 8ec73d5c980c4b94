"""Scopes: what they are, and ids in their own casing."""

import pytest

from nameplate.resource_manager.resource_type import Level
from nameplate.resource_manager.scopes import level_of
from tests.providers.stand import GROUP, SITE, SUB, Stand


@pytest.mark.parametrize(
    ("scope", "level"),
    [
        ("", Level.TENANT),
        ("/providers/Microsoft.Management/managementGroups/a", Level.MANAGEMENT_GROUP),
        (SUB, Level.SUBSCRIPTION),
        (GROUP.lower(), Level.GROUP),
        (SITE, Level.EXTENSION),
    ],
)
def test_levels(scope: str, level: Level) -> None:
    assert level_of(scope) is level


async def test_children_spell_their_parent_as_it_was_made(stand: Stand) -> None:
    made = SITE.replace("web1", "Web1")
    await stand.put(made, {"location": "westeurope"})

    put = await stand.put(f"{SITE.upper()}/CONFIG/AppSettings", {"properties": {"A": "1"}})

    assert put.status == 200, put.body
    assert put.body["id"].startswith(f"{made}/config/")
