"""Nested deployments: whose names their expressions mean, where they go, what they are given."""

from typing import Any

import pytest

from nameplate.template.document.bound import BoundTemplate
from nameplate.template.document.nested import Link, Nested
from nameplate.template.document.template import Template
from nameplate.template.errors import InvalidTemplate
from nameplate.template.references import Answers, Awaiting
from nameplate.template.secrets import Concealed
from tests.fakes.template_world import GROUP, SUBSCRIPTION, FakeResources, environment
from tests.template.evaluating import bind, document

VERSION = {"apiVersion": "2020-01-01"}
THING = {"type": "My.Rp/things", "name": "[variables('n')]", **VERSION}


def _nested(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "Microsoft.Resources/deployments",
        "name": "d",
        **VERSION,
        "properties": {"mode": "Incremental", **properties},
        **more,
    }


def _read(bound: BoundTemplate, references: Any = None) -> Nested:
    plan = bound.plan()
    node = next(node for node in plan if node.is_deployment)
    return bound.nested(node, references)


INNER = {"expressionEvaluationOptions": {"scope": "Inner"}}
TEMPLATE = document(variables={"n": "inner"}, resources=[THING])


def test_outer_expressions_mean_the_template_around() -> None:
    bound = bind(
        variables={"n": "outer"}, resources=[_nested({"template": TEMPLATE}, resourceGroup="g2")]
    )
    nested = _read(bound)
    assert nested.scope == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g2"
    target = environment(resource_group={"id": nested.scope, "name": "g2", "location": "x"})
    inside = Template.read(nested.template).bind_nested(nested, target)
    (node,) = inside.plan()
    assert node.id == f"{nested.scope}/providers/My.Rp/things/outer"
    assert inside.environment.scope == GROUP
    assert inside.outputs(Answers()) == {}


def test_inner_expressions_mean_their_own_and_take_parameters() -> None:
    template = document(
        parameters={"p": {"type": "string"}, "pw": {"type": "securestring"}},
        variables={"n": "[concat('i-', parameters('p'))]"},
        resources=[THING],
        outputs={"o": {"type": "string", "value": "[variables('n')]"}},
    )
    given = {"p": {"value": "[variables('n')]"}, "pw": {"value": "[parameters('secret')]"}}
    bound = bind(
        {"secret": "hush"},
        parameters={"secret": {"type": "securestring"}},
        variables={"n": "outer"},
        resources=[_nested({**INNER, "template": template, "parameters": given})],
    )
    nested = _read(bound)
    assert nested.parameters["pw"]["value"] == Concealed("hush")
    inside = Template.read(nested.template).bind_nested(nested, environment())
    assert inside.parameter("pw") == Concealed("hush")
    assert [node.name for node in inside.plan()] == ["i-outer"]
    assert inside.outputs(Answers())["o"].value == "i-outer"


def test_outer_templates_in_a_loop_know_their_turn() -> None:
    template = document(resources=[{**THING, "name": "[concat('t', copyIndex())]"}])
    loop = _nested({"template": template}, copy={"name": "l", "count": 2})
    loop["name"] = "[concat('d', copyIndex())]"
    bound = bind(resources=[loop])
    names = []
    for node in bound.plan():
        nested = bound.nested(node)
        inside = Template.read(nested.template).bind_nested(nested, environment())
        names += [each.name for each in inside.plan()]
    assert names == ["t0", "t1"]


def test_outer_templates_use_functions_and_secrets_of_the_one_around() -> None:
    functions = [
        {"namespace": "my", "members": {"f": {"output": {"type": "string", "value": "f"}}}}
    ]
    template = document(
        outputs={
            "o": {"type": "string", "value": "[concat(my.f(), parameters('pw'))]"},
            "r": {"type": "int", "value": "[reference('a').x]"},
        }
    )
    bound = bind(
        {"pw": "hush"},
        functions=functions,
        parameters={"pw": {"type": "securestring"}},
        resources=[{**THING, "name": "a"}, _nested({"template": template})],
    )
    nested = _read(bound)
    inside = Template.read(nested.template).bind_nested(nested, environment())
    outputs = inside.outputs(FakeResources({f"{GROUP}/providers/My.Rp/things/a": {"x": 4}}))
    assert outputs["o"].value == Concealed("fhush")
    assert outputs["r"].value == 4


def test_a_nested_deployment_depends_on_what_it_asks() -> None:
    asking = document(outputs={"o": {"type": "int", "value": "[reference('a').x]"}})
    thing = {**THING, "name": "a"}
    for properties, needed in (
        ({"template": asking}, 1),
        ({**INNER, "template": asking}, 0),
        ({**INNER, "template": TEMPLATE, "parameters": {"p": {"value": "[reference('a').x]"}}}, 1),
    ):
        plan = bind(resources=[thing, _nested(properties)]).plan()
        node = next(node for node in plan if node.is_deployment)
        assert len(node.dependencies) == needed


def test_a_template_out_of_an_expression_has_its_own_expressions() -> None:
    inner = {**THING, "name": "[[parameters('p')]"}
    template = document(parameters={"p": {"type": "string"}}, resources=[inner])
    given = {"p": {"value": "[parameters('p')]"}}
    bound = bind(
        {"p": "around"},
        parameters={"p": {"type": "string"}},
        variables={"t": template},
        resources=[_nested({"template": "[variables('t')]", "parameters": given})],
    )
    nested = _read(bound)
    inside = Template.read(nested.template).bind_nested(nested, environment())
    assert [node.name for node in inside.plan()] == ["around"]


def test_parameters_that_ask_are_awaited() -> None:
    properties = {
        **INNER,
        "template": TEMPLATE,
        "parameters": {"p": {"value": "[reference('a').x]"}},
    }
    bound = bind(resources=[{**THING, "name": "a"}, _nested(properties)])
    with pytest.raises(Awaiting):
        _read(bound)
    nested = _read(bound, FakeResources({f"{GROUP}/providers/My.Rp/things/a": {"x": 4}}))
    assert nested.parameters == {"p": {"value": 4}}


def test_linked_templates_are_somebody_elses_to_fetch() -> None:
    link = {
        "relativePath": "[concat('nested/', 'a.json')]",
        "contentVersion": "1.0.0.0",
        "queryString": "sig=1",
    }
    bound = bind(
        resources=[
            _nested({"templateLink": link, "parametersLink": {"uri": "https://x.test/p.json"}})
        ]
    )
    nested = _read(bound)
    assert nested.template is None
    assert nested.link == Link(
        relative_path="nested/a.json", content_version="1.0.0.0", query_string="sig=1"
    )
    assert nested.parameters_link == Link(uri="https://x.test/p.json")
    assert "sig=1" not in repr(nested)
    inside = Template.read(TEMPLATE).bind_nested(nested, environment())
    assert inside.variable("n") == "inner"


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({}, "either 'template' or 'templateLink'"),
        (
            {"template": TEMPLATE, "templateLink": {"uri": "https://x.test"}},
            "either 'template' or 'templateLink'",
        ),
        ({"templateLink": {"contentVersion": "1"}}, "of a link must have a value"),
        ({"templateLink": {"uri": 1}}, "of a link must be a string"),
        ({"template": TEMPLATE, "parameters": 1}, "must be an object"),
    ],
)
def test_what_is_no_nested_deployment(properties: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidTemplate) as caught:
        _read(bind(resources=[_nested(properties)]))
    assert words in caught.value.message


def test_parameters_are_foreseen_as_far_as_the_answers_go() -> None:
    late = "[reference(resourceId('My.Rp/things', 'late'), '2020-01-01').x]"
    inner = {
        "expressionEvaluationOptions": {"scope": "inner"},
        "template": document(resources=[]),
        "parameters": {"a": {"value": "[concat('x', 'y')]"}, "b": {"value": late}},
    }
    bound = bind(resources=[_nested(inner)])
    (node,) = bound.plan().nodes
    with pytest.raises(Awaiting):
        bound.nested(node, Answers())
    nested, whole = bound.foresee_nested(node, Answers())
    assert not whole
    assert nested.parameters == {"a": {"value": "xy"}, "b": {"value": late}}
