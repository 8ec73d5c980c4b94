"""What is nested: other scopes, other groups, limits, and what is left for later."""

from dataclasses import replace
from typing import Any

import pytest

from nameplate.core.errors import NameplateError
from nameplate.resource_manager.deployments.preparation import expansion
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.template.references import Answers, Wanted
from tests.providers.stand import GROUP, SUB, SUBSCRIPTION, TENANT, VAULT
from tests.resource_manager.deployments.preparing import (
    DEPLOYMENTS,
    IDENTITY,
    World,
    body,
    identity,
    nested,
    template,
    world,
)

INNER = f"{GROUP}/providers/{DEPLOYMENTS}/inner"
NAMED = template(identity("[parameters('name')]"), parameters={"name": {"type": "string"}})
ABOVE: dict[str, Any] = {"location": "westeurope"}
GROUP_OF_ITS_OWN = {
    "type": "Microsoft.Resources/resourceGroups",
    "apiVersion": "2022-09-01",
    "name": "fresh",
    "location": "northeurope",
    "tags": {"team": "a"},
}


def ids(prepared: Prepared) -> list[str]:
    return [node.id for node in prepared.plan.active]


async def test_inner_expressions_are_bound_in_their_own_place() -> None:
    made = await world()
    await made.stand.put(f"{SUB}/resourceGroups/other", {"location": "northeurope"})
    inner = nested(
        "inner",
        template(identity("abc", location="[resourceGroup().location]")),
        resourceGroup="Other",
    )
    found = await made.prepare(body(template(inner)))
    ((key, prepared),) = found.nested.items()
    assert key == f"{SUB}/resourceGroups/Other/providers/{DEPLOYMENTS}/inner"
    assert prepared.depth == 1
    assert prepared.place.scope == f"{SUB}/resourceGroups/other"
    assert ids(prepared) == [f"{SUB}/resourceGroups/other/providers/{IDENTITY}/abc"]
    assert prepared.plan.active[0].preview["location"] == "northeurope"
    assert prepared.correlation_id == found.correlation_id


async def test_outer_expressions_are_those_of_the_template_around() -> None:
    made = await world()
    inner = nested("inner", template(identity("[variables('n')]")), inner_scope=False)
    found = await made.prepare(body(template(inner, variables={"n": "outer"})))
    assert ids(found.nested[INNER]) == [f"{GROUP}/providers/{IDENTITY}/outer"]
    assert found.nested[INNER].parameters == {}


async def test_parameters_are_passed_on() -> None:
    made = await world()
    given = {"parameters": {"name": {"value": "[concat('a', 'bc')]"}}}
    found = await made.prepare(body(template(nested("inner", NAMED, properties=given))))
    assert found.nested[INNER].parameters == {"name": {"value": "abc"}}


async def test_what_waits_for_answers_is_left_for_later() -> None:
    made = await world()
    given = {"parameters": {"name": {"value": "[reference('abc').clientId]"}}}
    found = await made.prepare(
        body(template(identity("abc"), nested("inner", NAMED, properties=given)))
    )
    assert found.nested == {}
    (node,) = [each for each in found.plan.active if each.is_deployment]
    answers = Answers()
    wanted = Wanted("reference", f"{GROUP}/providers/{IDENTITY}/abc", "2023-01-31")
    answers.put(wanted, {"clientId": "later"})
    ready = found.bound.nested(node, answers)
    prepared = await made.preparation().prepare_nested(found, ready)
    assert ids(prepared) == [f"{GROUP}/providers/{IDENTITY}/later"]
    assert (prepared.depth, prepared.started) == (1, found.started)


async def test_secrets_of_what_is_nested_are_read_in_their_turn() -> None:
    made = await world()
    reference = {"keyVault": {"id": VAULT}, "secretName": "db"}
    inner = nested(
        "inner",
        template(parameters={"pw": {"type": "securestring"}}),
        properties={"parameters": {"pw": {"reference": reference}}},
    )
    found = await made.prepare(body(template(inner)))
    assert (found.nested, made.secrets.asked) == ({}, [])
    (node,) = found.plan.active
    prepared = await made.preparation().prepare_nested(found, found.bound.nested(node))
    assert prepared.parameters["pw"]["value"].reveal() == "secret-db"


async def test_a_group_may_be_made_on_the_way() -> None:
    made = await world()
    inner = nested(
        "inner",
        template(identity("abc", location="[resourceGroup().location]")),
        resourceGroup="fresh",
        dependsOn=["fresh"],
    )
    given = {**body(template(inner, GROUP_OF_ITS_OWN)), **ABOVE}
    found = await made.prepare(given, scope=SUB)
    (prepared,) = found.nested.values()
    assert prepared.plan.active[0].preview["location"] == "northeurope"
    assert prepared.place.location is None


async def test_a_group_may_be_made_by_what_is_nested_before() -> None:
    made = await world()
    first = nested("first", template(GROUP_OF_ITS_OWN), **ABOVE)
    then = nested("then", template(identity("abc")), resourceGroup="fresh", dependsOn=["first"])
    found = await made.prepare({**body(template(then, first)), **ABOVE}, scope=SUB)
    assert len(found.nested) == 2


async def test_a_group_that_may_still_be_made_is_awaited() -> None:
    made = await world()
    name = {"parameters": {"n": {"value": "[reference(subscription().id, '2022-12-01').x]"}}}
    declared = template(
        {**GROUP_OF_ITS_OWN, "name": "[parameters('n')]"}, parameters={"n": {"type": "string"}}
    )
    first = nested("first", declared, properties=name, **ABOVE)
    then = nested("then", template(identity("abc")), resourceGroup="fresh", dependsOn=["first"])
    found = await made.prepare({**body(template(then, first)), **ABOVE}, scope=SUB)
    assert found.nested == {}


async def test_every_level_can_be_nested_in_any() -> None:
    made = await world()
    up = nested("up", template(), scope="/", **ABOVE)
    across = nested("across", template(), subscriptionId="[subscription().subscriptionId]", **ABOVE)
    found = await made.prepare(body(template(up, across)))
    assert sorted(each.place.level.value for each in found.nested.values()) == [
        "subscription",
        "tenant",
    ]


def deep(levels: int) -> dict[str, Any]:
    inner = template()
    for level in range(levels):
        inner = template(nested(f"level{levels - level}", inner))
    return inner


async def test_five_levels_of_nesting_are_enough() -> None:
    made = await world()
    found = await made.prepare(body(deep(5)))
    for _ in range(5):
        (found,) = found.nested.values()
    assert found.depth == 5
    refused = await made.refused(body(deep(6)))
    assert refused.code == "InvalidTemplate"
    assert "at most '5' levels" in refused.message
    outer = await made.prepare(body(deep(1)))
    nested_one = outer.bound.nested(outer.plan.active[0])
    with pytest.raises(NameplateError, match="'5' levels"):
        await made.preparation().prepare_nested(replace(outer, depth=5), nested_one)


@pytest.mark.parametrize(
    ("resource", "code", "words"),
    [
        (nested("b", template(), resourceGroup="nope"), "ResourceGroupNotFound", "'nope'"),
        (
            nested("b", template(), subscriptionId=SUBSCRIPTION),
            "InvalidDeployment",
            "The 'location' property must be specified for 'b'",
        ),
        (
            nested(
                "b",
                template(),
                subscriptionId="99999999-9999-9999-9999-999999999999",
                resourceGroup="local",
            ),
            "SubscriptionNotFound",
            "could not be found",
        ),
        (nested("b", template(), properties={"mode": "Some"}), "InvalidDeployment", "'Complete'"),
        (
            nested("b", template(), scope="/", properties={"mode": "Complete"}, **ABOVE),
            "InvalidDeployment",
            "at tenant scope",
        ),
        (nested("b", template(identity("a"))), "InvalidResourceName", "'a'"),
        (nested("b", {"resources": []}), "InvalidTemplate", "$schema"),
        (
            nested("b", None, properties={"templateLink": {"relativePath": "x.json"}}),
            "InvalidTemplateLink",
            "not itself given by a link",
        ),
    ],
)
async def test_what_is_wrong_with_what_is_nested_is_found(
    resource: Any, code: str, words: str
) -> None:
    if resource["properties"]["template"] is None:
        del resource["properties"]["template"]
    found = await (await world()).refused(body(template(resource)))
    assert found.code == code
    assert words in found.message


async def test_all_that_is_wrong_is_told_at_once() -> None:
    found = await (await world()).refused(
        body(template(nested("b", template(identity("a"))), nested("c", template(identity("d")))))
    )
    assert found.code == "MultipleErrorsOccurred"
    assert [each.code for each in found.details] == ["InvalidResourceName"] * 2


async def test_linked_templates_stand_beside_the_one_that_links() -> None:
    made = await world()
    linked = nested("inner", None, properties={"templateLink": {"relativePath": "parts/x.json"}})
    del linked["properties"]["template"]
    made.links.documents = {
        "https://files.example/repo/main.json": template(linked),
        "https://files.example/repo/parts/x.json": template(identity("abc")),
    }
    link = {"uri": "https://files.example/repo/main.json", "queryString": "?sig=1"}
    found = await made.prepare({"properties": {"mode": "Incremental", "templateLink": link}})
    assert made.links.asked == [
        "https://files.example/repo/main.json?sig=1",
        "https://files.example/repo/parts/x.json?sig=1",
    ]
    assert found.nested[INNER].template_link == {
        "uri": "https://files.example/repo/parts/x.json",
        "relativePath": "parts/x.json",
        "contentVersion": "1.0.0.0",
    }


async def test_so_many_nested_deployments_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    made: World = await world()
    monkeypatch.setattr(expansion, "NESTED_LIMIT", 3)
    loop = {"name": "l", "count": 4}
    many = nested("[concat('n', copyIndex())]", template(), copy=loop)
    found = await made.refused(body(template(many)))
    assert "nested deployments limit exceeded. Limit: '3'" in found.message


async def test_a_management_group_is_deployed_to() -> None:
    made = await world()
    scope = f"/providers/Microsoft.Management/managementGroups/{TENANT}"
    below = nested(
        "below", template(), scope="[concat('/subscriptions/', parameters('s'))]", **ABOVE
    )
    given = template(
        below,
        parameters={
            "name": {"type": "string", "defaultValue": "[managementGroup().name]"},
            "s": {"type": "string", "defaultValue": SUBSCRIPTION},
        },
    )
    found = await made.prepare({**body(given), **ABOVE}, scope=scope)
    assert found.parameters["name"] == {"value": TENANT}
    assert [each.place.scope for each in found.nested.values()] == [SUB]


async def test_nested_deployments_share_what_they_may_compute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expansion, "_STEPS", 5000)
    made = await world()
    busy = template(
        variables={"v": "[length(map(range(0, 400), lambda('x', add(lambdaVariables('x'), 1))))]"}
    )
    few = await made.prepare(body(template(nested("n0", busy), nested("n1", busy))))
    assert len(few.nested) == 2
    many = template(*(nested(f"n{each}", busy) for each in range(10)))
    found = await made.refused(body(many))
    assert "exceeds the limit of '5000' steps" in str(found.details or found.message)


async def test_linked_templates_are_only_so_large_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expansion, "FETCHED_LIMIT", 200)
    made = await world()
    made.links.documents = {"https://files.example/x": template()}
    link = {"templateLink": {"uri": "https://files.example/x"}}
    linked = [nested(f"n{each}", None, properties=link) for each in range(2)]
    for each in linked:
        del each["properties"]["template"]
    await made.prepare(body(template(linked[0])))
    found = await made.refused(body(template(*linked)))
    assert "linked templates limit exceeded. Limit: '200' bytes" in found.message
