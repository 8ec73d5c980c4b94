"""Arrays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.arrays import RANGE_LIMIT
from nameplate.template.functions.comparison import same
from tests.template.evaluating import evaluate
from tests.template.functions.laws import arrays, few, objects, small, texts, values

sequences = st.one_of(arrays, texts)


@few
@given(sequence=sequences, count=st.integers(-3, 10))
def test_take_and_skip_part_a_sequence(sequence: list[object] | str, count: int) -> None:
    taken, skipped = evaluate(
        (
            "createArray(take(parameters('s'), parameters('n')), skip(parameters('s'), "
            "parameters('n')))"
        ),
        s=sequence,
        n=count,
    )
    assert taken + skipped == sequence
    assert len(taken) == min(max(count, 0), len(sequence))


@few
@given(sequence=sequences)
def test_first_and_last(sequence: list[object] | str) -> None:
    found = evaluate("createArray(first(parameters('s')), last(parameters('s')))", s=sequence)
    nothing = "" if isinstance(sequence, str) else None
    assert found == ([sequence[0], sequence[-1]] if sequence else [nothing, nothing])


@few
@given(given=st.lists(arrays, max_size=4))
def test_flatten_takes_one_level_away(given: list[list[object]]) -> None:
    assert evaluate("flatten(parameters('v'))", v=given) == [
        held for each in given for held in each
    ]


@few
@given(start=st.integers(-1000, 1000), count=small)
def test_range_counts_up(start: int, count: int) -> None:
    found = evaluate("range(parameters('s'), parameters('n'))", s=start, n=count)
    assert found == list(range(start, start + count))


@few
@given(left=arrays, right=arrays)
def test_union_of_arrays_holds_each_value_once(left: list[object], right: list[object]) -> None:
    found = evaluate("union(parameters('a'), parameters('b'))", a=left, b=right)
    assert all(any(same(held, each) for each in found) for held in left + right)
    assert all(not same(one, other) for at, one in enumerate(found) for other in found[at + 1 :])


@few
@given(left=objects, right=objects)
def test_union_of_objects_has_both_names_and_the_later_values(
    left: dict[str, object], right: dict[str, object]
) -> None:
    found = evaluate("union(parameters('a'), parameters('b'))", a=left, b=right)
    assert found.keys() == left.keys() | right.keys()
    for name, value in right.items():
        assert isinstance(value, dict) or found[name] == value


@few
@given(left=arrays, right=arrays)
def test_intersection_is_in_both(left: list[object], right: list[object]) -> None:
    found = evaluate("intersection(parameters('a'), parameters('b'))", a=left, b=right)
    for held in found:
        assert any(same(held, each) for each in left)
        assert any(same(held, each) for each in right)
    whole = evaluate("intersection(parameters('a'), parameters('a'))", a=left)
    assert whole == evaluate("union(parameters('a'), parameters('a'))", a=left)


@few
@given(given=st.lists(values, min_size=1, max_size=5), data=st.data())
def test_counting_from_the_end(given: list[object], data: st.DataObject) -> None:
    index = data.draw(st.integers(1, len(given)))
    found = evaluate("indexFromEnd(parameters('v'), parameters('n'))", v=given, n=index)
    assert found == given[-index]
    beyond = evaluate("tryIndexFromEnd(parameters('v'), parameters('n'))", v=given, n=99)
    assert beyond is None


@few
@given(value=values)
def test_array_makes_one_of_anything_else(value: object) -> None:
    found = evaluate("array(parameters('v'))", v=value)
    assert found == (value if isinstance(value, list) else [value])


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("first(1)", "an array or a string"),
        ("take('a', 'b')", "second parameter to be an integer"),
        ("flatten(createArray(1))", "of type 'Array'"),
        ("range('a', 1)", "to be integers"),
        (f"range(0, {RANGE_LIMIT + 1})", "a count from 0 to"),
        ("range(2147483647, 5)", "2147483647"),
        ("union(createArray(), createObject())", "either arrays or objects"),
        ("indexFromEnd(createArray(1), 2)", "out of bounds"),
        ("indexFromEnd(createArray(1), 'a')", "to be an integer"),
    ],
)
def test_what_is_refused(expression: str, words: str) -> None:
    with pytest.raises(ExpressionFault, match=words):
        evaluate(expression)
