"""User-defined functions."""

from typing import Any

import pytest

from nameplate.template.errors import InvalidTemplate
from tests.template.evaluating import bind


def _functions(**members: Any) -> list[dict[str, Any]]:
    return [{"namespace": "my", "members": members}]


NAMED = {
    "parameters": [{"name": "prefix", "type": "string"}, {"name": "n", "type": "int"}],
    "output": {
        "type": "string",
        "value": "[toLower(concat(parameters('Prefix'), parameters('n')))]",
    },
}


def test_a_function_has_its_own_parameters_and_no_case() -> None:
    bound = bind(functions=_functions(named=NAMED), variables={"v": "[MY.Named('X', 7)]"})
    assert bound.variable("v") == "x7"


def test_functions_call_one_another() -> None:
    twice = {
        "parameters": [{"name": "x", "type": "string"}],
        "output": {"type": "string", "value": "[my.named(my.named(parameters('x'), 1), 2)]"},
    }
    bound = bind(functions=_functions(named=NAMED, twice=twice), variables={"v": "[my.twice('Q')]"})
    assert bound.variable("v") == "q12"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("my.named('x')", "function requires 2 argument(s) while 1 were provided"),
        ("my.named(1, 1)", "'prefix' of the template function 'my.named' is not valid"),
        ("my.none()", "The template function 'my.none' is not valid"),
        ("my.wrong()", "'output' of the template function 'my.wrong' is not valid"),
        ("my.outer()", "The template function 'variables' is not expected"),
        ("my.asks()", "The template function 'reference' is not expected"),
        ("my.again()", "nested"),
    ],
)
def test_refusals(call: str, words: str) -> None:
    functions = _functions(
        named=NAMED,
        wrong={"output": {"type": "int", "value": "x"}},
        outer={"output": {"type": "int", "value": "[variables('v')]"}},
        asks={"output": {"type": "int", "value": "[reference('v')]"}},
        again={"output": {"type": "int", "value": "[my.again()]"}},
    )
    with pytest.raises(InvalidTemplate) as caught:
        bind(functions=functions, variables={"v": f"[{call}]"})
    assert words in caught.value.message


@pytest.mark.parametrize(
    "functions",
    [
        [1],
        [{"namespace": "my"}],
        _functions(a={}),
        _functions(a={"output": {"type": "int", "value": 1}, "more": 1}),
        _functions(a={"parameters": [{"type": "int"}], "output": {"type": "int", "value": 1}}),
        _functions(
            a={
                "parameters": [{"name": "x", "type": "int", "defaultValue": 1}],
                "output": {"type": "int", "value": 1},
            }
        ),
        _functions(
            a={"output": {"type": "int", "value": 1}}, A={"output": {"type": "int", "value": 1}}
        ),
    ],
)
def test_declarations_that_are_none(functions: list[Any]) -> None:
    with pytest.raises(InvalidTemplate):
        bind(functions=functions)
