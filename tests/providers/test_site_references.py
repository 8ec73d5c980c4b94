"""``config/configreferences``: what each Key Vault reference of a site comes to, and why."""

from typing import Any

import pytest

from nameplate.core.secret_value import SecretValue
from nameplate.vault.parameters import NewSecret
from tests.providers.stand import IDENTITY, SITE, SLOT, STRANGER, SUB, VAULT, Stand

REFERENCES = f"{SITE}/config/configreferences"
URI = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/db)"
NAMED = "@Microsoft.KeyVault(VaultName=contoso;SecretName={secret}{more})"


@pytest.fixture
async def world(stand: Stand) -> Stand:
    """A site with an identity, a vault that it may read, and a secret."""
    site = {"location": "westeurope", "identity": {"type": "SystemAssigned"}}
    principal = (await stand.put(SITE, site)).body["identity"]["principalId"]
    await stand.put(VAULT, vault(principal))
    await stand.put(f"{VAULT}/secrets/db", {"properties": {"value": "hunter2"}})
    return stand


def vault(*readers: str) -> dict[str, Any]:
    policies = [
        {"tenantId": TENANT, "objectId": each, "permissions": {"secrets": ["get"]}}
        for each in readers
    ]
    properties = {
        "tenantId": TENANT,
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": policies,
    }
    return {"location": "westeurope", "properties": properties}


DISABLED = NewSecret(
    SecretValue("x"), content_type=None, tags=None, enabled=False, not_before=None, expires=None
)
SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
TENANT = "11111111-1111-1111-1111-111111111111"


async def set_to(stand: Stand, value: str, site: str = SITE) -> None:
    await stand.put(f"{site}/config/appsettings", {"properties": {"A": value, "LEVEL": "debug"}})


async def status(stand: Stand, path: str = REFERENCES) -> Any:
    return (await stand.get(f"{path}/appsettings/A")).body["properties"]


async def test_a_resolved_one_says_where_it_leads_and_not_what_it_is(world: Stand) -> None:
    await set_to(world, URI)

    listed = await world.get(f"{REFERENCES}/appsettings")
    (one,) = listed.body["value"]
    version = one["properties"].pop("activeVersion")

    assert one == {
        "id": f"{REFERENCES}/appsettings/A",
        "name": "A",
        "type": "Microsoft.Web/sites/config/appsettings",
        "location": "westeurope",
        "properties": {
            "reference": URI,
            "status": "Resolved",
            "vaultName": "contoso",
            "secretName": "db",
            "identityType": "SystemAssigned",
            "details": "Reference has been successfully resolved.",
            "source": "KeyVault",
        },
    }
    assert len(version) == 32
    assert (await world.get(f"{REFERENCES}/appsettings/A")).body["name"] == "A"
    assert "hunter2" not in repr(listed.body)
    assert "hunter2" not in repr(await world.trail.since(0))


async def test_the_look_is_a_use_of_the_sites_own_permission(world: Stand) -> None:
    await set_to(world, URI)
    await world.get(f"{REFERENCES}/appsettings")
    (event,) = [each for each in await world.trail.since(0) if each.event.action == "secrets/get"]
    assert event.event.display_name == "web1"
    assert event.event.outcome == "allowed"
    assert event.event.request_id
    assert not event.event.facts


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("@Microsoft.KeyVault(VaultName=contoso)", "InvalidSyntax"),
        ("@Microsoft.KeyVault(VaultName=fabrikam;SecretName=db)", "VaultNotFound"),
        (NAMED.format(secret="no", more=""), "SecretNotFound"),
        (NAMED.format(secret="db", more=";SecretVersion=0a1"), "SecretVersionNotFound"),
    ],
)
async def test_why_one_does_not_resolve(world: Stand, value: str, expected: str) -> None:
    await set_to(world, value)
    found = await status(world)
    assert (found["status"], found["reference"]) == (expected, value)
    assert found["details"]


async def test_a_disabled_secret_has_other_reasons(world: Stand) -> None:
    account = await world.vaults.find("contoso")
    assert account is not None
    work = world.store.units.begin()
    await world.secrets.set(work, account, "off", DISABLED)
    await work.commit()
    await set_to(world, NAMED.format(secret="off", more=""))
    found = await status(world)
    assert found["status"] == "OtherReasons"
    assert "disabled" in found["details"]


async def test_a_site_that_is_not_in_the_policy_is_denied(world: Stand) -> None:
    await world.put(VAULT, vault())
    await set_to(world, URI)
    found = await status(world)
    assert found["status"] == "AccessToKeyVaultDenied"
    assert "--app web1" in found["details"]


async def test_a_site_without_an_identity(world: Stand) -> None:
    await world.put(SITE, {"location": "westeurope", "identity": {"type": "None"}})
    await set_to(world, URI)
    assert (await status(world))["status"] == "MSINotEnabled"


async def test_a_user_assigned_identity_that_the_site_names(world: Stand) -> None:
    shared = (await world.put(IDENTITY, {"location": "westeurope"})).body
    await world.put(VAULT, vault(shared["properties"]["principalId"]))
    await set_to(world, URI)
    assert (await status(world))["status"] == "AccessToKeyVaultDenied"

    named = {"properties": {"keyVaultReferenceIdentity": IDENTITY}}
    await world.send("PATCH", SITE, named)
    assert (await status(world))["status"] == "MSINotEnabled"

    both = {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {IDENTITY: {}}}
    await world.send("PATCH", SITE, {"identity": both})
    found = await status(world)
    assert (found["status"], found["identityType"]) == ("Resolved", "UserAssigned")


async def test_a_vault_with_rbac_asks_for_a_role_on_the_secret(world: Stand) -> None:
    body = vault()
    body["properties"]["enableRbacAuthorization"] = True
    await world.put(VAULT, body)
    await set_to(world, URI)
    refused = await status(world)
    assert refused["status"] == "AccessToKeyVaultDenied"
    assert "'Key Vault Secrets User'" in refused["details"]

    principal = (await world.get(SITE)).body["identity"]["principalId"]
    role = f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{SECRETS_USER}"
    name = "/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000001"
    properties = {"roleDefinitionId": role, "principalId": principal}
    given = await world.put(
        f"{VAULT}/secrets/db{name}",
        {"properties": properties},
        query="api-version=2022-04-01",
    )
    assert given.status == 201, given.body
    assert (await status(world))["status"] == "Resolved"


async def test_connection_strings_and_slots_have_theirs(world: Stand) -> None:
    strings = {"db": {"value": URI, "type": "SQLAzure"}, "b": {"value": "x", "type": "Custom"}}
    await world.put(f"{SITE}/config/connectionstrings", {"properties": strings})
    (found,) = (await world.get(f"{REFERENCES}/connectionstrings")).body["value"]
    assert (found["name"], found["properties"]["status"]) == ("db", "Resolved")

    await world.put(SLOT, {"location": "westeurope", "identity": {"type": "SystemAssigned"}})
    await set_to(world, URI, SLOT)
    own = await status(world, f"{SLOT}/config/configreferences")
    assert own["status"] == "AccessToKeyVaultDenied"
    assert (await world.get(f"{SLOT}/config/configreferences/connectionstrings")).body == {
        "value": [],
        "nextLink": None,
        "id": None,
    }


async def test_a_setting_that_is_no_reference_has_no_status(world: Stand) -> None:
    await set_to(world, URI)
    assert (await world.get(f"{REFERENCES}/appsettings/LEVEL")).status == 404
    assert (await world.get(f"{REFERENCES}/appsettings/a")).status == 200


@pytest.mark.parametrize("path", ["", "/refresh"])
async def test_a_refresh_answers_with_the_list(world: Stand, path: str) -> None:
    await set_to(world, URI)
    posted = await world.send("POST", f"{REFERENCES}/appsettings{path}")
    assert (posted.status, len(posted.body["value"])) == (200, 1)


class FakeFollowing:
    """Counts what is to be looked at again."""

    def __init__(self) -> None:
        self.refreshed: list[str] = []

    async def refresh(self, key: str) -> None:
        self.refreshed.append(key)


async def test_a_refresh_has_the_running_app_look_again(world: Stand) -> None:
    following = FakeFollowing()
    world.app_host.serve(None, following)
    await set_to(world, URI)
    await world.send("POST", f"{REFERENCES}/appsettings")
    assert following.refreshed == []
    await world.send("POST", f"{REFERENCES}/connectionstrings/refresh")
    assert following.refreshed == [SITE.lower()]
    world.doorkeeper.principal = STRANGER
    refused = await world.send("POST", f"{REFERENCES}/appsettings/refresh")
    assert (refused.status, len(following.refreshed)) == (403, 1)


@pytest.mark.parametrize(
    "path", [f"{SITE}2/config/configreferences/appsettings", f"{SITE}/config/web/appsettings"]
)
async def test_only_of_sites_that_are_there_and_under_one_name(world: Stand, path: str) -> None:
    assert (await world.get(path)).status == 404


async def test_reading_is_a_right(world: Stand) -> None:
    world.doorkeeper.principal = STRANGER
    refused = await world.get(f"{REFERENCES}/appsettings")
    assert refused.status == 403
    assert "Microsoft.Web/sites/config/appsettings/read" in refused.body["error"]["message"]
