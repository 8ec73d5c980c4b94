"""What is kept of a prepared deployment: all that a second preparation could find changed."""

from typing import Any

import orjson

from nameplate.resource_manager.deployments.documents import described
from nameplate.resource_manager.deployments.preparation.stored import parameters_of, stored
from nameplate.template.secrets import Concealed
from tests.providers.stand import GROUP, VAULT
from tests.resource_manager.deployments.preparing import (
    DEPLOYMENTS,
    body,
    identity,
    nested,
    resumed,
    template,
    world,
)

REFERENCE = {"keyVault": {"id": VAULT}, "secretName": "db"}
RANDOM = {"type": "string", "defaultValue": "[concat('id', newGuid())]"}


async def test_the_same_comes_back_without_asking_anybody() -> None:
    made = await world()
    linked = nested("linked", None, properties={"templateLink": {"uri": "https://f.example/x"}})
    del linked["properties"]["template"]
    made.links.documents = {"https://f.example/x": template(identity("linked"))}
    given = template(
        identity("[parameters('random')]"),
        nested("inner", template(identity("[parameters('r')]"), parameters={"r": RANDOM})),
        nested("outer", template(identity("[concat('x', 'yz')]")), inner_scope=False),
        linked,
        parameters={
            "random": RANDOM,
            "now": {"type": "string", "defaultValue": "[utcNow()]"},
            "pw": {"type": "securestring"},
            "mixed": {"type": "object"},
        },
    )
    parameters = {"pw": {"reference": REFERENCE}, "mixed": {"value": {"a": [1, {"b": None}]}}}
    asked = body(given, parameters=parameters, onErrorDeployment={"type": "LastSuccessful"})
    first = await made.prepare({**asked, "tags": {"a": "b"}})
    kept = orjson.loads(orjson.dumps(stored(first)))
    made.secrets.asked.clear()
    made.links.documents.clear()
    made.stand.clock.advance(1000)
    again = await resumed(made, first, kept)
    assert made.secrets.asked == []
    assert again.parameters == first.parameters
    assert described(again) == described(first)
    assert again.started == first.started
    assert (again.tags, again.on_error, again.mode) == (first.tags, first.on_error, first.mode)
    assert [node.id for node in again.plan.nodes] == [node.id for node in first.plan.nodes]
    assert again.nested.keys() == first.nested.keys()
    for key, inner in first.nested.items():
        assert again.nested[key].parameters == inner.parameters
        assert [n.id for n in again.nested[key].plan.nodes] == [n.id for n in inner.plan.nodes]
    assert len(first.nested) == 3


async def test_what_was_left_for_later_stays_so() -> None:
    made = await world()
    reading = {"parameters": {"pw": {"reference": REFERENCE}}}
    inner = nested("b", template(parameters={"pw": {"type": "securestring"}}), properties=reading)
    first = await made.prepare(body(template(inner)))
    again = await resumed(made, first, stored(first))
    assert again.nested == {}
    assert f"{GROUP}/providers/{DEPLOYMENTS}/b" in [node.id for node in again.plan.nodes]


def test_hidden_leaves_are_hidden_again() -> None:
    document: Any = {
        "parameters": {"a": {"value": ["x", {"b": 1}]}, "c": {"value": True}},
        "hidden": [["a", "value", 1, "b"], ["c", "value"]],
    }
    assert parameters_of(document) == {
        "a": {"value": ["x", {"b": Concealed(1)}]},
        "c": {"value": Concealed(True)},
    }
