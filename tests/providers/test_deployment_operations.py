"""What a deployment did, in both forms of its address."""

import pytest

from tests.providers.stand import GROUP
from tests.resource_manager.deployments.deploying import VERSION, Deploying, until
from tests.resource_manager.deployments.preparing import identity, template

SHORT = f"{GROUP.replace('resourceGroups', 'resourcegroups')}/deployments/d1/operations"


@pytest.fixture
async def deploying() -> Deploying:
    """A stand with a group and a deployment of two resources."""
    begun = await Deploying().begin()
    await begun.deploy(template(identity("one"), identity("two", dependsOn=["one"])))
    return begun


async def test_operations_come_in_the_order_of_their_ends(deploying: Deploying) -> None:
    long = await deploying.stand.get(f"{deploying.path()}/operations", query=VERSION)
    short = await deploying.stand.get(SHORT, query=VERSION)

    assert long.status == 200
    assert long.body == short.body
    assert {each["operationId"] for each in long.body["value"]} >= {
        long.body["value"][0]["operationId"]
    }
    created = [
        each["properties"]
        for each in long.body["value"]
        if each["properties"]["provisioningOperation"] == "Create"
    ]
    assert {each["statusCode"] for each in created} == {"Created"}


async def test_one_operation_is_found_by_its_id(deploying: Deploying) -> None:
    every = (await deploying.stand.get(SHORT, query=VERSION)).body["value"]
    one = await deploying.stand.get(f"{SHORT}/{every[0]['operationId'].lower()}", query=VERSION)
    none = await deploying.stand.get(f"{SHORT}/0000", query=VERSION)

    assert one.body == every[0]
    assert (none.status, none.error) == (404, "DeploymentOperationNotFound")
    assert one.body["id"] == f"{deploying.path()}/operations/{one.body['operationId']}"


async def test_what_runs_is_seen_running(deploying: Deploying) -> None:
    deploying.held.holding = {"slow"}
    reply = await deploying.put(template(identity("slow"), identity("quick")), "d2")
    await until(lambda: deploying.held.waiting)
    url = reply.headers["azure-asyncoperation"].partition("?")[0].partition(".com")[2]
    status = await deploying.stand.get(url, query=VERSION)
    steps = await deploying.steps("d2")
    deploying.held.release()
    await deploying.runs.wait()
    ended = await deploying.stand.get(url, query=VERSION)

    assert status.body == {"status": "Running"}
    assert status.headers["retry-after"] == "1"
    assert ("Create", "slow", "Running") in steps
    assert ended.body == {"status": "Succeeded"}
    assert "retry-after" not in ended.headers


async def test_the_status_of_a_failure_says_why(deploying: Deploying) -> None:
    deploying.fail("bad")
    reply = await deploying.put(template(identity("bad")), "d2")
    await deploying.runs.wait()
    url = reply.headers["azure-asyncoperation"].partition("?")[0].partition(".com")[2]
    status = await deploying.stand.get(url, query=VERSION)

    assert status.status == 200
    assert status.body["status"] == "Failed"
    assert status.body["error"]["code"] == "DeploymentFailed"


@pytest.mark.parametrize("below", ["operations", "operations/x", "operationStatuses/x"])
async def test_of_what_is_not_there_there_is_nothing(deploying: Deploying, below: str) -> None:
    reply = await deploying.stand.get(f"{deploying.path('other')}/{below}", query=VERSION)
    assert (reply.status, reply.error) == (404, "DeploymentNotFound")


async def test_a_run_that_was_replaced_has_no_status(deploying: Deploying) -> None:
    reply = await deploying.stand.get(f"{deploying.path()}/operationStatuses/0858", query=VERSION)
    assert (reply.status, reply.error) == (404, "DeploymentOperationNotFound")
