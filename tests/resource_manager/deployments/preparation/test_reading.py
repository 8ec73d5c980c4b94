"""Content member by member: any casing, and each refusal with its place."""

import pytest

from nameplate.core.errors import BadRequest
from nameplate.resource_manager.deployments.preparation.content import read_content
from nameplate.resource_manager.deployments.preparation.reading import Part, part


async def read(text: str, *known: str) -> Part:
    return part(await read_content(text.encode()), "Thing", known)


async def test_members_are_found_in_any_casing() -> None:
    found = await read('{"Name": "x", "INNER": {"a": null}}', "name", "inner")
    assert found.text("name") == "x"
    assert found.required("inner", "Inner").optional("a", "A") is None
    assert not found.required("inner", "Inner").has("A")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1,\n "nope": 2}', "Could not find member 'nope' on object of type 'Thing'. "),
        ('{"a": 1}', "Error converting value 1 to type 'String'. Path 'a', line 1, position 7"),
        ('{"a": null}', "Required property 'a' not found in JSON. Path '', line 1, position 1"),
        ('{"a": "x"}', "Error converting value \"x\" to type 'Inner'. Path 'a', line 1"),
        ('{"a": []}', "Error converting value ... to type 'Inner'"),
    ],
)
async def test_what_does_not_fit_is_refused_with_its_place(text: str, words: str) -> None:
    async def used() -> None:
        found = await read(text, "a")
        if "Inner" in words or "Required" in words:
            found.required("a", "Inner")
        found.text("a")

    with pytest.raises(BadRequest) as caught:
        await used()
    assert caught.value.code == "InvalidRequestContent"
    assert words in caught.value.message


def test_plain_json_is_read_without_places() -> None:
    found = part({"a": {"b": "c"}}, "Thing", ("a",))
    assert found.required("a", "Inner").text("B") == "c"


def test_what_is_too_deep_is_refused() -> None:
    deep: object = {}
    for _ in range(5000):
        deep = {"a": deep}
    with pytest.raises(BadRequest):
        part({"a": deep}, "Thing", ("a",))
