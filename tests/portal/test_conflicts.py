"""What somebody else changed since a form was made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.portal.conflicts import Change, changes, seen


def test_what_changed_came_and_went() -> None:
    before = seen({"Identity": "Off", "Same": "x", "Gone": "y"})
    assert changes(before, {"Identity": "On", "Same": "x", "New": "z"}) == (
        Change("Identity", "Off", "On"),
        Change("Gone", "y", "nothing"),
        Change("New", "nothing", "z"),
    )


@given(st.dictionaries(st.text(), st.text()))
def test_nothing_changed(facts: dict[str, str]) -> None:
    assert changes(seen(facts), facts) == ()


@pytest.mark.parametrize("given_text", ["", "{", "[]", "null", '{"a": 1}'])
def test_a_field_that_is_none(given_text: str) -> None:
    assert changes(given_text, {"a": "1"}) == (Change("a", "nothing", "1"),)
