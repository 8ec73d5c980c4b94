"""The law of what-if: what it predicts is what GET shows after a deployment and not before."""

import asyncio
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from nameplate.resource_manager.deployments.what_if.change import tidy
from nameplate.resource_manager.deployments.what_if.differences import differences
from tests.providers.stand import GROUP, TENANT, Stand
from tests.resource_manager.deployments.what_if.deploying import resource, template

WIRE: dict[str, Any] = {"query": "api-version=2023-07-01"}
DEPLOYMENT = f"{GROUP}/providers/Microsoft.Resources/deployments/main"
MOVING = ("tags", "lastModifiedTimeUtc", "secretUriWithVersion", "numberOfSites")
UNKNOWN = ("principalId",)
"""What is made by the deployment itself, and told by nobody before."""

tags = st.dictionaries(st.sampled_from(("team", "owner")), st.sampled_from("ab"), max_size=2)
switch = st.booleans()


@st.composite
def plans(draw: Any) -> list[dict[str, Any]]:
    """Some of a plan, a site in it, its settings, a vault, a secret and a storage account."""
    every: list[dict[str, Any]] = []
    if draw(switch):
        every.append(_site(draw))
        if draw(switch):
            settings_of = draw(st.dictionaries(st.sampled_from("AB"), st.sampled_from("12")))
            config = resource("Microsoft.Web/sites/config", "web1/appsettings", dependsOn=["web1"])
            every.append({**config, "properties": settings_of})
    if draw(switch):
        every.append(_vault(draw))
        if draw(switch):
            secret = resource("Microsoft.KeyVault/vaults/secrets", "contoso/db")
            value = {"value": draw(st.sampled_from(("one", "two")))}
            every.append(
                {**secret, "dependsOn": ["contoso"], "properties": value, "tags": draw(tags)}
            )
    if draw(switch):
        sku = {"name": draw(st.sampled_from(("Standard_LRS", "Standard_GRS")))}
        account = resource("Microsoft.Storage/storageAccounts", "store1", location="westeurope")
        every.append({**account, "sku": sku, "tags": draw(tags)})
    return every


def _site(draw: Any) -> dict[str, Any]:
    site = resource("Microsoft.Web/sites", "web1", location="westeurope", tags=draw(tags))
    site["properties"] = {"httpsOnly": draw(switch)}
    if draw(switch):
        site["properties"]["siteConfig"] = {"alwaysOn": draw(switch)}
    if draw(switch):
        site["identity"] = {"type": draw(st.sampled_from(("SystemAssigned", "None")))}
    return site


def _vault(draw: Any) -> dict[str, Any]:
    policy = {"tenantId": TENANT, "objectId": "a", "permissions": {"secrets": ["get"]}}
    vault = resource("Microsoft.KeyVault/vaults", "contoso", location="westeurope")
    vault["properties"] = {
        "tenantId": TENANT,
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": [policy] * draw(switch),
        "enabledForTemplateDeployment": draw(switch),
    }
    return vault


async def deploy(stand: Stand, resources: list[dict[str, Any]], mode: str) -> None:
    body = {"properties": {"mode": mode, "template": template(*resources)}}
    accepted = await stand.put(DEPLOYMENT, body, **WIRE)
    assert accepted.status in (200, 201), accepted.body
    await stand.desk.engine.wait(DEPLOYMENT.lower())
    state = (await stand.get(DEPLOYMENT, **WIRE)).body["properties"]
    assert state["provisioningState"] == "Succeeded", state.get("error")


async def what_if(stand: Stand, resources: list[dict[str, Any]], mode: str) -> list[dict[str, Any]]:
    body = {"properties": {"mode": mode, "template": template(*resources)}}
    asked = await stand.send("POST", f"{DEPLOYMENT}/whatIf", body, **WIRE)
    assert asked.status == 202, asked.body
    location = next(value for name, value in asked.headers.items() if name.lower() == "location")
    path, _, query = location.partition("?")
    found = await stand.get("/" + path.split("/", 3)[3], query=query)
    assert found.body["status"] == "Succeeded"
    changes: list[dict[str, Any]] = found.body["properties"]["changes"]
    return changes


async def pictures(stand: Stand) -> dict[str, Any]:
    """Everything in the group as GET shows it, and what it does not show."""
    found: dict[str, Any] = {}
    for each in await stand.below(GROUP):
        shown = await stand.get(each.id, **WIRE)
        if shown.status == 405 and each.name == "appsettings":
            shown = await stand.send("POST", f"{each.id}/list", **WIRE)
        if shown.status == 200:
            found[each.id] = _still(shown.body)
        if each.type == "Microsoft.KeyVault/vaults":
            account = await stand.vaults.find(each.name)
            held = await stand.secrets.newest_open(account, "db") if account else None
            if held is not None:
                secret = (await stand.get(f"{each.id}/secrets/db", **WIRE)).body
                secret["properties"]["value"] = held.value.reveal()
                found[f"{each.id}/secrets/db"] = _still(secret)
    return found


def _still(document: dict[str, Any]) -> dict[str, Any]:
    """Without what says when, and what is found out only by deploying."""
    properties = {k: v for k, v in (document.get("properties") or {}).items() if k not in MOVING}
    if "attributes" in properties:
        properties["attributes"] = {"enabled": properties["attributes"]["enabled"]}
    identity = {k: v for k, v in (document.get("identity") or {}).items() if k not in UNKNOWN}
    still = {**document, "properties": properties, "identity": identity or None}
    return tidy(still, "", type_name="", api_version="")


def paths(changes: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(each["path"], str(each["propertyChangeType"])) for each in changes}


async def obeys(first: list[dict[str, Any]], second: list[dict[str, Any]], mode: str) -> None:
    """Deploy one template, then another: what-if says the difference before it is there."""
    stand = await Stand().with_group()
    await deploy(stand, first, "Incremental")
    before = await pictures(stand)
    changes = {each["resourceId"]: each for each in await what_if(stand, second, mode)}
    assert await pictures(stand) == before
    await deploy(stand, second, mode)
    after = await pictures(stand)

    told = {key: each["changeType"] for key, each in changes.items()}
    for key, kind in told.items():
        assert (key in before) == (kind != "Create"), (key, kind)
        assert (key in after) == (kind != "Delete"), (key, kind)
    named = {
        key: paths(each["delta"]) for key, each in changes.items() if each["changeType"] == "Modify"
    }
    real = {
        key: paths(differences(before[key], after[key]))
        for key in before.keys() & after.keys() & told.keys()
    }
    assert named == {key: found for key, found in real.items() if found}
    beside = before.keys() & after.keys() - told.keys()
    assert {key for key in beside if before[key] != after[key]} <= {
        f"{GROUP}/providers/Microsoft.Web/sites/web1/config/web"
    }
    repeated = await what_if(stand, second, mode)
    assert {each["changeType"] for each in repeated} <= {"NoChange", "Ignore"}


@given(plans(), plans(), st.sampled_from(("Incremental", "Complete")))
@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))
def test_what_is_predicted_is_what_happens(
    first: list[dict[str, Any]], second: list[dict[str, Any]], mode: str
) -> None:
    asyncio.run(obeys(first, second, mode))
