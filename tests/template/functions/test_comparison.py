"""Equality and order."""

import pytest
from hypothesis import given

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.comparison import same
from tests.template.evaluating import evaluate
from tests.template.functions.laws import few, integers, texts, values


@few
@given(value=values)
def test_everything_equals_itself(value: object) -> None:
    assert evaluate("equals(parameters('v'), parameters('v'))", v=value) is True


@few
@given(left=values, right=values)
def test_equality_does_not_depend_on_the_order(left: object, right: object) -> None:
    assert same(left, right) is same(right, left)


def test_types_are_kept_apart() -> None:
    assert not same(1, True)
    assert not same("1", 1)
    assert not same([1], [True])
    assert same(1, 1.0)
    assert not same("a", "A")


@few
@given(left=integers, right=integers)
def test_integers_are_ordered(left: int, right: int) -> None:
    found = evaluate(
        "createArray(less(parameters('a'), parameters('b')), "
        "lessOrEquals(parameters('a'), parameters('b')), "
        "greater(parameters('a'), parameters('b')), "
        "greaterOrEquals(parameters('a'), parameters('b')))",
        a=left,
        b=right,
    )
    assert found == [left < right, left <= right, left > right, left >= right]


@few
@given(left=texts, right=texts)
def test_exactly_one_order_holds_between_texts(left: str, right: str) -> None:
    less, greater = (
        evaluate(f"{name}(parameters('a'), parameters('b'))", a=left, b=right)
        for name in ("less", "greaterOrEquals")
    )
    assert less is not greater


def test_what_has_no_order_is_refused() -> None:
    with pytest.raises(ExpressionFault, match="'Integer' and 'String' that do not match"):
        evaluate("less(1, 'a')")
    with pytest.raises(ExpressionFault, match="of type integer or string"):
        evaluate("less(createArray(), createArray())")


def test_coalesce_takes_the_first_that_is_not_null_and_evaluates_no_more() -> None:
    assert evaluate("coalesce(null(), '', fail('never'))") == ""
    assert evaluate("coalesce(null(), null())") is None
