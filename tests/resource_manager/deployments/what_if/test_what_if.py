"""What-if over whole templates: what is said before, what happens, and what is said after."""

import pytest

from nameplate.core.errors import BadRequest, Forbidden
from nameplate.resource_manager.deployments.preparation.prepared import Mode
from tests.conformance.providers import SITE_BODY, VAULT_BODY
from tests.providers.rbac import CONTRIBUTOR, READER, enroll, give, role_id
from tests.providers.stand import GROUP, IDENTITY, SITE, STORAGE, STRANGER, SUB, VAULT, Stand
from tests.resource_manager.deployments.what_if.deploying import (
    Lab,
    nested,
    resource,
    template,
)

GUID = "88888888-0000-0000-0000-000000000001"
LOCATION = "[resourceGroup().location]"
PLAN = resource("Microsoft.Web/serverfarms", "plan1", location=LOCATION, sku={"name": "B1"})
SITE_RESOURCE = resource(
    "Microsoft.Web/sites",
    "web1",
    location=LOCATION,
    tags={"team": "a"},
    identity={"type": "SystemAssigned"},
    dependsOn=["[resourceId('Microsoft.Web/serverfarms', 'plan1')]"],
    properties={
        "serverFarmId": "[resourceId('Microsoft.Web/serverfarms', 'plan1')]",
        "httpsOnly": True,
        "siteConfig": {
            "alwaysOn": True,
            "appSettings": [{"name": "A", "value": "[parameters('a')]"}],
        },
    },
)
SETTINGS = resource(
    "Microsoft.Web/sites/config",
    "web1/appsettings",
    dependsOn=["[resourceId('Microsoft.Web/sites', 'web1')]"],
    properties={"A": "[parameters('a')]", "B": "two"},
)
PRINCIPAL = (
    "[reference(resourceId('Microsoft.Web/sites', 'web1'), '2023-12-01', 'Full')"
    ".identity.principalId]"
)
VAULT_RESOURCE = resource(
    "Microsoft.KeyVault/vaults",
    "contoso",
    location=LOCATION,
    dependsOn=["[resourceId('Microsoft.Web/sites', 'web1')]"],
    properties={
        "tenantId": "[subscription().tenantId]",
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": [
            {
                "tenantId": "[subscription().tenantId]",
                "objectId": PRINCIPAL,
                "permissions": {"secrets": ["get"]},
            }
        ],
    },
)
SECRET = resource(
    "Microsoft.KeyVault/vaults/secrets",
    "contoso/db",
    dependsOn=["[resourceId('Microsoft.KeyVault/vaults', 'contoso')]"],
    properties={"value": "[parameters('password')]"},
)
ASSIGNMENT = resource(
    "Microsoft.Authorization/roleAssignments",
    GUID,
    "2022-04-01",
    dependsOn=["[resourceId('Microsoft.Web/sites', 'web1')]"],
    properties={"roleDefinitionId": role_id(READER), "principalId": PRINCIPAL},
)
PARAMETERS = {
    "a": {"type": "string", "defaultValue": "one"},
    "password": {"type": "securestring"},
}
WHOLE = template(
    PLAN, SITE_RESOURCE, SETTINGS, VAULT_RESOURCE, SECRET, ASSIGNMENT, parameters=PARAMETERS
)
GIVEN = {"password": "s3cret-value"}


@pytest.fixture
def lab(stand: Stand) -> Lab:
    return Lab(stand)


async def test_an_empty_group_is_told_what_is_created(lab: Lab) -> None:
    changes = await lab.changes(WHOLE, GIVEN)
    assert {each["changeType"] for each in changes} == {"Create"}
    assert len(changes) == 6
    by_name = {each["resourceId"].rpartition("/")[2]: each for each in changes}
    assert list(by_name["web1"]) == ["resourceId", "changeType", "after"]
    policy = by_name["contoso"]["after"]["properties"]["accessPolicies"][0]
    assert policy["objectId"] == PRINCIPAL
    assert by_name["contoso"]["after"]["location"] == "westeurope"
    assert by_name["db"]["after"]["properties"] == {"value": "*****"}
    assert "s3cret-value" not in repr(changes)


async def test_what_was_deployed_is_no_change(lab: Lab) -> None:
    await lab.deploy(WHOLE, GIVEN)
    assert set((await lab.types(WHOLE, GIVEN)).values()) == {"NoChange"}


async def test_each_change_is_named_and_no_secret_is_seen(lab: Lab) -> None:
    await lab.deploy(WHOLE, GIVEN)
    changes = await lab.changes(WHOLE, {"a": "uno", "password": "another-value"})
    changed = {
        each["resourceId"].rpartition("/")[2]: each["delta"]
        for each in changes
        if each["changeType"] == "Modify"
    }
    masked = {"propertyChangeType": "Modify", "before": "*****", "after": "*****"}
    assert changed == {
        "appsettings": [{"path": "properties.A", **masked}],
        "db": [{"path": "properties.value", **masked}],
    }
    for secret in ("s3cret-value", "another-value"):
        assert secret not in repr(changes)


async def test_settings_of_a_sites_own_body_are_told_with_the_site(lab: Lab) -> None:
    document = template(PLAN, SITE_RESOURCE, parameters=PARAMETERS)
    await lab.deploy(document, GIVEN)
    (site,) = [
        each
        for each in await lab.changes(document, {"a": "uno", **GIVEN})
        if each["changeType"] == "Modify"
    ]
    assert [each["path"] for each in site["delta"]] == ["properties.siteConfig.appSettings.A"]


async def test_a_change_is_shown_as_recorded(lab: Lab) -> None:
    """Record ``res-0090``: sorted documents with their api-version, a path for each change."""
    body = {"location": "westeurope", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
    await lab.stand.put(STORAGE, body)
    document = template(
        resource(
            "Microsoft.Storage/storageAccounts",
            "store1",
            "2019-04-01",
            location="westeurope",
            kind="StorageV2",
            sku={"name": "Standard_GRS"},
            tags={"team": "a"},
        )
    )
    (change,) = await lab.changes(document)
    assert list(change) == ["resourceId", "changeType", "before", "after", "delta"]
    assert (change["resourceId"], change["changeType"]) == (STORAGE, "Modify")
    assert list(change["before"]) == sorted(change["before"])
    assert change["before"]["apiVersion"] == "2019-04-01"
    assert "systemData" not in change["before"]
    assert change["delta"] == [
        {
            "path": "sku.name",
            "propertyChangeType": "Modify",
            "before": "Standard_LRS",
            "after": "Standard_GRS",
        },
        {"path": "tags.team", "propertyChangeType": "Create", "after": "a"},
    ]
    assert "inert" in change["after"]


async def test_ids_only_say_that_it_is_deployed(lab: Lab) -> None:
    await lab.stand.put(SITE, SITE_BODY)
    document = template(
        resource("Microsoft.Web/sites", "web1", location="westeurope"),
        resource("Microsoft.Web/sites", "web2", location="westeurope"),
    )
    changes = await lab.what_if.changes(lab.prepared(document), ids_only=True)
    assert changes == [
        {"resourceId": SITE, "changeType": "Deploy"},
        {"resourceId": SITE.replace("web1", "web2"), "changeType": "Create"},
    ]


@pytest.mark.parametrize(
    ("mode", "others"), [(Mode.INCREMENTAL, "Ignore"), (Mode.COMPLETE, "Delete")]
)
async def test_what_the_template_has_not(lab: Lab, mode: Mode, others: str) -> None:
    await lab.deploy(WHOLE, GIVEN)
    await lab.stand.put(IDENTITY, {"location": "westeurope"})
    document = template(PLAN, parameters=PARAMETERS)
    assert await lab.types(document, GIVEN, mode=mode) == {
        "plan1": "NoChange",
        "contoso": others,
        "web1": others,
        "deployer": others,
    }


async def test_what_is_not_active_is_not_deployed(lab: Lab) -> None:
    await lab.stand.put(SITE, {"location": "westeurope"})
    site = resource("Microsoft.Web/sites", "web1", location="westeurope", condition=False)
    assert await lab.types(template(site)) == {"web1": "Ignore"}
    assert await lab.types(template(site), mode=Mode.COMPLETE) == {"web1": "Delete"}


async def test_policies_that_are_added_beside_their_vault_stay(lab: Lab) -> None:
    added = resource(
        "Microsoft.KeyVault/vaults/accessPolicies",
        "contoso/add",
        dependsOn=["[resourceId('Microsoft.KeyVault/vaults', 'contoso')]"],
        properties={"accessPolicies": VAULT_BODY["properties"]["accessPolicies"]},
    )
    bare = {**VAULT_BODY, "properties": {**VAULT_BODY["properties"], "accessPolicies": []}}
    document = template(resource("Microsoft.KeyVault/vaults", "contoso", **bare), added)
    assert set((await lab.types(document)).values()) == {"Create"}
    await lab.deploy(document)
    assert set((await lab.types(document)).values()) == {"NoChange"}


async def test_keys_of_an_account_reach_a_setting_unseen(lab: Lab) -> None:
    account = resource(
        "Microsoft.Storage/storageAccounts",
        "store1",
        location="westeurope",
        sku={"name": "Standard_LRS"},
    )
    site = resource("Microsoft.Web/sites", "web1", location="westeurope")
    settings = resource(
        "Microsoft.Web/sites/config",
        "web1/appsettings",
        dependsOn=["web1", "store1"],
        properties={"KEY": "[concat('k=', listKeys('store1', '2023-01-01').keys[0].value)]"},
    )
    document = template(account, site, settings)
    before = {each["resourceId"]: each for each in await lab.changes(document)}
    assert before[f"{SITE}/config/appsettings"]["after"]["properties"] == {"KEY": "*****"}
    await lab.deploy(document)
    changes = await lab.changes(document)
    assert {each["changeType"] for each in changes} == {"NoChange"}
    keys = (await lab.stand.send("POST", f"{STORAGE}/listKeys")).body["keys"]
    assert all(each["value"] not in repr(changes) for each in keys)


async def test_nested_resources_are_told_and_their_deployment_is_not(lab: Lab) -> None:
    inner = template(
        resource("Microsoft.Web/sites", "[parameters('name')]", location="westeurope"),
        parameters={"name": {"type": "string"}},
    )
    group = resource("Microsoft.Resources/resourceGroups", "other", location="westeurope")
    document = template(
        group,
        nested("in", inner, resourceGroup="other", parameters={"name": {"value": "web9"}}),
    )
    assert await lab.types(document, scope=SUB) == {"other": "Create", "web9": "Create"}
    await lab.deploy(document, scope=SUB)
    assert await lab.types(document, scope=SUB) == {"other": "NoChange", "web9": "NoChange"}
    await lab.stand.put(f"{SUB}/resourceGroups/other/providers/Microsoft.Web/sites/web8", SITE_BODY)
    assert (await lab.types(document, scope=SUB))["web8"] == "Ignore"


async def test_what_waits_for_others_is_laid_over_what_is_there(lab: Lab) -> None:
    await lab.stand.put(SITE, SITE_BODY)
    site = resource(
        "Microsoft.Web/sites",
        "web1",
        location="West Europe",
        tags={"team": "a", "id": "[reference('deployer').clientId]"},
        properties={"httpsOnly": True},
    )
    identity = resource(
        "Microsoft.ManagedIdentity/userAssignedIdentities", "deployer", location="westeurope"
    )
    body = {**site, "tags": {"team": "a"}}
    body["properties"] = {"httpsOnly": True, "comment": "[reference('deployer').clientId]"}
    changes = {e["resourceId"]: e for e in await lab.changes(template(identity, body))}
    assert changes[SITE]["delta"] == [
        {
            "path": "properties.comment",
            "propertyChangeType": "Create",
            "after": "[reference('deployer').clientId]",
        }
    ]


async def test_what_a_provider_refuses_is_refused_now(lab: Lab) -> None:
    document = template(
        resource("Microsoft.Web/sites", "web1", location="westeurope", properties={"siteConfig": 1})
    )
    with pytest.raises(BadRequest) as refused:
        await lab.changes(document)
    assert refused.value.code == "InvalidTemplateDeployment"
    assert refused.value.details[0].target == SITE


async def test_it_is_asked_as_the_caller(stand: Stand) -> None:
    await enroll(stand)
    await give(stand, READER, GROUP)
    lab = Lab(stand, STRANGER)
    document = template(PLAN)
    with pytest.raises(Forbidden):
        await lab.changes(document)
    await give(stand, CONTRIBUTOR, GROUP)
    assert await lab.types(document) == {"plan1": "Create"}


async def test_references_are_resolved_with_the_callers_rights(stand: Stand) -> None:
    await enroll(stand)
    await stand.put(VAULT, VAULT_BODY)
    await stand.put(f"{SUB}/resourceGroups/other", {"location": "westeurope"})
    await give(stand, CONTRIBUTOR, f"{SUB}/resourceGroups/other")
    site = resource(
        "Microsoft.Web/sites",
        "web1",
        location="westeurope",
        properties={"uri": f"[reference('{VAULT}', '2023-07-01').vaultUri]"},
    )
    with pytest.raises(Forbidden):
        await Lab(stand, STRANGER).changes(template(site), scope=f"{SUB}/resourceGroups/other")
