"""Truth, and evaluating no more than is needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from tests.template.evaluating import evaluate
from tests.template.functions.laws import few, values

truths = st.lists(st.booleans(), min_size=2, max_size=5)


def _call(name: str, given: list[bool]) -> str:
    return f"{name}({', '.join('true()' if each else 'false()' for each in given)})"


@few
@given(given=truths)
def test_and_or_and_not_are_the_logical_ones(given: list[bool]) -> None:
    assert evaluate(_call("and", given)) is all(given)
    assert evaluate(_call("or", given)) is any(given)
    assert evaluate(f"not({_call('and', given)})") is not all(given)


@few
@given(condition=st.booleans(), left=values, right=values)
def test_if_takes_one_branch(condition: bool, left: object, right: object) -> None:
    found = evaluate(
        "if(parameters('c'), parameters('l'), parameters('r'))", c=condition, l=left, r=right
    )
    assert found == (left if condition else right)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("if(true(), 1, fail('not taken'))", 1),
        ("if(false(), fail('not taken'), 2)", 2),
        ("and(false(), fail('not needed'))", False),
        ("or(true(), fail('not needed'))", True),
    ],
)
def test_what_is_not_needed_is_not_evaluated(expression: str, value: object) -> None:
    assert evaluate(expression) == value


@few
@given(number=st.integers(-100, 100))
def test_bool_of_a_number_is_whether_it_is_not_zero(number: int) -> None:
    assert evaluate("bool(parameters('n'))", n=number) is (number != 0)


def test_bool_reads_words_in_any_case_and_nothing_else() -> None:
    assert evaluate("createArray(bool('TRUE'), bool('False'))") == [True, False]
    with pytest.raises(ExpressionFault, match="cannot be converted to the target type"):
        evaluate("bool('yes')")


@pytest.mark.parametrize("expression", ["if('a', 1, 2)", "and('a', true())", "not(1)"])
def test_only_truth_values_are_taken(expression: str) -> None:
    with pytest.raises(ExpressionFault, match="Boolean"):
        evaluate(expression)
