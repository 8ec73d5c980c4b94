"""Variables."""

import pytest

from nameplate.template.errors import InvalidTemplate
from tests.template.evaluating import bind


def test_variables_use_one_another_in_whatever_order() -> None:
    chain = {f"v{at}": f"[add(variables('v{at + 1}'), 1)]" for at in range(400)}
    assert bind(variables={**chain, "v400": 0}).variable("V0") == 400


def test_loops_make_arrays() -> None:
    bound = bind(
        variables={
            "n": 2,
            "copy": [
                {
                    "name": "names",
                    "count": "[variables('n')]",
                    "input": "[concat('x', copyIndex('names'))]",
                }
            ],
            "first": "[variables('names')[0]]",
        }
    )
    assert bound.variable("names") == ["x0", "x1"]
    assert bound.variable("first") == "x0"


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (
            {"a": "[variables('b')]", "b": "[variables('a')]"},
            "Circular dependency detected: 'a' -> 'b' -> 'a'",
        ),
        (
            {"a": "[variables(concat('a', ''))]"},
            "Circular dependency detected on template variable 'a'",
        ),
        (
            {"a": "[variables('none')]"},
            "The template variable 'a' is not valid: The template variable 'none' is not found",
        ),
        ({"a": {"b": ["[reference('x')]"]}}, "'reference' is not expected at this location"),
        ({"a": "[listKeys('x', '1')]"}, "'listKeys' is not expected at this location"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_though_nothing_uses_it(
    declared: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidTemplate) as caught:
        bind(variables=declared)
    assert words in caught.value.message
