"""The graph: order, dependencies that are said and those that follow, cycles, duplicates."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.template.errors import InvalidTemplate
from nameplate.template.references import Answers, Awaiting
from nameplate.template.secrets import conceals, redact, reveal
from tests.fakes.template_world import GROUP, FakeResources
from tests.template.evaluating import bind

VERSION = {"apiVersion": "2020-01-01"}


def _thing(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "My.Rp/things", "name": name, **VERSION, **more}


def _id(name: str) -> str:
    return f"{GROUP}/providers/My.Rp/things/{name}"


def _needed(body: Any, **more: Any) -> list[str]:
    """What a resource with this in its properties depends on."""
    plan = bind(resources=[_thing("a"), _thing("b"), _thing("z", properties=body, **more)]).plan()
    node = next(node for node in plan if node.name == "z")
    return [each.rpartition("/")[2] for each in node.dependencies]


@settings(max_examples=30, deadline=None)
@given(count=st.integers(1, 15), seed=st.integers(0, 999))
def test_dependencies_come_first_in_any_document(count: int, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # it shuffles a document
    things = [
        _thing(
            f"t{at}", dependsOn=[f"t{dice.randrange(at)}" for _ in range(dice.randrange(3)) if at]
        )
        for at in range(count)
    ]
    dice.shuffle(things)
    plan = bind(resources=things).plan()
    order = [node.id for node in plan]
    assert len(order) == count
    for node in plan:
        assert all(order.index(each) < order.index(node.id) for each in node.dependencies)


@pytest.mark.parametrize(
    ("expression", "needed"),
    [
        ("[reference('a').x]", ["a"]),
        ("[reference(concat('', 'a'), '2020-01-01', 'Full')]", ["a"]),
        ("[reference(resourceId('My.Rp/things', 'a'))]", ["a"]),
        ("[reference(resourceId('My.Rp/things', 'a'), '2020-01-01')]", []),
        ("[listKeys('a', '2020-01-01').k]", ["a"]),
        ("[listKeys(resourceId('My.Rp/things', 'a'), '2020-01-01').k]", []),
        ("[if(true(), reference('a').x, reference('b').x)]", ["a"]),
        ("[if(false(), reference('a').x, 1)]", []),
        ("[if(equals(reference('a').x, 1), reference('b').x, 2)]", ["a", "b"]),
        ("[createArray(1, createArray(reference('a').x)[0])]", ["a"]),
        ("[resourceId('My.Rp/things', 'a')]", []),
        (
            {
                "copy": [
                    {
                        "name": "p",
                        "count": 2,
                        "input": "[reference(createArray('a', 'b')[copyIndex('p')]).x]",
                    }
                ]
            },
            ["a", "b"],
        ),
        ("[reference('/subscriptions/s/providers/A.B/c/n', '2020-01-01').x]", []),
    ],
)
def test_what_a_body_asks_it_depends_on(expression: object, needed: list[str]) -> None:
    assert _needed({"x": expression}) == needed


def test_inactive_resources_are_not_waited_for() -> None:
    plan = bind(resources=[_thing("a", condition=False), _thing("b", dependsOn=["a"])]).plan()
    assert plan.active[0].dependencies == ()


def test_an_existing_resource_stands_for_what_it_depends_on() -> None:
    plan = bind(
        languageVersion="2.0",
        resources={
            "a": _thing("a"),
            "old": {**_thing("o"), "existing": True, "dependsOn": ["a"]},
            "b": _thing("b", dependsOn=["old"]),
        },
    ).plan()
    assert [node.name for node in plan] == ["a", "b"]
    assert plan.nodes[1].dependencies == (_id("a"),)


def test_a_serial_loop_waits_for_the_batch_before() -> None:
    loop = _thing(
        "[concat('t', copyIndex())]",
        copy={"name": "c", "count": 5, "mode": "serial", "batchSize": 2},
    )
    plan = bind(resources=[loop]).plan()
    needed = {node.name: [each[-2:] for each in node.dependencies] for node in plan}
    assert needed == {
        "t0": [],
        "t1": [],
        "t2": ["t0", "t1"],
        "t3": ["t0", "t1"],
        "t4": ["t2", "t3"],
    }


@pytest.mark.parametrize(
    ("things", "words"),
    [
        (
            [_thing("a", dependsOn=["b"]), _thing("b", dependsOn=["a"])],
            f"Circular dependency detected on resource: '{_id('a')}'.",
        ),
        (
            [_thing("a", properties={"x": "[reference('a').y]"})],
            "Circular dependency detected on resource",
        ),
        ([_thing("a", dependsOn=["none"])], "The resource 'none' is not defined in the template."),
        (
            [_thing("a", dependsOn=["[resourceId('My.Rp/things', 'x')]"])],
            "The resource 'My.Rp/things/x' is not defined in the template.",
        ),
        (
            [_thing("a"), _thing("A")],
            "The resource 'My.Rp/things/A' at line '1' and column '1' is defined multiple times",
        ),
        (
            [_thing("a", properties={"x": "[add('1', 2)]"})],
            "The template resource 'a' at line '1' and column '1' is not valid: The template",
        ),
        (
            [_thing("a"), _thing("z", properties={"x": "[noSuch(reference('a').y)]"})],
            "The template function 'noSuch' is not valid",
        ),
        (
            [
                _thing("a"),
                _thing("z", properties={"x": "[if(true(), reference('a').y, newGuid())]"}),
            ],
            "The template function 'newGuid' is not expected at this location",
        ),
        ([_thing("a", dependsOn="a")], "The 'dependsOn' property must be an array"),
        ([_thing("a", dependsOn=["[add(1, 1)]"])], "An entry of 'dependsOn' must be a string"),
        ([_thing("a", properties={"x": "[reference('none').y]"})], None),
    ],
)
def test_preflight_refuses(things: list[Any], words: str | None) -> None:
    bound = bind(resources=things)
    if words is None:
        (node,) = bound.plan()
        with pytest.raises(InvalidTemplate, match="could not find template resource"):
            node.evaluate(Answers())
        return
    with pytest.raises(InvalidTemplate) as caught:
        bound.plan()
    assert words in caught.value.message


def test_a_name_may_be_there_twice_when_only_one_is_active() -> None:
    plan = bind(resources=[_thing("a", condition=False), _thing("a")]).plan()
    assert [node.active for node in plan] == [False, True]


def test_a_body_is_known_in_part_before_and_whole_at_run_time() -> None:
    thing = _thing(
        "z",
        location="[resourceGroup().location]",
        tags={"[concat('a', 'b')]": "c"},
        properties={"known": "[add(1, 2)]", "asked": ["[reference('a').x]"]},
        comments="none of the provider's",
    )
    plan = bind(resources=[_thing("a"), thing]).plan()
    node = plan.nodes[1]
    assert node.preview == {
        "location": "westeurope",
        "tags": {"ab": "c"},
        "properties": {"known": 3, "asked": ["[reference('a').x]"]},
    }
    with pytest.raises(Awaiting):
        node.evaluate(Answers())
    body = node.evaluate(FakeResources({_id("a"): {"x": 7}}))
    assert body["properties"] == {"known": 3, "asked": [7]}
    assert (node.type, node.api_version, node.scope, node.symbol) == (
        "My.Rp/things",
        "2020-01-01",
        GROUP,
        None,
    )


def test_what_fails_at_run_time_names_the_resource() -> None:
    plan = bind(
        resources=[_thing("a"), _thing("z", properties={"x": "[reference('a').none]"})]
    ).plan()
    with pytest.raises(InvalidTemplate) as caught:
        plan.nodes[1].evaluate(FakeResources({_id("a"): {"x": 7}}))
    assert caught.value.message == (
        f"Unable to process template language expressions for resource '{_id('z')}' at line '1' "
        "and column '1'. 'The language expression property 'none' doesn't exist, available "
        "properties are "
        "'x''"
    )


def test_secrets_stay_where_they_are_in_a_body() -> None:
    thing = _thing(
        "[concat('n', length(parameters('pw')))]",
        properties={"p": "[parameters('pw')]", "q": "open"},
    )
    (node,) = bind(
        {"pw": "hush!"}, parameters={"pw": {"type": "securestring"}}, resources=[thing]
    ).plan()
    body = node.evaluate(Answers())
    assert conceals(body)
    assert redact(body, "*")["properties"] == {"p": "*", "q": "open"}
    assert reveal(body)["properties"]["p"] == "hush!"
    assert "hush!" not in repr(node)
    assert node.name == "n5"
