"""Values as text."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.template.json_reader import read_json
from nameplate.template.json_writer import TooLarge, compact, node_count, quoted

texts = st.text(st.characters(codec="utf-8"), max_size=10)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None)
@given(value=values)
def test_both_forms_are_read_again(value: object) -> None:
    assert json.loads(compact(value)) == value
    assert read_json(quoted(value)) == value


def test_compact_has_no_spaces_and_keeps_letters() -> None:
    assert compact({"é": [1, True]}) == '{"é":[1,true]}'


def test_a_value_that_holds_itself_many_times_is_not_written() -> None:
    value: object = "x"
    for _ in range(60):
        value = [value, value]
    with pytest.raises(TooLarge):
        compact(value)
    with pytest.raises(TooLarge):
        quoted(value)


def test_a_count_is_bounded_in_size_and_depth() -> None:
    assert node_count({"a": [1, 2]}) == 4
    with pytest.raises(TooLarge):
        node_count([1, 2, 3], 2)
    with pytest.raises(TooLarge):
        node_count([[[]]], depth=1)
