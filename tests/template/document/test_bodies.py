"""What is sent to a provider, and how a body is looked through."""

import pytest

from nameplate.template.document.bodies import is_run_time
from nameplate.template.language.nodes import calls
from nameplate.template.language.parser import parse
from nameplate.template.references import Answers, Awaiting
from tests.template.evaluating import bind


@pytest.mark.parametrize(
    ("expression", "asks"),
    [
        ("[reference('a')]", True),
        ("[LISTKEYS('a', '1')]", True),
        ("[listAnything('a', '1')]", True),
        ("[references('a')]", True),
        ("[resourceId('A.B/c', 'n')]", False),
        ("[list.keys()]", False),
        ("[none()]", False),
    ],
)
def test_what_asks_a_resource(expression: str, *, asks: bool) -> None:
    assert any(map(is_run_time, calls(parse(expression)))) is asks


def test_what_is_said_to_the_deployment_is_not_sent() -> None:
    thing = {
        "type": "A.B/c",
        "apiVersion": "2020-01-01",
        "name": "n",
        "condition": True,
        "comments": "x",
        "metadata": {"x": 1},
        "dependsOn": [],
        "copy": {"name": "l", "count": 1},
        "scope": "/",
        "resources": [],
        "kind": "app",
        "sku": {"name": "[toUpper('s1')]"},
        "identity": {"type": "SystemAssigned"},
    }
    (node,) = bind(resources=[thing]).plan()
    assert node.evaluate(Answers()) == {
        "kind": "app",
        "sku": {"name": "S1"},
        "identity": {"type": "SystemAssigned"},
    }


def test_a_nested_template_is_left_as_it_is() -> None:
    nested = {"resources": [{"name": "[parameters('own')]"}]}
    thing = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2020-01-01",
        "name": "d",
        "properties": {"mode": "[concat('Incre', 'mental')]", "template": nested},
    }
    (node,) = bind(resources=[thing]).plan()
    assert node.evaluate(Answers())["properties"] == {"mode": "Incremental", "template": nested}


def test_a_body_is_foreseen_as_far_as_the_answers_go() -> None:
    other = "resourceId('A.B/c', 'other'), '2020-01-01'"
    written = {
        "known": f"[reference({other}).x]",
        "later": "[reference(resourceId('A.B/c', 'late'), '2020-01-01').x]",
        "missing": f"[reference({other}).y]",
        "plain": "[concat('a', 'b')]",
    }
    thing = {"type": "A.B/c", "apiVersion": "2020-01-01", "name": "n", "properties": written}
    (node,) = bind(resources=[thing]).plan().nodes
    answers = Answers()
    body, whole = node.foreseen(answers)
    assert not whole
    assert body["properties"] == {**written, "plain": "ab"}

    with pytest.raises(Awaiting) as awaited:
        node.evaluate(answers)
    answers.put(awaited.value.wanted, {"x": 1})
    body, whole = node.foreseen(answers)
    assert not whole
    assert body["properties"] == {**written, "plain": "ab", "known": 1}
