"""Functions that take a lambda."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from tests.template.evaluating import evaluate
from tests.template.functions.laws import few, words

numbers = st.lists(st.integers(-50, 50), max_size=8)
X = "lambdaVariables('x')"


@few
@given(given=numbers, limit=st.integers(-50, 50))
def test_filter_keeps_what_the_lambda_says(given: list[int], limit: int) -> None:
    call = f"filter(parameters('v'), lambda('x', greater({X}, parameters('n'))))"
    assert evaluate(call, v=given, n=limit) == [each for each in given if each > limit]


@few
@given(given=numbers)
def test_map_changes_each_and_may_see_the_index(given: list[int]) -> None:
    call = f"map(parameters('v'), lambda('x', 'i', add({X}, lambdaVariables('i'))))"
    assert evaluate(call, v=given) == [each + at for at, each in enumerate(given)]


@few
@given(given=numbers)
def test_reduce_folds_from_a_start(given: list[int]) -> None:
    call = (
        "reduce(parameters('v'), 7, lambda('x', 'y', add(lambdaVariables('x'), "
        "lambdaVariables('y'))))"
    )
    assert evaluate(call, v=given) == 7 + sum(given)


@few
@given(given=numbers)
def test_sort_orders_and_keeps_equals_as_they_were(given: list[int]) -> None:
    pairs = [{"n": each % 5, "at": at} for at, each in enumerate(given)]
    call = (
        "sort(parameters('v'), "
        "lambda('x', 'y', less(lambdaVariables('x').n, lambdaVariables('y').n)))"
    )
    assert evaluate(call, v=pairs) == sorted(pairs, key=lambda pair: pair["n"])


@few
@given(given=st.lists(words, max_size=6))
def test_to_object_and_group_by_put_each_under_its_key(given: list[str]) -> None:
    key = f"lambda('x', concat('k-', {X}))"
    made = evaluate(f"toObject(parameters('v'), {key})", v=given)
    assert made == {f"k-{each}": each for each in given}
    groups = evaluate(f"groupBy(parameters('v'), {key}, lambda('x', length({X})))", v=given)
    assert groups == {f"k-{each}": [len(each)] * given.count(each) for each in dict.fromkeys(given)}


@few
@given(given=st.dictionaries(words, st.integers(0, 9), max_size=5))
def test_map_values_keeps_the_names(given: dict[str, int]) -> None:
    found = evaluate(f"mapValues(parameters('v'), lambda('x', add({X}, 1)))", v=given)
    assert found == {name: value + 1 for name, value in given.items()}


def test_lambdas_nest_and_see_the_ones_around() -> None:
    call = (
        "map(range(0, 2), lambda('a', map(range(0, 2), "
        "lambda('b', add(mul(10, lambdaVariables('a')), lambdaVariables('b'))))))"
    )
    assert evaluate(call) == [[0, 1], [10, 11]]


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("filter(1, lambda('x', true()))", "of type 'Array'"),
        ("filter(createArray(1), true())", "expects a lambda function"),
        ("filter(createArray(1), lambda('x', 1))", "to return a boolean"),
        ("map(createArray(1), lambda(1))", "with 1 to 2 variables"),
        ("toObject(createArray(1), lambda('x', 1))", "to return a string"),
        ("mapValues(createArray(1), lambda('x', 1))", "of type 'Object'"),
        ("lambda('x', 1)", "'lambda' is not expected"),
        ("lambdaVariables('x')", "lambda variable 'x' is not found"),
    ],
)
def test_what_is_refused(expression: str, sentence: str) -> None:
    with pytest.raises(ExpressionFault, match=sentence):
        evaluate(expression)
