"""Deployments of a site by ARM: their status is told; what would be fetched is refused."""

import pytest

from nameplate.apphost.content import Deployment, DeploymentStatus
from nameplate.apphost.progress import Progress, Stage
from tests.conformance.providers import SITE_BODY
from tests.fakes.function_hosts import FakeFunctionHost
from tests.providers.stand import SITE, SLOT, Stand


def deployment(name: str) -> Deployment:
    return Deployment(name, DeploymentStatus.SUCCESS, "", "operator", "OneDeploy", 1000.0)


@pytest.fixture
async def site(stand: Stand) -> Stand:
    """With a site that was deployed to twice, and a slot that was not."""
    await stand.put(SITE, SITE_BODY)
    await stand.put(SLOT, {"location": "westeurope"})
    host = stand.app_host
    assert isinstance(host, FakeFunctionHost)
    host.deployed[SITE.lower()] = [
        Progress(deployment("two"), Stage.NOT_SERVING, "it ended"),
        Progress(deployment("one"), Stage.SERVING),
    ]
    return stand


async def test_a_status_counts_the_one_instance(site: Stand) -> None:
    served = (await site.get(f"{SITE}/deploymentStatus/one")).body
    failed = (await site.get(f"{SITE}/deploymentStatus/two")).body

    assert served["type"] == "Microsoft.Web/sites/deploymentStatus"
    assert served["properties"] == {
        "deploymentId": "one",
        "status": "RuntimeSuccessful",
        "numberOfInstancesInProgress": 0,
        "numberOfInstancesSuccessful": 1,
        "numberOfInstancesFailed": 0,
        "failedInstancesLogs": None,
        "errors": None,
    }
    assert failed["properties"]["status"] == "RuntimeFailed"
    assert failed["properties"]["numberOfInstancesFailed"] == 1
    assert failed["properties"]["errors"][0]["message"] == "it ended"


async def test_statuses_are_listed_the_newest_first(site: Stand) -> None:
    listed = (await site.get(f"{SITE}/deploymentStatus")).body["value"]

    assert [each["name"] for each in listed] == ["two", "one"]
    assert (await site.get(f"{SITE}/deploymentStatus/latest")).body["name"] == "two"


@pytest.mark.parametrize("path", [f"{SITE}/deploymentStatus/none", f"{SLOT}/deploymentStatus/one"])
async def test_others_are_not_there(site: Stand, path: str) -> None:
    assert (await site.get(path)).status == 404


async def test_nothing_is_fetched(site: Stand) -> None:
    body = {"properties": {"packageUri": "https://example.com/app.zip", "type": "zip"}}

    found = await site.put(f"{SITE}/extensions/onedeploy", body)
    other = await site.put(f"{SITE}/extensions/other", body)

    assert (found.status, other.status) == (400, 400)
    assert "is not fetched" in str(found.body)
    assert "'other' is not served" in str(other.body)
