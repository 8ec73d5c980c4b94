"""Outputs."""

from typing import Any

import pytest

from nameplate.template.errors import InvalidTemplate
from nameplate.template.references import Answers
from tests.template.evaluating import bind


def _outputs(**outputs: Any) -> dict[str, dict[str, Any]]:
    bound = bind({"pw": "hush"}, parameters={"pw": {"type": "securestring"}}, outputs=outputs)
    return {name: each.document for name, each in bound.outputs(Answers()).items()}


def test_outputs_have_their_type_and_value() -> None:
    assert _outputs(
        a={"type": "int", "value": "[add(1, 2)]"},
        b={"type": "OBJECT", "value": {"x": "[string(1)]"}},
        c={"type": "string", "condition": "[false()]", "value": "[fail('no')]"},
        d={"type": "array", "copy": {"count": 3, "input": "[copyIndex()]"}},
    ) == {
        "a": {"type": "Int", "value": 3},
        "b": {"type": "Object", "value": {"x": "1"}},
        "d": {"type": "Array", "value": [0, 1, 2]},
    }


def test_secrets_do_not_show() -> None:
    found = _outputs(
        a={"type": "securestring", "value": "plain"},
        b={"type": "string", "value": "[concat('x', parameters('pw'))]"},
        c={"type": "object", "value": {"deep": ["[parameters('pw')]"]}},
    )
    assert found == {
        "a": {"type": "SecureString"},
        "b": {"type": "String"},
        "c": {"type": "Object"},
    }


def test_all_that_fail_are_told_in_azures_words() -> None:
    with pytest.raises(InvalidTemplate) as caught:
        _outputs(
            a={"type": "string", "value": "[first(createArray())]"},
            b={"type": "int", "value": 1},
            c={"type": "string", "value": "[resourceGroup().none]"},
            d={"type": "int", "maxValue": 1, "value": 2},
        )
    assert caught.value.code == "DeploymentOutputEvaluationFailed"
    assert "Unable to evaluate template outputs: 'a,c,d'." in caught.value.message
    first, second, third = (detail.message for detail in caught.value.details)
    assert (
        "Template output JToken type is not valid. Expected 'String, Uri'. Actual 'Null'." in first
    )
    assert "The language expression property 'none' doesn't exist" in second
    assert "less than or equal to '1'" in third


@pytest.mark.parametrize(
    "output",
    [
        1,
        {"type": "int"},
        {"value": 1},
        {"type": "none", "value": 1},
        {"type": "int", "value": 1, "more": 1},
    ],
)
def test_declarations_that_are_none(output: Any) -> None:
    with pytest.raises(InvalidTemplate):
        bind(outputs={"o": output})
