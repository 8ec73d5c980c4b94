"""Broken templates: whatever is wrong with one, it is refused in the documented way."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import NameplateError
from nameplate.template.document.template import Template
from nameplate.template.references import Awaiting
from tests.fakes.template_world import environment
from tests.template.document.test_bound import BICEP, GIVEN, World
from tests.template.evaluating import document

CLASSIC: dict[str, Any] = document(
    parameters={"p": {"type": "string", "defaultValue": "x", "minLength": 1}},
    functions=[
        {
            "namespace": "n",
            "members": {
                "f": {
                    "parameters": [{"name": "a", "type": "int"}],
                    "output": {"type": "int", "value": "[add(parameters('a'), 1)]"},
                }
            },
        }
    ],
    variables={
        "a": "[n.f(1)]",
        "copy": [{"name": "l", "count": 2, "input": "[copyIndex('l')]"}],
        "o": {"copy": [{"name": "q", "count": 2, "input": {"x": "[copyIndex('q')]"}}]},
    },
    resources=[
        {
            "type": "A.B/c",
            "name": "[concat('n', copyIndex())]",
            "apiVersion": "2020-01-01",
            "condition": "[equals(1, 1)]",
            "copy": {"name": "lp", "count": 3, "mode": "serial", "batchSize": 2},
            "tags": {"[parameters('p')]": "v"},
            "properties": {
                "copy": [{"name": "d", "count": 2, "input": "[copyIndex('d')]"}],
                "r": "[reference('x').vaultUri]",
            },
            "resources": [{"type": "k", "name": "z", "apiVersion": "2020-01-01"}],
        },
        {"type": "A.B/x", "name": "x", "apiVersion": "2020-01-01", "scope": "/"},
        {
            "type": "Microsoft.Resources/deployments",
            "name": "d",
            "apiVersion": "2020-01-01",
            "resourceGroup": "g",
            "dependsOn": ["lp"],
            "properties": {
                "mode": "Incremental",
                "expressionEvaluationOptions": {"scope": "inner"},
                "parameters": {"p": {"value": "[variables('a')]"}},
                "template": document(
                    parameters={"p": {"type": "int"}},
                    outputs={"o": {"type": "int", "value": "[parameters('p')]"}},
                ),
            },
        },
    ],
    outputs={
        "o": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}},
        "s": {"type": "string", "condition": True, "value": "[parameters('p')]"},
    },
)
JUNK: list[Any] = [
    *(None, True, -1, 3, 1.5, 10**30, "", "x", "[", "[]", "[[x]", "[concat("),
    *("[parameters('p')]", "[reference('x')]", "[copyIndex()]", "[json('null')]"),
    *("[createArray()]", "[createObject()]", "[map(1, 2)]", "[if(true())]", "copy"),
    *([], {}, [1], [[]], {"a": 1}, {"value": 1}, {"type": "string"}, {"copy": []}),
    *({"name": "x", "count": 1, "input": 1}, [{"name": "x", "count": 1, "input": 1}]),
    *({"$ref": "#/definitions/settings"}, {"reference": {}}, {"copy": {"count": 1}}),
]
NAMES = [
    *("copy", "existing", "condition", "discriminator", "additionalProperties", "items", "value"),
    *("prefixItems", "scope", "batchSize", "nullable", "import", "[1]", "Type", "$ref", "metadata"),
]


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_broken_template_is_refused_or_works(data: st.DataObject) -> None:
    broken = copy.deepcopy(data.draw(st.sampled_from([BICEP, CLASSIC])))
    for _ in range(data.draw(st.integers(1, 3))):
        _break(broken, data)
    given_values = GIVEN if "languageVersion" in broken else {}
    try:
        _use(Template.read(broken), given_values)
    except (NameplateError, Awaiting):
        return


def test_the_unbroken_ones_work() -> None:
    _use(Template.read(BICEP), GIVEN)
    _use(Template.read(CLASSIC), {})


def _break(broken: Any, data: st.DataObject) -> None:
    """Replace, add or remove something somewhere."""
    holder: Any = broken
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        held = holder[key]
        if not isinstance(held, dict | list) or data.draw(st.integers(0, 3)) == 0:
            break
        holder = held
    match data.draw(st.sampled_from(["replace", "replace", "add", "remove"])):
        case "remove":
            del holder[key]
        case "add" if isinstance(holder, dict):
            name = data.draw(st.sampled_from(NAMES))
            holder[name] = copy.deepcopy(data.draw(st.sampled_from(JUNK)))
        case _:
            holder[key] = copy.deepcopy(data.draw(st.sampled_from(JUNK)))


def _use(template: Template, parameters: dict[str, Any]) -> None:
    """All that a deployment does with a template."""
    bound = template.bind(parameters, environment())
    for node in bound.plan().active:
        node.evaluate(World())
        if node.is_deployment:
            nested = bound.nested(node, World())
            if nested.link is None:
                inside = Template.read(nested.template).bind_nested(nested, environment())
                inside.plan()
    for output in bound.outputs(World()).values():
        assert output.document
    assert isinstance(bound.shown_parameters, dict)
