"""A group becomes a template, and that template the group."""

from typing import Any

import pytest

from tests.conformance.providers import PLAN_BODY, SITE_BODY, STORAGE_BODY, VAULT_BODY
from tests.providers.rbac import READER, enroll, give
from tests.providers.stand import (
    FEDERATED,
    GROUP,
    IDENTITY,
    PLAN,
    SITE,
    SLOT,
    STORAGE,
    STRANGER,
    SUB,
    VAULT,
    Reply,
    Stand,
)
from tests.resource_manager.deployments.what_if.deploying import Lab

OPTIONS = "IncludeParameterDefaultValue,IncludeComments"
TRUST = {"issuer": "https://issuer.example", "subject": "repo:a", "audiences": ["api://x"]}
SECRET = "s3cret-value"


async def filled(stand: Stand) -> Stand:
    """A group with a bit of everything, secrets too."""
    block = {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {IDENTITY: {}}}
    settings = {"appSettings": [{"name": "A", "value": SECRET}], "alwaysOn": True}
    site = {**SITE_BODY, "identity": block}
    site["properties"] = {"serverFarmId": PLAN, "siteConfig": settings}
    for path, body in (
        (IDENTITY, {"location": "westeurope"}),
        (f"{FEDERATED}/github", {"properties": TRUST}),
        (PLAN, PLAN_BODY),
        (SITE, site),
        (SLOT, SITE_BODY),
        (f"{SITE}/config/slotConfigNames", {"properties": {"appSettingNames": ["A"]}}),
        (VAULT, VAULT_BODY),
        (f"{VAULT}/secrets/db", {"properties": {"value": SECRET}}),
        (STORAGE, STORAGE_BODY),
    ):
        assert (await stand.put(path, body)).status in (200, 201)
    return stand


async def export(stand: Stand, **body: Any) -> Reply:
    given = {"resources": ["*"], "options": OPTIONS, **body}
    return await stand.send("POST", f"{GROUP}/exportTemplate", given)


async def test_a_template_is_shown_as_recorded(stand: Stand) -> None:
    """Record ``res-0173``."""
    await stand.put(SITE, {"location": "westeurope"})
    await stand.put(SLOT, {"location": "westeurope"})
    found = await export(stand)
    assert found.status == 200
    template = found.body["template"]
    assert list(template) == ["$schema", "contentVersion", "parameters", "variables", "resources"]
    assert template["parameters"] == {"sites_web1_name": {"defaultValue": "web1", "type": "String"}}
    by_type = {each["type"]: each for each in template["resources"]}
    slot = by_type["Microsoft.Web/sites/slots"]
    assert list(slot)[:6] == ["type", "apiVersion", "name", "comments", "location", "dependsOn"]
    assert slot["name"] == "[concat(parameters('sites_web1_name'), '/staging')]"
    assert slot["comments"] == f"Generalized from resource: '{SLOT}'."
    assert slot["dependsOn"] == [
        "[resourceId('Microsoft.Web/sites', parameters('sites_web1_name'))]"
    ]


async def test_no_secret_is_in_it_and_what_is_left_out_is_named(stand: Stand) -> None:
    found = (await export(await filled(stand))).body
    assert SECRET not in repr(found)
    assert "principalId" not in repr(found)
    assert found["error"]["code"] == "ExportTemplateCompletedWithErrors"
    assert [each["target"] for each in found["error"]["details"]] == [
        "Microsoft.KeyVault/vaults/secrets",
        "Microsoft.Web/sites/config",
    ]


async def test_deployed_where_it_came_from_it_changes_nothing(stand: Stand) -> None:
    template = (await export(await filled(stand))).body["template"]
    lab = Lab(stand)
    changes = {each["resourceId"]: each for each in await lab.changes(template)}
    assert {k: v for k, v in changes.items() if v["changeType"] != "NoChange"} == {}
    assert {IDENTITY, f"{FEDERATED}/github", PLAN, SITE, SLOT, VAULT, STORAGE} <= {
        each.replace("/resourcegroups/", "/resourceGroups/") for each in changes
    }
    await lab.deploy(template)


async def test_deployed_anew_it_makes_the_same(stand: Stand) -> None:
    template = (await export(await filled(stand))).body["template"]
    assert (await stand.delete(GROUP)).status == 202
    await stand.put(GROUP, {"location": "westeurope"})
    names = {"vaults_contoso_name": "contoso2"}  # the old one is in deleted state

    await Lab(stand).deploy(template, names)

    site = (await stand.get(SITE)).body
    assert site["properties"]["serverFarmId"] == PLAN
    assert site["properties"]["siteConfig"]["alwaysOn"]
    assert site["identity"]["type"] == "SystemAssigned, UserAssigned"
    assert site["tags"] == SITE_BODY["tags"]
    vault = (await stand.get(VAULT.replace("contoso", "contoso2"))).body
    assert vault["properties"]["accessPolicies"][0]["objectId"] == STRANGER.object_id
    assert not vault["properties"]["enableRbacAuthorization"]
    assert (await stand.get(f"{FEDERATED}/github")).body["properties"] == TRUST


async def test_some_resources_with_what_is_in_them(stand: Stand) -> None:
    await filled(stand)
    found = await export(stand, resources=[PLAN, f"{SITE}/"], options="SkipAllParameterization")
    template = found.body["template"]
    assert template["parameters"] == {}
    assert {each["name"] for each in template["resources"]} >= {"plan1", "web1", "web1/staging"}
    assert all("comments" not in each for each in template["resources"])
    site = next(each for each in template["resources"] if each["name"] == "web1")
    expression = "[resourceId('Microsoft.Web/serverfarms', 'plan1')]"
    assert site["properties"]["serverFarmId"] == expression
    assert expression in site["dependsOn"]
    missing = await export(stand, resources=[SITE.replace("web1", "web9")])
    assert (missing.status, missing.error) == (404, "ResourceNotFound")


async def test_it_holds_what_its_caller_may_read(stand: Stand) -> None:
    await filled(stand)
    await enroll(stand)
    stand.doorkeeper.principal = STRANGER
    assert (await export(stand)).status == 403


@pytest.mark.parametrize("group", ["nowhere"])
async def test_a_group_that_is_not_there_has_no_template(stand: Stand, group: str) -> None:
    found = await stand.send("POST", f"{SUB}/resourceGroups/{group}/exportTemplate", {})
    assert found.status == 404


async def test_a_group_of_nothing(stand: Stand) -> None:
    found = await export(stand)
    assert found.body["template"]["resources"] == []
    assert "error" not in found.body
    await enroll(stand)
    await give(stand, READER, GROUP)
