"""Answers: the type's own order, absent members absent."""

from typing import Any

from nameplate.resource_manager.presentation import document, respelled, summary
from nameplate.resource_manager.provider import View
from nameplate.resource_manager.records import Actor, Resource
from nameplate.resource_manager.resource_type import ResourceType
from tests.providers.stand import GROUP

TYPE = ResourceType(
    name="Contoso.Things/things",
    api_versions=("2020-01-01",),
    order=("location", "id", "tags", "systemData", "properties"),
    group_segment="resourcegroups",
    tags_always=True,
    system_data_since="2021-01-01",
)
THING = Resource(
    id=f"{GROUP}/providers/Contoso.Things/things/a",
    type=TYPE.name,
    name="a",
    location="westeurope",
    kind=None,
    tags=None,
    sku={"name": "free"},
    properties={"x": None},
    envelope={"zones": ["1"], "plan": None},
    created=1_790_000_000.5,
    changed=1_790_000_001.0,
    created_by=Actor("me", "User"),
    changed_by=Actor("you", "Application"),
)


class Things:
    """A provider that shows what is stored."""

    type = TYPE


async def nothing(_: str) -> Resource | None:
    return None


async def test_members_follow_the_types_order_and_the_rest_comes_after() -> None:
    found = await document(Things(), THING, View("2020-01-01", nothing))

    assert list(found) == ["location", "id", "tags", "properties", "name", "type", "sku", "zones"]
    assert found["tags"] == {}
    assert found["properties"] == {"x": None}
    assert "/resourcegroups/" in found["id"]


async def test_system_data_is_there_since_its_version() -> None:
    found: dict[str, Any] = await document(Things(), THING, View("2021-01-01-preview", nothing))

    assert found["systemData"] == {
        "createdBy": "me",
        "createdByType": "User",
        "createdAt": "2026-09-21T14:13:20.500Z",
        "lastModifiedBy": "you",
        "lastModifiedByType": "Application",
        "lastModifiedAt": "2026-09-21T14:13:21.000Z",
    }


def test_a_summary_has_no_properties() -> None:
    found = summary(THING, TYPE, {"type": "SystemAssigned"})
    assert list(found) == ["id", "name", "type", "sku", "location", "identity", "tags"]


def test_only_the_first_group_is_respelled() -> None:
    twice = f"{GROUP}/x/resourceGroups/y"
    assert respelled(twice, TYPE).count("resourcegroups") == 1
