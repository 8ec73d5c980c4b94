"""Nested deployments: deployments of their own, in the run of the outermost one."""

import orjson
import pytest

from tests.providers.stand import SUB
from tests.resource_manager.deployments.deploying import Deploying, identity_id, until
from tests.resource_manager.deployments.preparing import identity, nested, template

OTHER = f"{SUB}/resourceGroups/other"


@pytest.fixture
async def deploying() -> Deploying:
    """A stand with a group."""
    return await Deploying().begin()


async def test_one_is_a_deployment_with_a_history(deploying: Deploying) -> None:
    inner = template(identity("inside"), outputs={"x": {"type": "string", "value": "told"}})
    outputs = {"y": {"type": "string", "value": "[reference('inner').outputs.x.value]"}}

    shown = await deploying.deploy(template(nested("inner", inner), outputs=outputs))
    own = await deploying.shown("inner")

    assert shown["outputs"] == {"y": {"type": "String", "value": "told"}}
    assert shown["outputResources"] == [{"id": identity_id("inside")}]
    assert own["provisioningState"] == "Succeeded"
    assert own["correlationId"] == shown["correlationId"]
    assert own["outputs"] == {"x": {"type": "String", "value": "told"}}
    assert await deploying.steps() == {
        ("Create", "inner", "Succeeded"),
        ("EvaluateDeploymentOutput", "", "Succeeded"),
    }
    assert ("Create", "inside", "Succeeded") in await deploying.steps("inner")


async def test_expressions_of_an_outer_scope_are_the_outer_templates(deploying: Deploying) -> None:
    parameters = {"name": {"type": "string", "defaultValue": "outermost"}}
    inner = template(identity("[parameters('name')]"))

    shown = await deploying.deploy(
        template(nested("inner", inner, inner_scope=False), parameters=parameters)
    )

    assert shown["outputResources"] == [{"id": identity_id("outermost")}]


async def test_what_it_is_given_may_wait_for_what_is_deployed(deploying: Deploying) -> None:
    inner = template(
        identity("second", tags={"of": "[parameters('of')]"}),
        parameters={"of": {"type": "string"}},
    )
    given = {"of": {"value": "[reference('first').clientId]"}}

    await deploying.deploy(
        template(nested("inner", inner, properties={"parameters": given}), identity("first"))
    )

    second = await deploying.stand.store.resources.find(identity_id("second").lower())
    assert second is not None
    assert second.tags is not None
    assert len(second.tags["of"]) == 36


async def test_secure_outputs_stay_hidden_and_are_passed_on(deploying: Deploying) -> None:
    parameters = {"pw": {"type": "securestring"}}
    inner = template(
        parameters=parameters,
        outputs={"pw": {"type": "securestring", "value": "[parameters('pw')]"}},
    )
    given = {"pw": {"value": "[parameters('pw')]"}}
    passed = {"pw": {"value": "[reference('inner').outputs.pw.value]"}}
    last = template(identity("last", tags={"pw": "[parameters('pw')]"}), parameters=parameters)
    outer = template(
        nested("inner", inner, properties={"parameters": given}),
        nested("second", last, properties={"parameters": passed}),
        parameters=parameters,
        outputs={"pw": {"type": "string", "value": "[reference('inner').outputs.pw.value]"}},
    )

    shown = await deploying.deploy(outer, parameters={"pw": {"value": "hunter2hunter2"}})
    own = await deploying.shown("inner")

    made = await deploying.stand.store.resources.find(identity_id("last").lower())
    assert made is not None
    assert made.tags == {"pw": "hunter2hunter2"}
    assert (shown["outputs"], own["outputs"]) == (
        {"pw": {"type": "String"}},
        {"pw": {"type": "SecureString"}},
    )
    assert "hunter2" not in f"{shown}{own}"


async def test_a_failure_inside_is_told_outside(deploying: Deploying) -> None:
    deploying.fail("bad")

    shown = await deploying.deploy(template(nested("inner", template(identity("bad")))))

    (detail,) = shown["error"]["details"]
    told = orjson.loads(detail["message"])
    assert (detail["code"], told["status"]) == ("Conflict", "Failed")
    assert told["error"]["code"] == "ResourceDeploymentFailure"
    assert told["error"]["details"][0]["details"] == [
        {"code": "AlreadyThere", "message": "It is there already."}
    ]
    assert (await deploying.shown("inner"))["provisioningState"] == "Failed"


async def test_one_may_stand_in_a_group_that_the_same_template_makes(deploying: Deploying) -> None:
    group = {
        "type": "Microsoft.Resources/resourceGroups",
        "apiVersion": "2022-09-01",
        "name": "other",
        "location": "westeurope",
    }
    inner = template(identity("there"))
    document = template(
        group,
        nested("inner", inner, resourceGroup="other", dependsOn=["other"]),
    )

    shown = await deploying.deploy(document, scope=SUB, location="westeurope")

    assert shown["provisioningState"] == "Succeeded", shown
    assert shown["outputResources"] == [{"id": OTHER}, {"id": identity_id("there", OTHER)}]
    assert (await deploying.shown("inner", OTHER))["provisioningState"] == "Succeeded"


async def test_one_whose_name_is_busy_fails(deploying: Deploying) -> None:
    deploying.held.holding = {"first"}
    await deploying.put(template(identity("first")), "inner")
    await until(lambda: deploying.held.waiting)
    await deploying.put(template(nested("inner", template())), "outer")
    await until(lambda: len(deploying.runs.every) == 1)
    deploying.held.release()
    await deploying.runs.wait()

    shown = await deploying.shown("outer")
    assert [each["code"] for each in shown["error"]["details"]] == ["DeploymentActive"]


async def test_cancelled_outside_it_is_cancelled_inside(deploying: Deploying) -> None:
    deploying.held.holding = {"first"}
    inner = template(identity("first"), identity("second", dependsOn=["first"]))
    await deploying.put(template(nested("inner", inner)))
    await until(lambda: deploying.held.waiting)

    await deploying.stand.send("POST", f"{deploying.path()}/cancel")
    deploying.held.release()
    await deploying.runs.wait()

    states = [(await deploying.shown(name))["provisioningState"] for name in ("d1", "inner")]
    assert states == ["Canceled", "Canceled"]
    assert not await deploying.there("second")


async def test_one_of_several_is_cancelled_alone(deploying: Deploying) -> None:
    deploying.held.holding = {"first"}
    inner = template(identity("first"), identity("second", dependsOn=["first"]))
    await deploying.put(template(nested("inner", inner), identity("beside")))
    await until(lambda: deploying.held.waiting)

    await deploying.stand.send("POST", f"{deploying.path('inner')}/cancel")
    deploying.held.release()
    await deploying.runs.wait()

    states = [(await deploying.shown(name))["provisioningState"] for name in ("d1", "inner")]
    assert states == ["Failed", "Canceled"]
    assert [await deploying.there(name) for name in ("second", "beside")] == [False, True]


async def test_two_of_one_name_in_one_run_are_two(deploying: Deploying) -> None:
    first = template(nested("common", template(identity("one")), inner_scope=True))
    second = template(nested("common", template(identity("two")), inner_scope=True))

    shown = await deploying.deploy(
        template(nested("first", first), nested("second", second, dependsOn=["first"]))
    )

    assert shown["provisioningState"] == "Succeeded", shown
    assert shown["outputResources"] == [{"id": identity_id("one")}, {"id": identity_id("two")}]
    assert (await deploying.shown("common"))["outputResources"] == [{"id": identity_id("two")}]


async def test_two_of_one_name_at_once_are_one_too_many(deploying: Deploying) -> None:
    deploying.held.holding = {"one"}
    first = template(nested("common", template(identity("one"))))
    second = template(nested("common", template(identity("two"))))
    await deploying.put(template(nested("first", first), nested("second", second)))
    await until(lambda: deploying.held.waiting)
    for _ in range(50):
        await until(lambda: True)
    deploying.held.release()
    await deploying.runs.wait()

    shown = await deploying.shown()
    assert shown["provisioningState"] == "Failed"
    assert "DeploymentActive" in str(shown["error"])
    assert await deploying.there("one")
