"""Looking for something in a text, an array or an object."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from tests.template.evaluating import evaluate
from tests.template.functions.laws import arrays, few, objects, words


@few
@given(before=words, text=words, after=words)
def test_a_part_is_found_whatever_its_case(before: str, text: str, after: str) -> None:
    whole = before + text + after
    found = evaluate(
        "createArray(startsWith(parameters('w'), toUpper(parameters('b'))), "
        "endsWith(parameters('w'), toLower(parameters('a'))), "
        "greaterOrEquals(indexOf(parameters('w'), toUpper(parameters('t'))), 0), "
        "contains(parameters('w'), parameters('t')))",
        w=whole,
        b=before,
        t=text,
        a=after,
    )
    assert found == [True, True, True, True]


@few
@given(text=words, part=words)
def test_the_first_place_is_not_after_the_last(text: str, part: str) -> None:
    first, last = evaluate(
        "createArray(indexOf(parameters('t'), parameters('p')), "
        "lastIndexOf(parameters('t'), parameters('p')))",
        t=text,
        p=part,
    )
    assert (first == -1) == (last == -1)
    assert first <= last


@few
@given(given=arrays.filter(bool), data=st.data())
def test_an_element_is_found_in_its_array(given: list[object], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(given) - 1))
    found, first, last = evaluate(
        "createArray(contains(parameters('v'), parameters('v')[parameters('n')]), "
        "indexOf(parameters('v'), parameters('v')[parameters('n')]), "
        "lastIndexOf(parameters('v'), parameters('v')[parameters('n')]))",
        v=given,
        n=index,
    )
    assert found is True
    assert first <= index <= last


@few
@given(value=objects)
def test_names_are_contained_in_any_case(value: dict[str, object]) -> None:
    for name in value:
        assert evaluate("contains(parameters('v'), toUpper(parameters('n')))", v=value, n=name)


@few
@given(value=st.one_of(arrays, objects, words))
def test_empty_is_length_zero(value: object) -> None:
    found = evaluate("equals(empty(parameters('v')), equals(length(parameters('v')), 0))", v=value)
    assert found is True


def test_arrays_mind_type_and_case() -> None:
    assert evaluate("contains(createArray('1'), 1)") is False
    assert evaluate("indexOf(createArray('a'), 'A')") == -1


@pytest.mark.parametrize(
    ("expression", "words_of"),
    [
        ("contains(1, 'a')", "an object, an array, or a string"),
        ("contains('a', createArray())", "second parameter"),
        ("length(1)", "an object, an array, or a string"),
        ("startsWith('a', 1)", "of type string and string"),
        ("lastIndexOf(1, 2)", "of type string and string"),
    ],
)
def test_what_is_refused(expression: str, words_of: str) -> None:
    with pytest.raises(ExpressionFault, match=words_of):
        evaluate(expression)
