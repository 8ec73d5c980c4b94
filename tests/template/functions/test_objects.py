"""Objects and JSON."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from tests.template.evaluating import evaluate
from tests.template.functions.laws import few, objects, values


@few
@given(value=objects)
def test_items_are_the_members_sorted(value: dict[str, object]) -> None:
    found = evaluate("items(parameters('v'))", v=value)
    assert {each["key"]: each["value"] for each in found} == value
    assert [each["key"] for each in found] == evaluate("objectKeys(parameters('v'))", v=value)


@few
@given(value=values)
def test_json_reads_what_string_writes(value: object) -> None:
    if isinstance(value, dict | list):
        assert evaluate("json(string(parameters('v')))", v=value) == value


@few
@given(value=objects)
def test_create_object_makes_an_object_of_its_items(value: dict[str, object]) -> None:
    pairs = ", ".join(f"'{name}', parameters('v')['{name}']" for name in value)
    assert evaluate(f"createObject({pairs})", v=value) == value


@few
@given(given=st.lists(objects, max_size=4))
def test_shallow_merge_lets_later_members_win(given: list[dict[str, object]]) -> None:
    merged: dict[str, object] = {}
    for each in given:
        merged |= each
    assert evaluate("shallowMerge(parameters('v'))", v=given) == merged


@few
@given(value=objects)
def test_try_get_finds_what_is_there_and_else_null(value: dict[str, object]) -> None:
    for name, held in value.items():
        assert evaluate("tryGet(parameters('v'), parameters('n'))", v=value, n=name) == held
    assert evaluate("tryGet(parameters('v'), 'not-there', 'deeper', 1)", v=value) is None


def test_names_are_found_in_any_case_the_exact_one_first() -> None:
    value = {"Name": 1, "name": 2}
    assert evaluate("tryGet(parameters('v'), 'name')", v=value) == 2
    assert evaluate("tryGet(parameters('v'), 'NAME')", v=value) == 1


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("createObject('a')", "must be even"),
        ("createObject(1, 'a')", "name to be a string"),
        ("items('a')", "of type 'Object'"),
        ("json('{')", "cannot be parsed"),
        ("json(1)", "of type 'String'"),
        ("shallowMerge(createArray(1))", "of type 'Object'"),
    ],
)
def test_what_is_refused(expression: str, words: str) -> None:
    with pytest.raises(ExpressionFault, match=words):
        evaluate(expression)
