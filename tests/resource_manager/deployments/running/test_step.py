"""One resource of a deployment, as its history tells it."""

import pytest

from nameplate.core.errors import BadRequest
from tests.providers.stand import GROUP, PLAN, SITE
from tests.resource_manager.deployments.deploying import Deploying, identity_id
from tests.resource_manager.deployments.preparing import identity, template

SETTINGS = {
    "type": "Microsoft.Web/sites/config",
    "apiVersion": "2022-03-01",
    "name": "web1/appsettings",
}


@pytest.fixture
async def deploying() -> Deploying:
    """A stand with a site."""
    begun = await Deploying().begin()
    plan = {"location": "westeurope", "sku": {"name": "F1"}, "properties": {}}
    assert (await begun.stand.put(PLAN, plan)).status == 200
    site = {"location": "westeurope", "properties": {"serverFarmId": PLAN}}
    assert (await begun.stand.put(SITE, site)).status == 200
    return begun


async def test_what_a_body_asks_for_is_sent(deploying: Deploying) -> None:
    client_id = "[reference('other').clientId]"
    document = template(identity("other"), SETTINGS | {"properties": {"CLIENT": client_id}})

    shown = await deploying.deploy(document)
    listed = await deploying.stand.send("POST", f"{SITE}/config/appsettings/list")

    assert shown["provisioningState"] == "Succeeded", shown
    assert len(listed.body["properties"]["CLIENT"]) == 36
    assert ("Create", "web1/appsettings", "Succeeded") in await deploying.steps()


async def test_what_does_not_answer_is_an_operation_of_its_own(deploying: Deploying) -> None:
    asked = f"[reference('{identity_id('missing')}', '2023-01-31').clientId]"

    shown = await deploying.deploy(template(SETTINGS | {"properties": {"CLIENT": asked}}))
    failed = await deploying.operations()

    assert [each["code"] for each in shown["error"]["details"]] == ["ResourceNotFound"]
    assert await deploying.steps() == {("Read", "missing", "Failed")}
    assert failed[0]["targetResource"]["id"] == identity_id("missing")


async def test_a_list_that_is_refused_is_an_action(deploying: Deploying) -> None:
    asked = f"[listNothing('{identity_id('missing')}', '2023-01-31').x]"

    await deploying.deploy(template(SETTINGS | {"properties": {"CLIENT": asked}}))

    assert await deploying.steps() == {("Action", "missing", "Failed")}


async def test_an_expression_that_cannot_be_evaluated_names_its_resource(
    deploying: Deploying,
) -> None:
    properties = {"CLIENT": "[reference('other').nothing]"}

    shown = await deploying.deploy(
        template(identity("other"), SETTINGS | {"properties": properties})
    )

    (detail,) = shown["error"]["details"]
    assert detail["code"] == "InvalidTemplate"
    assert "Unable to process template language expressions" in detail["message"]
    assert f"{GROUP}/providers/Microsoft.Web/sites/web1/config/appsettings" in detail["message"]


async def test_a_provider_with_its_own_shape_keeps_it(deploying: Deploying) -> None:
    deploying.fail("appsettings", error=BadRequest("BadRequest", "No such thing."))

    shown = await deploying.deploy(template(SETTINGS | {"properties": {"A": "b"}}))

    (detail,) = shown["error"]["details"]
    assert detail["code"] == "BadRequest"
    assert '"Message": "No such thing."' in detail["message"]
