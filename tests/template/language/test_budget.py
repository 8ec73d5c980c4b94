"""What one template may compute."""

import pytest

from nameplate.template.errors import ExpressionFault, InvalidTemplate
from nameplate.template.functions.catalogue import BY_NAME
from nameplate.template.language import budget
from nameplate.template.language.budget import Budget
from nameplate.template.language.evaluator import Evaluator
from nameplate.template.language.frame import Frame, Place
from nameplate.template.language.parser import parse
from tests.template.evaluating import bind, evaluate


def test_steps_run_out() -> None:
    few = Budget(steps=2)
    for _ in range(2):
        few.enter()
        few.leave()
    with pytest.raises(ExpressionFault, match="steps"):
        few.enter()


def test_levels_are_bounded() -> None:
    deep = Budget()
    for _ in range(budget.DEPTH):
        deep.enter()
    with pytest.raises(ExpressionFault, match="nested calls"):
        deep.enter()


def test_characters_run_out() -> None:
    few = Budget(characters=10)
    few.weigh("12345678")
    with pytest.raises(ExpressionFault, match="characters"):
        few.weigh("123")
    with pytest.raises(ExpressionFault, match="characters"):
        Budget().weigh("x" * (budget.TEXT_LENGTH + 1))


def test_a_text_that_doubles_again_and_again_is_stopped() -> None:
    doubling = {"v0": "xxxxxxxxxxxxxxxx"}
    for at in range(40):
        doubling[f"v{at + 1}"] = f"[concat(variables('v{at}'), variables('v{at}'))]"
    with pytest.raises(InvalidTemplate, match="exceeds"):
        bind(variables=doubling)


def test_a_value_that_holds_itself_again_and_again_is_stopped() -> None:
    laughs: dict[str, object] = {"v0": ["ha"] * 10}
    for at in range(40):
        laughs[f"v{at + 1}"] = f"[createArray(variables('v{at}'), variables('v{at}'))]"
    with pytest.raises(InvalidTemplate, match="limit"):
        bind(variables=laughs)


def test_what_a_function_goes_through_is_counted() -> None:
    few = Budget(steps=30)
    few.charge([[1] * 80, "x"], deep=False)
    with pytest.raises(ExpressionFault, match="steps"):
        few.charge([[[1] * 80] * 4], deep=True)
    with pytest.raises(ExpressionFault, match="elements"):
        Budget().charge([[[1] * 1000] * 1000], deep=True)


def test_letters_are_counted_and_more_of_them_where_each_is_looked_at() -> None:
    few = Budget(steps=30)
    few.charge(["a" * 1900], deep=False)
    with pytest.raises(ExpressionFault, match="steps"):
        few.charge(["a" * 1900], deep=False, slow=True)


@pytest.mark.parametrize("call", ["uniqueString({0})", "less({0}, {0})", "format({0})"])
def test_long_texts_are_soon_too_many_for_slow_functions(call: str) -> None:
    each = call.format("parameters('long')")
    with pytest.raises(ExpressionFault, match="steps"):
        evaluate(f"createArray({each}, {each})", long="a" * 3_000_000)


@pytest.mark.parametrize(
    "expression",
    [
        "map(range(0, 10000), lambda('a', map(range(0, 10000), lambda('b', 1))))",
        "map(range(0, 10000), lambda('a', equals(variables('big'), variables('big'))))",
        "map(range(0, 10000), lambda('a', contains(variables('big'), -1)))",
        "map(range(0, 10000), lambda('a', length(union(variables('big'), variables('big')))))",
        "sort(range(0, 10000), lambda('a', 'b', contains(variables('big'), -1)))",
    ],
)
def test_loops_in_loops_are_stopped(expression: str) -> None:
    bound = bind(variables={"big": "[range(0, 10000)]"})
    bound.budget = Budget(steps=20_000)
    frame = Frame(bound, Evaluator(BY_NAME), Place.VARIABLE)
    with pytest.raises(ExpressionFault, match="limit"):
        frame.evaluate(parse(f"[{expression}]"))


def test_a_budget_names_its_own_limit() -> None:
    with pytest.raises(ExpressionFault, match="the limit of '3' steps"):
        Budget(steps=3).spend(4)
