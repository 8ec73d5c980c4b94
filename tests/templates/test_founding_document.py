"""The founding document's own resource, as the template that it belongs to.

"Using an Azure Resource Manager template": a site of 2016-08-01 with the identity block.
"Only the primary slot for a site will receive the identity."
"""

from typing import Any, Final

from tests.providers.stand import PLAN, SITE, SLOT, TENANT, Stand
from tests.templates.deploying import Work, deploy

AT: Final = "api-version=2016-08-01"
SCHEMA: Final = "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#"
PLAN_ID: Final = "[resourceId('Microsoft.Web/serverfarms', variables('hostingPlanName'))]"
IDENTITY: Final = {"type": "SystemAssigned"}


def template(*more: dict[str, Any]) -> Work:
    """The document's site in its plan, and what else is given."""
    plan = {
        "type": "Microsoft.Web/serverfarms",
        "apiVersion": "2016-09-01",
        "name": "[variables('hostingPlanName')]",
        "location": "[resourceGroup().location]",
        "sku": {"name": "S1"},
        "properties": {"name": "[variables('hostingPlanName')]"},
    }
    site = {
        "apiVersion": "2016-08-01",
        "type": "Microsoft.Web/sites",
        "name": "[variables('appName')]",
        "location": "[resourceGroup().location]",
        "identity": IDENTITY,
        "properties": {
            "name": "[variables('appName')]",
            "serverFarmId": PLAN_ID,
            "hostingEnvironment": "",
            "clientAffinityEnabled": False,
            "alwaysOn": True,
        },
        "dependsOn": [PLAN_ID],
    }
    document = {
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "variables": {"appName": "web1", "hostingPlanName": "plan1"},
        "resources": [plan, site, *more],
    }
    return Work(document, {})


def slot(**more: Any) -> dict[str, Any]:
    return {
        "apiVersion": "2016-08-01",
        "type": "Microsoft.Web/sites/slots",
        "name": "web1/staging",
        "location": "[resourceGroup().location]",
        "properties": {},
        "dependsOn": ["[resourceId('Microsoft.Web/sites', 'web1')]"],
        **more,
    }


async def test_it_deploys_and_get_says_what_was_given_and_who_it_is(stand: Stand) -> None:
    done = await deploy(stand, template())
    assert done["provisioningState"] == "Succeeded", done.get("error")

    found = (await stand.get(SITE, query=AT)).body

    given = {
        "name": "web1",
        "serverFarmId": PLAN,
        "hostingEnvironment": "",
        "clientAffinityEnabled": False,
        "alwaysOn": True,
    }
    assert {name: found["properties"][name] for name in given} == given
    principal = found["identity"].pop("principalId")
    assert found["identity"] == {**IDENTITY, "tenantId": TENANT}
    (known,) = await stand.directory.service_principals()
    assert (known.object_id, known.display_name) == (principal, "web1")


async def test_a_second_deployment_keeps_the_identity(stand: Stand) -> None:
    await deploy(stand, template())
    first = (await stand.get(SITE)).body["identity"]
    await deploy(stand, template())
    assert (await stand.get(SITE)).body["identity"] == first


async def test_a_slot_receives_none(stand: Stand) -> None:
    done = await deploy(stand, template(slot(identity=IDENTITY)))

    assert done["provisioningState"] == "Failed"
    assert "for deployment slots are not yet supported" in str(done["error"])
    assert (await stand.get(SLOT)).status == 404
    assert (await stand.get(SITE)).body["identity"]["principalId"]


async def test_a_slot_without_the_block_deploys_and_a_later_version_gives_one(
    stand: Stand,
) -> None:
    plain = await deploy(stand, template(slot()))
    assert plain["provisioningState"] == "Succeeded", plain.get("error")
    assert "identity" not in (await stand.get(SLOT)).body

    later = slot(identity=IDENTITY, apiVersion="2018-02-01")
    done = await deploy(stand, template(later))
    assert done["provisioningState"] == "Succeeded", done.get("error")
    assert (await stand.get(SLOT)).body["identity"]["principalId"]
