"""Complete mode: what the template does not have goes."""

import pytest

from nameplate.core.errors import Conflict
from nameplate.resource_manager.provider import Answer
from tests.providers.stand import GROUP, PLAN, SITE, STRANGER, VAULT
from tests.resource_manager.deployments.deploying import Deploying, identity_id
from tests.resource_manager.deployments.preparing import identity, template


@pytest.fixture
async def deploying() -> Deploying:
    """A stand with a group that holds two identities."""
    begun = await Deploying().begin()
    await begun.deploy(template(identity("kept"), identity("gone")), "before")
    return begun


async def test_complete_mode_deletes_what_is_not_in_the_template(deploying: Deploying) -> None:
    shown = await deploying.deploy(template(identity("kept"), identity("new")), mode="Complete")

    assert (shown["mode"], shown["provisioningState"]) == ("Complete", "Succeeded")
    there = [await deploying.there(name) for name in ("kept", "new", "gone")]
    assert there == [True, True, False]
    steps = await deploying.steps()
    assert {("Delete", "gone", "Succeeded"), ("DeploymentCleanup", "", "Succeeded")} <= steps
    assert (await deploying.shown("before"))["provisioningState"] == "Succeeded"


async def test_nothing_is_deleted_when_anything_failed(deploying: Deploying) -> None:
    deploying.fail("new")

    shown = await deploying.deploy(template(identity("new")), mode="Complete")

    assert shown["provisioningState"] == "Failed"
    assert [await deploying.there(name) for name in ("kept", "gone")] == [True, True]


async def test_nothing_is_deleted_when_an_output_failed(deploying: Deploying) -> None:
    outputs = {"x": {"type": "string", "value": "[reference('new').nothing]"}}

    shown = await deploying.deploy(template(identity("new"), outputs=outputs), mode="Complete")

    assert shown["provisioningState"] == "Failed"
    assert await deploying.there("gone")


async def test_incremental_mode_deletes_nothing(deploying: Deploying) -> None:
    await deploying.deploy(template(identity("new")))
    assert await deploying.there("gone")


async def test_a_plan_goes_after_its_sites_whichever_was_made_first(deploying: Deploying) -> None:
    stand = deploying.stand
    await stand.put(PLAN, {"location": "westeurope", "sku": {"name": "F1"}, "properties": {}})
    site = {"location": "westeurope", "properties": {"serverFarmId": PLAN}}
    assert (await stand.put(SITE, site)).status == 200
    await stand.put(f"{SITE}/config/appsettings", {"properties": {"a": "1"}})

    shown = await deploying.deploy(template(), mode="Complete")

    assert shown["provisioningState"] == "Succeeded", shown
    assert await stand.below(GROUP) == []


async def test_what_cannot_be_deleted_fails_the_deployment(deploying: Deploying) -> None:
    real = deploying.held.plane

    async def refuses(call: object) -> Answer:
        if getattr(call, "method", "") == "DELETE":
            raise Conflict("InUse", "It is needed.")
        answer: Answer = await real(call)
        return answer

    deploying.held.plane = refuses

    shown = await deploying.deploy(template(identity("kept")), mode="Complete")

    assert shown["error"]["details"] == [{"code": "InUse", "message": "It is needed."}]
    assert ("Delete", "gone", "Failed") in await deploying.steps()
    assert await deploying.there("gone")


async def test_vaults_and_what_is_in_them_go_as_one(deploying: Deploying) -> None:
    body = {
        "location": "westeurope",
        "properties": {
            "tenantId": STRANGER.tenant_id,
            "sku": {"family": "A", "name": "standard"},
            "accessPolicies": [],
        },
    }
    assert (await deploying.stand.put(VAULT, body)).status == 200

    await deploying.deploy(template(identity("kept")), mode="Complete")

    assert [each.id for each in await deploying.stand.below(GROUP)] == [identity_id("kept")]


async def test_cancelled_it_deletes_no_more(deploying: Deploying) -> None:
    real = deploying.held.plane

    async def cancels(call: object) -> Answer:
        answer: Answer = await real(call)
        if getattr(call, "method", "") == "DELETE":
            await deploying.stand.send("POST", f"{deploying.path()}/cancel")
        return answer

    deploying.held.plane = cancels

    shown = await deploying.deploy(template(), mode="Complete")

    assert shown["provisioningState"] == "Canceled"
    assert sorted([await deploying.there("kept"), await deploying.there("gone")]) == [False, True]
