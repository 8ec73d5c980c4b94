"""``onErrorDeployment``: an earlier deployment is made again when one fails."""

import pytest

from tests.resource_manager.deployments.deploying import Deploying
from tests.resource_manager.deployments.preparing import identity, template

LAST = {"type": "LastSuccessful"}


@pytest.fixture
async def deploying() -> Deploying:
    """A stand with a group, and one deployment that succeeded."""
    begun = await Deploying().begin()
    parameters = {"name": {"type": "string"}}
    first = template(identity("[parameters('name')]"), parameters=parameters)
    await begun.deploy(first, "good", parameters={"name": {"value": "first"}})
    begun.stand.clock.advance(60)
    return begun


async def test_the_last_successful_one_is_deployed_again_completely(deploying: Deploying) -> None:
    deploying.fail("bad")
    document = template(identity("new"), identity("bad"))

    reply = await deploying.put(document, onErrorDeployment=LAST)
    await deploying.runs.wait()
    await deploying.runs.wait()
    shown, again = await deploying.shown(), await deploying.shown("good")

    assert reply.body["properties"]["onErrorDeployment"] == {**LAST, "deploymentName": "good"}
    assert shown["provisioningState"] == "Failed"
    assert shown["onErrorDeployment"] == {
        "provisioningState": "Succeeded",
        **LAST,
        "deploymentName": "good",
    }
    assert (again["mode"], again["provisioningState"]) == ("Complete", "Succeeded")
    assert again["correlationId"] == shown["correlationId"]
    assert [await deploying.there(name) for name in ("first", "new")] == [True, False]


async def test_a_named_one_is_deployed_again(deploying: Deploying) -> None:
    deploying.fail("bad")
    wanted = {"type": "SpecificDeployment", "deploymentName": "GOOD"}

    await deploying.put(template(identity("bad")), onErrorDeployment=wanted)
    await deploying.runs.wait()
    await deploying.runs.wait()

    assert (await deploying.shown())["onErrorDeployment"]["provisioningState"] == "Succeeded"


async def test_a_named_one_that_is_not_there_is_refused_at_once(deploying: Deploying) -> None:
    wanted = {"type": "SpecificDeployment", "deploymentName": "missing"}

    reply = await deploying.put(template(), onErrorDeployment=wanted)

    assert (reply.status, reply.error) == (404, "DeploymentNotFound")


async def test_nothing_happens_when_the_deployment_succeeds(deploying: Deploying) -> None:
    shown = await deploying.deploy(template(identity("new")), onErrorDeployment=LAST)

    assert shown["onErrorDeployment"] == {**LAST, "deploymentName": "good"}
    assert [await deploying.there(name) for name in ("first", "new")] == [True, True]


async def test_one_that_cannot_be_made_again_says_why(deploying: Deploying) -> None:
    secret = template(parameters={"pw": {"type": "securestring"}})
    await deploying.deploy(secret, "secret", parameters={"pw": {"value": "hunter2hunter2"}})
    deploying.stand.clock.advance(60)
    deploying.fail("bad")

    await deploying.put(template(identity("bad")), onErrorDeployment=LAST)
    await deploying.runs.wait()

    shown = (await deploying.shown())["onErrorDeployment"]
    assert (shown["provisioningState"], shown["deploymentName"]) == ("Failed", "secret")
    assert shown["error"]["code"] == "InvalidTemplate"
