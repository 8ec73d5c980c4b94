"""Facts of a type."""

import pytest

from nameplate.core.errors import BadRequest
from nameplate.resource_manager.resource_type import ANY_NAME, NameRule, ResourceType

TYPE = ResourceType(name="Contoso.Things/things/parts", api_versions=("2020-01-01",))


def test_names_and_actions() -> None:
    assert (TYPE.namespace, TYPE.types) == ("Contoso.Things", ("things", "parts"))
    assert TYPE.key == "contoso.things/things/parts"
    assert TYPE.action("write") == "Contoso.Things/things/parts/write"
    stemmed = ResourceType(name="A.B/c", api_versions=("1",), action_stem="A.B/all/c")
    assert stemmed.action("read") == "A.B/all/c/read"


@pytest.mark.parametrize("name", ["a", "a b", "a" * 260, "Ä-1_x", "a.b"])
def test_any_ordinary_name_will_do(name: str) -> None:
    ANY_NAME.check(name)


@pytest.mark.parametrize("name", ["", "a" * 261, "a/b", "a?", "a%", "a.", "a ", "a\n", "<a>"])
def test_names_that_paths_cannot_have_are_refused(name: str) -> None:
    with pytest.raises(BadRequest, match="InvalidResourceName"):
        ANY_NAME.check(name)


def test_a_rule_has_words_of_its_own() -> None:
    with pytest.raises(BadRequest, match=r"\(Bad\) no 'x'"):
        NameRule("y", "no '{name}'", code="Bad").check("x")
