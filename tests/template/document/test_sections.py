"""Members, by name and type."""

import pytest

from nameplate.template.document.sections import (
    member_of,
    members,
    optional,
    placed,
    required,
    spelled,
    typed,
)
from nameplate.template.errors import InvalidTemplate
from nameplate.template.json_reader import read_json
from nameplate.template.marks import NOWHERE, JsonObject

HOLDER: JsonObject = read_json('{\n "Name": "n", "count": 3, "on": true, "nothing": null}')


def test_members_are_found_in_any_case() -> None:
    assert members(HOLDER, "Thing", ("name", "count", "on", "nothing"))["name"] == "Name"
    assert member_of(HOLDER, "NAME") == "n"
    assert spelled(HOLDER, "COUNT") == "count"
    assert member_of(HOLDER, "none") is None


def test_an_unknown_member_is_refused_by_name() -> None:
    with pytest.raises(InvalidTemplate) as caught:
        members(HOLDER, "Thing", ("name", "count", "on"))
    assert caught.value.message == (
        "Deployment template parse failed: 'Could not find member 'nothing' on object of type "
        "'Thing'. Path 'nothing', line 2, position 53.'."
    )


def test_required_members_have_a_type() -> None:
    assert required(HOLDER, "name", "String") == "n"
    assert optional(HOLDER, "nothing", "String") is None
    with pytest.raises(InvalidTemplate, match="Required property 'other' not found in JSON"):
        required(HOLDER, "other", "String")
    for name, kind in (("name", "Integer"), ("on", "Integer"), ("count", "Boolean")):
        with pytest.raises(InvalidTemplate, match=f"Expected a value of type '{kind}'"):
            required(HOLDER, name, kind)
    assert typed(True, "Any", NOWHERE) is True


def test_plain_json_gets_paths() -> None:
    found = placed({"a": [{"b": 1}]}, "root")
    assert found["a"][0].path == "root.a[0]"
    assert placed(found) is found


def test_what_is_too_deep_is_refused() -> None:
    deep: object = 1
    for _ in range(3000):
        deep = [deep]
    with pytest.raises(InvalidTemplate, match="MaxDepth"):
        placed(deep)
