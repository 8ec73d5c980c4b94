"""What one template may compute."""

import pytest

from nameplate.template.errors import ExpressionFault, InvalidTemplate
from nameplate.template.language import budget
from nameplate.template.language.budget import Budget
from tests.template.evaluating import bind


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
