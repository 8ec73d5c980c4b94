"""Integers of 64 bits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.numeric import to_float
from tests.template.evaluating import bind, evaluate
from tests.template.functions.laws import few, integers

numbers = st.integers(-(2**30), 2**30)


@few
@given(left=numbers, right=numbers)
def test_arithmetic(left: int, right: int) -> None:
    found = evaluate(
        "createArray(add(parameters('a'), parameters('b')), sub(parameters('a'), parameters('b')), "
        "mul(parameters('a'), parameters('b')))",
        a=left,
        b=right,
    )
    assert found == [left + right, left - right, left * right]


@few
@given(left=integers, right=integers.filter(bool))
def test_division_is_towards_zero_and_the_remainder_makes_it_whole(left: int, right: int) -> None:
    quotient, rest = evaluate(
        "createArray(div(parameters('a'), parameters('b')), mod(parameters('a'), parameters('b')))",
        a=left,
        b=right,
    )
    assert quotient * right + rest == left
    assert abs(rest) < abs(right)
    assert rest == 0 or (rest < 0) == (left < 0)


@few
@given(given=st.lists(integers, min_size=1, max_size=6))
def test_min_and_max_take_an_array_or_numbers(given: list[int]) -> None:
    spread = ", ".join(f"parameters('v')[{at}]" for at in range(len(given)))
    assert evaluate("min(parameters('v'))", v=given) == evaluate(f"min({spread})", v=given)
    assert evaluate("max(parameters('v'))", v=given) == max(given)


def test_what_does_not_fit_is_refused() -> None:
    for expression, words in (
        ("add(9223372036854775807, 1)", "overflow"),
        ("div(1, 0)", "divide by zero"),
        ("mod(1, 0)", "divide by zero"),
        ("add('1', 1)", "of type integer and integer"),
        ("min('a')", "'min' expects"),
        ("max(createArray())", "'max' expects"),
        ("int('4.5')", "cannot convert provided value '4.5'"),
        ("int(true())", "'Integer, String'"),
        ("float('x')", "cannot convert provided value 'x'"),
    ):
        with pytest.raises(ExpressionFault, match=words):
            evaluate(expression)


@few
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_float_reads_what_it_writes(number: float) -> None:
    assert to_float(repr(number)) == number


def test_copy_index_counts_from_an_offset() -> None:
    bound = bind(
        variables={
            "copy": [
                {
                    "name": "loop",
                    "count": 3,
                    "input": "[createArray(copyIndex('loop'), copyIndex('LOOP', 10))]",
                }
            ]
        }
    )
    assert bound.variable("loop") == [[0, 10], [1, 11], [2, 12]]


@pytest.mark.parametrize("call", ["copyIndex()", "copyIndex('none')", "copyIndex(true())"])
def test_copy_index_needs_a_loop(call: str) -> None:
    with pytest.raises(ExpressionFault, match="The template function 'copyIndex'"):
        evaluate(call)
