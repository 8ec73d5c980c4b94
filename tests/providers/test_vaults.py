"""Vaults through ARM: created, changed, deleted softly, recovered."""

from copy import deepcopy
from typing import Any

import pytest

from nameplate.authorization.permissions import Kind, permission
from tests.conformance.providers import VAULT_BODY
from tests.providers.stand import STRANGER, SUB, TENANT, VAULT, Reply, Stand


def body(**properties: Any) -> dict[str, Any]:
    found = deepcopy(VAULT_BODY)
    found["properties"].update(properties)
    return found


async def recover(stand: Stand, path: str = VAULT) -> Reply:
    return await stand.put(path, body(createMode="recover", accessPolicies=None))


async def test_the_first_put_is_still_registering(stand: Stand) -> None:
    made = await stand.put(VAULT, VAULT_BODY)
    read = await stand.get(VAULT)

    uri = stand.at.cloud.vault_uri("contoso")
    assert made.status == 200
    assert made.body["properties"]["provisioningState"] == "RegisteringDns"
    assert made.body["properties"]["vaultUri"] == uri.rstrip("/")
    assert read.body["properties"]["provisioningState"] == "Succeeded"
    assert read.body["properties"]["vaultUri"] == uri


async def test_members_in_azures_order(stand: Stand) -> None:
    await stand.put(VAULT, body(enablePurgeProtection=True, networkAcls={"defaultAction": "Deny"}))
    found = (await stand.get(VAULT)).body

    assert list(found) == [
        *("id", "name", "type", "location", "tags", "systemData", "properties"),
    ]
    assert list(found["properties"]) == [
        *("sku", "tenantId", "networkAcls", "accessPolicies", "enabledForDeployment"),
        *("enableSoftDelete", "softDeleteRetentionInDays", "enablePurgeProtection"),
        *("vaultUri", "provisioningState", "publicNetworkAccess"),
    ]


async def test_an_accepted_policy_decides(stand: Stand) -> None:
    authorizer: Any = stand.phases.guard._decisions
    get = permission(Kind.SECRETS, "get")
    await stand.put(VAULT, VAULT_BODY)
    before = await authorizer.decide_vault(STRANGER, get, VAULT)

    await stand.put(VAULT, body(accessPolicies=[]))

    assert before
    assert not await authorizer.decide_vault(STRANGER, get, VAULT)


async def test_put_without_policies_keeps_them(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    put = await stand.put(VAULT, body(accessPolicies=None))
    assert len(put.body["properties"]["accessPolicies"]) == 1


@pytest.mark.parametrize(
    ("version", "given", "expected"),
    [
        ("2023-07-01", None, False),
        ("2026-02-01", None, True),
        ("2026-02-01", False, False),
        ("2019-09-01", True, True),
    ],
)
async def test_which_vaults_have_rbac(
    stand: Stand, version: str, given: Any, expected: Any
) -> None:
    query = f"api-version={version}"
    made = await stand.put(VAULT, body(enableRbacAuthorization=given), query=query)

    account = await stand.vaults.find("contoso")
    assert account is not None
    assert account.rbac is expected
    assert made.body["properties"].get("enableRbacAuthorization", False) is expected


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"tenantId": None}, "tenantId"),
        ({"tenantId": "66666666-6666-6666-6666-666666666666"}, TENANT),
        ({"sku": None}, "sku"),
        ({"softDeleteRetentionInDays": 6}, "between 7 and 90"),
        ({"softDeleteRetentionInDays": "7"}, "number"),
        ({"enablePurgeProtection": False}, "irreversible"),
        ({"enableRbacAuthorization": "yes"}, "true or false"),
        ({"accessPolicies": {}}, "list"),
    ],
)
async def test_properties_that_cannot_be(stand: Stand, properties: Any, words: str) -> None:
    found = await stand.put(VAULT, body(**properties))

    assert found.status == 400
    assert words in found.body["error"]["message"]
    assert (await stand.get(VAULT)).status == 404
    assert await stand.vaults.find("contoso") is None


@pytest.mark.parametrize("name", ["1abc", "ab", "a--b", "abc-", "a" * 25, "a_b"])
async def test_names_that_cannot_be(stand: Stand, name: str) -> None:
    found = await stand.put(VAULT.replace("contoso", name), VAULT_BODY)
    assert (found.status, found.error) == (400, "VaultNameNotValid")


async def test_what_cannot_be_changed_is_refused(stand: Stand) -> None:
    await stand.put(VAULT, body(softDeleteRetentionInDays=7, enablePurgeProtection=True))

    longer = await stand.put(VAULT, body(softDeleteRetentionInDays=8))
    kept = await stand.send("PATCH", VAULT, {"properties": {"enabledForDeployment": True}})

    assert longer.status == 400
    assert kept.body["properties"]["enablePurgeProtection"] is True
    assert kept.body["properties"]["softDeleteRetentionInDays"] == 7
    account = await stand.vaults.find("contoso")
    assert account is not None
    assert account.enabled_for_deployment


async def test_a_deleted_vaults_name_is_in_use(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    await stand.delete(VAULT)

    found = await stand.put(VAULT, VAULT_BODY)

    assert (found.status, found.error) == (409, "VaultAlreadyExists")
    assert found.body["error"]["message"].startswith("The vault name 'contoso' is already in use.")


async def test_recovered_it_is_what_it_was(stand: Stand) -> None:
    await stand.put(VAULT, body(softDeleteRetentionInDays=7, enabledForDeployment=True))
    before = (await stand.get(VAULT)).body
    stand.clock.advance(60)
    await stand.delete(VAULT)

    back = await recover(stand)

    assert back.status == 200, back.body
    made = [each.pop("systemData")["createdAt"] for each in (before, back.body)]
    assert made[0] == made[1]
    assert back.body == before


async def test_recovering_what_is_not_deleted(stand: Stand) -> None:
    missing = await recover(stand)
    await stand.put(VAULT, VAULT_BODY)
    live = await recover(stand)

    assert (missing.status, missing.error) == (404, "DeletedVaultNotFound")
    assert live.status == 200


async def test_recovering_elsewhere_is_refused(stand: Stand) -> None:
    other = f"{SUB}/resourceGroups/other"
    await stand.put(other, {"location": "westeurope"})
    elsewhere = f"{other}/providers/Microsoft.KeyVault/vaults/contoso"
    await stand.put(VAULT, VAULT_BODY)
    taken = await recover(stand, elsewhere)
    await stand.delete(VAULT)

    found = await recover(stand, elsewhere)

    assert (taken.status, taken.error) == (409, "VaultAlreadyExists")
    assert (found.status, found.error) == (400, "BadRequest")


async def test_retention_ends_by_itself(stand: Stand) -> None:
    await stand.put(VAULT, body(softDeleteRetentionInDays=7))
    await stand.delete(VAULT)

    stand.clock.advance(7 * 86_400)

    assert (await stand.put(VAULT, VAULT_BODY)).status == 200


@pytest.mark.parametrize(
    ("version", "given", "said"),
    [
        ("2023-07-01", False, True),
        ("2021-10-01", False, False),
        ("2021-10-01", True, True),
    ],
)
async def test_older_versions_say_the_retention_only_where_it_was_given(
    stand: Stand, version: str, *, given: bool, said: bool
) -> None:
    more = {"softDeleteRetentionInDays": 90} if given else {}
    await stand.put(VAULT, {**VAULT_BODY, "properties": {**VAULT_BODY["properties"], **more}})
    found = (await stand.get(VAULT, query=f"api-version={version}")).body["properties"]
    assert ("softDeleteRetentionInDays" in found) is said
    assert found["enableSoftDelete"] is True


async def test_a_vault_with_policies_says_so_where_it_was_said(stand: Stand) -> None:
    """Clients that set it to false read it again; who never spoke of it hears nothing."""
    query = "api-version=2023-07-01"
    await stand.put(VAULT, body(enableRbacAuthorization=False), query=query)

    assert (await stand.get(VAULT)).body["properties"]["enableRbacAuthorization"] is False
    await stand.put(VAULT, body(enableRbacAuthorization=True), query=query)
    assert (await stand.get(VAULT)).body["properties"]["enableRbacAuthorization"] is True
    other = f"{VAULT}2"
    await stand.put(other, body(), query=query)
    assert "enableRbacAuthorization" not in (await stand.get(other)).body["properties"]
