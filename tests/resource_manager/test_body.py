"""Bodies: the envelope, PATCH as RFC 7396, locations and tags."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest, Conflict
from nameplate.resource_manager import body
from nameplate.resource_manager.provider import Desired
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType

TYPE = ResourceType(name="Contoso.Things/things", api_versions=("2020-01-01",), tracked=True)
ID = "/subscriptions/s/resourceGroups/g/providers/Contoso.Things/things/a"
CURRENT = Resource(
    id=ID,
    type=TYPE.name,
    name="a",
    location="westeurope",
    kind="big",
    tags={"a": "1"},
    sku={"name": "free"},
    properties={"x": {"y": 1, "z": 2}, "list": [1, 2]},
    envelope={"zones": ["1"]},
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


def read(given: Any, *, current: Resource | None = None, partial: bool = False) -> Desired:
    return body.desired(
        given,
        type=TYPE,
        id=ID,
        name="a",
        api_version="2020-01-01",
        current=current,
        partial=partial,
    )


def test_put_replaces_everything_but_the_kind_and_place() -> None:
    found = read({"properties": {"x": 1}}, current=CURRENT)

    assert (found.properties, found.tags, found.sku, found.envelope) == ({"x": 1}, None, None, {})
    assert (found.kind, found.location) == ("big", "westeurope")


def test_patch_merges_properties_and_keeps_the_rest() -> None:
    found = read(
        {"properties": {"x": {"y": None, "w": 3}, "list": [3]}}, current=CURRENT, partial=True
    )

    assert found.properties == {"x": {"z": 2, "w": 3}, "list": [3]}
    assert found.given == {"x": {"y": None, "w": 3}, "list": [3]}
    assert (found.tags, found.sku, found.envelope) == (
        {"a": "1"},
        {"name": "free"},
        {"zones": ["1"]},
    )


def test_patch_replaces_tags_as_a_whole() -> None:
    assert read({"tags": {"b": "2"}}, current=CURRENT, partial=True).tags == {"b": "2"}


def test_read_only_members_are_ignored_and_others_kept() -> None:
    found = read({"location": "West US", "id": "x", "systemData": {}, "zones": ["2"], "Tags": {}})

    assert (found.location, found.envelope, found.tags) == ("West US", {"zones": ["2"]}, {})


def test_a_new_resource_needs_a_known_location() -> None:
    with pytest.raises(BadRequest, match="LocationRequired"):
        read({})
    with pytest.raises(BadRequest, match="LocationNotAvailable"):
        read({"location": "atlantis"})


def test_a_resource_does_not_move() -> None:
    with pytest.raises(Conflict, match="InvalidResourceLocation"):
        read({"location": "eastus"}, current=CURRENT)


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        "x",
        1,
        {"tags": []},
        {"properties": 1},
        {"sku": "x"},
        {"kind": 1},
        {"identity": []},
        {"location": 1},
    ],
)
def test_what_is_no_envelope_is_refused(given: Any) -> None:
    if isinstance(given, dict):
        given = {"location": "westus", **given}
    with pytest.raises(BadRequest, match="InvalidRequestContent"):
        read(given)


@pytest.mark.parametrize(
    "tags",
    [{"a": 1}, {"": "x"}, {"a": "x" * 257}, {"a" * 513: "x"}, {str(i): "" for i in range(51)}],
)
def test_tags_have_limits(tags: Any) -> None:
    with pytest.raises(BadRequest, match="Tag"):
        read({"location": "westus", "tags": tags})


def test_deep_nesting_is_refused() -> None:
    deep: Any = {}
    for _ in range(70):
        deep = {"a": deep}
    with pytest.raises(BadRequest, match="nested"):
        read({"location": "westus", "properties": deep})


@given(json_values, json_values)
@settings(max_examples=100)
def test_merge_patch_is_idempotent(target: Any, patch: Any) -> None:
    once = body.merge_patch(target, patch)
    assert body.merge_patch(once, patch) == once


@given(st.dictionaries(st.text(max_size=3), json_values))
@settings(max_examples=100)
def test_an_empty_patch_changes_nothing(target: dict[str, Any]) -> None:
    assert body.merge_patch(target, {}) == target
