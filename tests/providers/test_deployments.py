"""``Microsoft.Resources/deployments`` on the wire, at every scope."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.providers.stand import GROUP, STRANGER, SUB, SUBSCRIPTION, TENANT, Reply
from tests.resource_manager.deployments.deploying import (
    DEPLOYMENTS,
    VERSION,
    Deploying,
    identity_id,
    until,
)
from tests.resource_manager.deployments.preparing import body, identity, nested, template

MANAGEMENT = f"/providers/Microsoft.Management/managementGroups/{TENANT}"
GUID = "c0ffee00-0000-0000-0000-000000000002"


@pytest.fixture
async def deploying() -> Deploying:
    """A stand with a group."""
    return await Deploying().begin()


async def post(deploying: Deploying, action: str, given: Any = None, name: str = "d1") -> Reply:
    path = f"{deploying.path(name)}/{action}"
    return await deploying.stand.send("POST", path, given, query=VERSION)


def polled(reply: Reply, header: str) -> str:
    """The path of a URL in a header."""
    return reply.headers[header].partition("?")[0].partition(".com")[2]


async def test_a_put_is_accepted_with_a_status_to_poll(deploying: Deploying) -> None:
    reply = await deploying.put(template(identity("own")))
    path = polled(reply, "azure-asyncoperation")

    assert reply.status == 201
    assert reply.body["properties"]["provisioningState"] == "Accepted"
    assert "location" not in reply.headers
    assert path.startswith(f"{SUB}/resourcegroups/local{DEPLOYMENTS}/d1/operationStatuses/0858")
    await deploying.runs.wait()
    assert (await deploying.stand.get(path, query=VERSION)).body == {"status": "Succeeded"}
    assert (await deploying.put(template(identity("own")))).status == 200
    await deploying.runs.wait()


async def test_its_correlation_id_is_the_clients(deploying: Deploying) -> None:
    headers = {"x-ms-correlation-request-id": GUID}
    path = deploying.path()
    reply = await deploying.stand.put(path, body(template()), query=VERSION, headers=headers)
    assert reply.body["properties"]["correlationId"] == GUID
    await deploying.runs.wait()


async def test_a_name_has_its_rule(deploying: Deploying) -> None:
    reply = await deploying.put(template(), "a" * 65)
    assert (reply.status, reply.error) == (400, "InvalidDeploymentName")
    assert (await post(deploying, "validate", body(template()), "x!")).status == 400


async def test_one_of_a_name_at_a_time(deploying: Deploying) -> None:
    deploying.held.holding = {"own"}
    await deploying.put(template(identity("own")))
    await until(lambda: deploying.held.waiting)

    again = await deploying.put(template())
    deleted = await deploying.stand.delete(deploying.path(), query=VERSION)
    shown = await deploying.shown()
    deploying.held.release()
    await deploying.runs.wait()

    assert (again.status, again.error) == (409, "DeploymentActive")
    assert (deleted.status, deleted.error) == (409, "DeploymentActive")
    assert shown["provisioningState"] == "Running"


async def test_it_is_there_until_it_is_deleted(deploying: Deploying) -> None:
    stand, path = deploying.stand, deploying.path()
    assert (await stand.send("HEAD", path, query=VERSION)).status == 404
    missing = await stand.get(path, query=VERSION)
    assert (missing.status, missing.error) == (404, "DeploymentNotFound")
    await deploying.deploy(template(identity("own")))
    assert (await stand.send("HEAD", path, query=VERSION)).status == 204

    deleted = await stand.delete(path, query=VERSION)
    done = await stand.get(polled(deleted, "location"), query=VERSION)

    assert (deleted.status, deleted.body, done.status) == (202, None, 204)
    assert (await stand.send("HEAD", path, query=VERSION)).status == 404
    assert (await stand.delete(path, query=VERSION)).status == 204
    assert await deploying.there("own")


async def names(deploying: Deploying, query: str = "") -> Sequence[str]:
    reply = await deploying.stand.get(f"{GROUP}{DEPLOYMENTS}/", query=f"{VERSION}{query}")
    assert reply.status == 200, reply.body
    return [each["name"] for each in reply.body["value"]]


async def test_lists_are_newest_first_filtered_and_paged(deploying: Deploying) -> None:
    for name in ("zero", "one", "two"):
        if name == "one":
            deploying.fail("own")
        await deploying.deploy(template(identity("own")), name)
        deploying.held.failing.clear()
        deploying.stand.clock.advance(1)

    assert await names(deploying) == ["two", "one", "zero"]
    assert await names(deploying, "&$filter=provisioningState eq 'failed'") == ["one"]
    assert await names(deploying, "&$top=2") == ["two", "one"]
    first = await deploying.stand.get(f"{GROUP}{DEPLOYMENTS}", query=f"{VERSION}&$top=2")
    rest = first.body["nextLink"].partition(".com")[2].partition("?")
    second = await deploying.stand.get(rest[0], query=rest[2])
    assert [each["name"] for each in second.body["value"]] == ["zero"]
    refused = await deploying.stand.get(
        f"{GROUP}{DEPLOYMENTS}", query=f"{VERSION}&$filter=name eq 'x'"
    )
    assert (refused.status, refused.error) == (400, "InvalidFilterInQueryString")


async def test_validation_deploys_nothing(deploying: Deploying) -> None:
    valid = await post(deploying, "validate", body(template(identity("own"))))
    invalid = await post(deploying, "validate", body(template({"type": "x"})))

    assert valid.status == 200
    assert valid.body["properties"]["validatedResources"][0]["id"] == identity_id("own")
    assert (invalid.status, invalid.error) == (400, "InvalidTemplate")
    assert not await deploying.there("own")
    assert await names(deploying) == []


async def test_what_if_says_what_would_change_to_its_caller(deploying: Deploying) -> None:
    accepted = await post(deploying, "whatIf", body(template(identity("own"))))
    path = polled(accepted, "location")
    found = await deploying.stand.get(path, query=VERSION)
    deploying.stand.doorkeeper.principal = STRANGER
    stranger = await deploying.stand.get(path, query=VERSION)

    assert (accepted.status, accepted.body) == (202, None)
    assert found.body["status"] == "Succeeded"
    assert [
        (each["changeType"], each["resourceId"]) for each in found.body["properties"]["changes"]
    ] == [("Create", identity_id("own"))]
    assert stranger.status == 404
    assert not await deploying.there("own")


async def test_a_result_of_what_if_does_not_last(deploying: Deploying) -> None:
    accepted = await post(deploying, "whatIf", body(template()))
    deploying.stand.clock.advance(3601)
    reply = await deploying.stand.get(polled(accepted, "location"), query=VERSION)
    assert reply.status == 404


async def test_its_template_is_exported_as_it_came(deploying: Deploying) -> None:
    document = template(identity("own"))
    await deploying.deploy(document)
    assert (await post(deploying, "exportTemplate")).body == {"template": document}
    assert (await post(deploying, "exportTemplate", name="other")).status == 404


async def test_what_is_over_cannot_be_cancelled(deploying: Deploying) -> None:
    await deploying.deploy(template())
    reply = await post(deploying, "cancel")
    assert (reply.status, reply.error) == (409, "DeploymentCannotBeCancelled")
    assert (await post(deploying, "cancel", name="other")).status == 404


async def test_deployments_are_not_among_the_resources(deploying: Deploying) -> None:
    await deploying.deploy(template(identity("own")))
    listed = await deploying.stand.get(f"{SUB}/resources")
    assert [each["name"] for each in listed.body["value"]] == ["own"]


@pytest.mark.parametrize("scope", ["", MANAGEMENT, SUB])
async def test_scopes_above_groups_need_a_location_and_keep_it(
    deploying: Deploying, scope: str
) -> None:
    without = await deploying.put(template(), scope=scope)
    first = await deploying.put(template(), scope=scope, location="West Europe")
    await deploying.runs.wait()
    moved = await deploying.put(template(), scope=scope, location="eastus")

    assert without.status == 400
    assert (first.status, first.body["location"]) == (201, "westeurope")
    assert (moved.status, moved.error) == (409, "InvalidDeploymentLocation")
    assert (await deploying.shown(scope=scope))["provisioningState"] == "Succeeded"
    assert await deploying.operations(scope=scope) != []
    listed = await deploying.stand.get(f"{scope}{DEPLOYMENTS}/", query=VERSION)
    assert [each["id"] for each in listed.body["value"]] == [f"{scope}{DEPLOYMENTS}/d1"]


async def test_a_tenants_template_reaches_down_to_a_group(deploying: Deploying) -> None:
    inner = nested("inner", template(identity("deep")), resourceGroup="local")
    middle = nested("middle", template(inner), subscriptionId=SUBSCRIPTION, location="westeurope")

    shown = await deploying.deploy(template(middle), scope="", location="westeurope")

    assert shown["provisioningState"] == "Succeeded", shown
    assert shown["outputResources"] == [{"id": identity_id("deep")}]
    assert (await deploying.shown("inner"))["provisioningState"] == "Succeeded"


async def test_nothing_is_deployed_to_a_resource_or_to_what_is_not_there(
    deploying: Deploying,
) -> None:
    await deploying.deploy(template(identity("own")))
    on_resource = await deploying.put(template(), scope=identity_id("own"))
    elsewhere = await deploying.put(template(), scope=f"{SUB}/resourceGroups/missing")
    nowhere = await deploying.put(
        template(),
        scope="/providers/Microsoft.Management/managementGroups/missing",
        location="westeurope",
    )
    assert (on_resource.status, on_resource.error) == (400, "InvalidResourceScope")
    assert (elsewhere.status, elsewhere.error) == (404, "ResourceGroupNotFound")
    assert nowhere.status in (403, 404)


@pytest.mark.parametrize(
    ("method", "below", "action"),
    [
        ("PUT", "", "deployments/write"),
        ("GET", "", "deployments/read"),
        ("DELETE", "", "deployments/delete"),
        ("POST", "/cancel", "deployments/cancel/action"),
        ("POST", "/validate", "deployments/validate/action"),
        ("POST", "/whatIf", "deployments/whatIf/action"),
        ("POST", "/exportTemplate", "deployments/exportTemplate/action"),
        ("GET", "/operations/X", "deployments/operations/read"),
        ("GET", "/operationStatuses/X", "deployments/operationstatuses/read"),
    ],
)
async def test_each_call_takes_azures_own_right(
    deploying: Deploying, method: str, below: str, action: str
) -> None:
    await deploying.deploy(template())
    deploying.stand.doorkeeper.principal = STRANGER
    path = f"{deploying.path()}{below}"
    reply = await deploying.stand.send(method, path, body(template()), query=VERSION)
    assert reply.status == 403
    assert f"'Microsoft.Resources/{action}'" in reply.body["error"]["message"]


async def test_changes_leave_a_trail(deploying: Deploying) -> None:
    await deploying.deploy(template(identity("own")))
    await deploying.stand.delete(deploying.path(), query=VERSION)
    events = await deploying.stand.store.audit.after(0, limit=100)
    actions = [each.event.action for each in events]
    assert "Microsoft.Resources/deployments/write" in actions
    assert "Microsoft.ManagedIdentity/userAssignedIdentities/write" in actions
    assert "Microsoft.Resources/deployments/delete" in actions
