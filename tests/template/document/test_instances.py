"""Resources with their loops unrolled: names, ids, scopes, conditions."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.resource_id import ResourceId
from nameplate.template.document.instances import scope_id
from nameplate.template.document.plan import Plan
from nameplate.template.environment import Level
from nameplate.template.errors import InvalidTemplate
from nameplate.template.references import Answers
from tests.fakes.template_world import GROUP, SUBSCRIPTION, environment
from tests.template.evaluating import bind

SITE = {"type": "My.Rp/sites", "apiVersion": "2020-01-01", "name": "s1"}


def _plan(*resources: Any, level: Level = Level.GROUP, **sections: Any) -> Plan:
    return bind(None, environment(level), resources=list(resources), **sections).plan()


@settings(max_examples=30, deadline=None)
@given(count=st.integers(0, 12))
def test_a_loop_makes_so_many_resources(count: int) -> None:
    loop = {
        **SITE,
        "name": "[concat('s', copyIndex('loop', 1))]",
        "copy": {"name": "loop", "count": count},
    }
    found = [node.name for node in _plan(loop)]
    assert found == [f"s{at + 1}" for at in range(count)]


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        (SITE, f"{GROUP}/providers/My.Rp/sites/s1"),
        (
            {**SITE, "type": "My.Rp/sites/config", "name": "s1/web"},
            f"{GROUP}/providers/My.Rp/sites/s1/config/web",
        ),
        ({**SITE, "scope": "/"}, "/providers/My.Rp/sites/s1"),
        ({**SITE, "scope": "A.B/c/n"}, f"{GROUP}/providers/A.B/c/n/providers/My.Rp/sites/s1"),
        (
            {**SITE, "scope": "[resourceId('A.B/c', 'n')]"},
            f"{GROUP}/providers/A.B/c/n/providers/My.Rp/sites/s1",
        ),
        (
            {**SITE, "scope": "Microsoft.Management/managementGroups/m"},
            "/providers/Microsoft.Management/managementGroups/m/providers/My.Rp/sites/s1",
        ),
        (
            {
                **SITE,
                "type": "A.B/c/providers/roleAssignments",
                "name": "n/Microsoft.Authorization/r",
            },
            f"{GROUP}/providers/A.B/c/n/providers/Microsoft.Authorization/roleAssignments/r",
        ),
        (
            {**SITE, "type": "Microsoft.Resources/deployments", "name": "d", "resourceGroup": "g2"},
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g2/providers/Microsoft.Resources/deployments/d",
        ),
        (
            {
                **SITE,
                "type": "Microsoft.Resources/deployments",
                "name": "d",
                "subscriptionId": "s2",
            },
            "/subscriptions/s2/providers/Microsoft.Resources/deployments/d",
        ),
        (
            {**SITE, "type": "Microsoft.Management/managementGroups", "name": "m"},
            "/providers/Microsoft.Management/managementGroups/m",
        ),
    ],
)
def test_ids(resource: Any, found: str) -> None:
    (node,) = _plan(resource)
    assert node.id == found
    assert ResourceId.parse(node.id).text == found


def test_a_group_made_in_a_subscription() -> None:
    group = {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2021-04-01", "name": "g"}
    (node,) = _plan(group, level=Level.SUBSCRIPTION)
    assert node.id == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g"


def test_children_stand_in_each_turn_of_their_parent() -> None:
    parent = {
        **SITE,
        "name": "[concat('s', copyIndex())]",
        "copy": {"name": "loop", "count": 2},
        "resources": [
            {"type": "config", "name": "[concat('c', copyIndex())]", "apiVersion": "2020-01-01"}
        ],
    }
    assert [node.name for node in _plan(parent)] == ["s0", "s0/c0", "s1", "s1/c1"]


@pytest.mark.parametrize(
    ("condition", "active"), [("[not(true())]", False), (True, True), ("False", False)]
)
def test_a_condition_switches_a_resource_and_its_children(
    condition: object, *, active: bool
) -> None:
    child = {"type": "config", "name": "web", "apiVersion": "2020-01-01"}
    plan = _plan({**SITE, "condition": condition, "resources": [child]})
    assert [node.active for node in plan] == [active, active]
    assert len(plan.active) == (2 if active else 0)


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ({**SITE, "name": "s1/web"}, "has incorrect segment lengths"),
        (
            {**SITE, "name": "[string(1)]", "type": "My.Rp/sites/config"},
            "has incorrect segment lengths",
        ),
        ({**SITE, "name": "[json('3')]"}, "'name' property must be a string"),
        ({**SITE, "condition": "[add(1, 1)]"}, "'condition' property must be a boolean"),
        ({**SITE, "apiVersion": None}, "The api-version is required"),
        (
            {**SITE, "name": "[parameters('none')]"},
            "The template resource '[parameters('none')]' at line",
        ),
        ({**SITE, "copy": {"name": "c", "count": -1}}, "has an invalid copy count"),
        (
            {**SITE, "copy": {"name": "c", "count": 2, "mode": "serial", "batchSize": 0}},
            "invalid batch size",
        ),
        ({**SITE, "copy": {"name": "c", "count": "[parameters('none')]"}}, "'none' is not found"),
        ({**SITE, "name": "[reference('x').name]"}, "'reference' is not expected at this location"),
        ({**SITE, "name": "[concat('s', copyIndex())]"}, "only be used in a resource with copy"),
    ],
)
def test_what_is_refused(resource: Any, words: str) -> None:
    with pytest.raises(InvalidTemplate) as caught:
        _plan(resource)
    assert words in caught.value.message


def test_what_exists_may_be_in_another_group() -> None:
    bound = bind(
        languageVersion="2.0",
        resources={"old": {**SITE, "existing": True, "resourceGroup": "g2"}},
        outputs={"id": {"type": "string", "value": "[resourceInfo('old').id]"}},
    )
    found = bound.outputs(Answers())["id"].value
    assert found == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g2/providers/My.Rp/sites/s1"


@pytest.mark.parametrize("name", ["[last(split(null(), '/'))]", "a/b/c", "[json('1')]"])
def test_a_resource_that_is_not_deployed_needs_no_name(name: str) -> None:
    nameless = {**SITE, "condition": False, "name": name}
    plan = _plan(nameless, {**SITE, "name": "s2"})
    assert [node.name for node in plan] == ["s2"]


def test_resources_are_bounded() -> None:
    loops = [
        {
            **SITE,
            "name": f"[concat('{at}-', copyIndex())]",
            "copy": {"name": f"c{at}", "count": 800},
        }
        for at in range(4)
    ]
    with pytest.raises(InvalidTemplate, match="Limit: '800'"):
        _plan(*loops)


def test_a_relative_scope_stands_in_what_is_deployed_to() -> None:
    assert scope_id("A.B/c/n", environment()) == f"{GROUP}/providers/A.B/c/n"
    assert scope_id("/subscriptions/s/", environment()) == "/subscriptions/s"
