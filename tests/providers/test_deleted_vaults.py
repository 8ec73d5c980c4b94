"""Deleted vaults: listed, read, purged."""

from tests.conformance.providers import VAULT_BODY
from tests.providers.stand import SUB, VAULT, Stand

ALL = f"{SUB}/providers/Microsoft.KeyVault/deletedVaults"
ONE = f"{SUB}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/contoso"


async def test_a_deleted_vault_as_recorded(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    assert (await stand.get(ALL)).body == {"value": []}
    await stand.delete(VAULT)

    listed = (await stand.get(ALL)).body["value"]

    assert listed == [(await stand.get(ONE)).body]
    assert listed == [
        {
            "id": ONE,
            "name": "contoso",
            "type": "Microsoft.KeyVault/deletedVaults",
            "properties": {
                "vaultId": VAULT,
                "location": "westeurope",
                "tags": {"team": "a"},
                "deletionDate": "2026-09-21T14:13:20Z",
                "scheduledPurgeDate": "2026-12-20T14:13:20Z",
            },
        }
    ]


async def test_purge_ends_it_and_can_be_polled(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    await stand.delete(VAULT)

    accepted = await stand.send("POST", f"{ONE}/purge")
    path = accepted.headers["location"].partition("?")[0]
    polled = await stand.get(f"/subscriptions{path.partition('/subscriptions')[2]}")

    assert (accepted.status, accepted.body) == (202, None)
    assert polled.body == {
        "createdDateTime": "2026-09-21 14:13:20Z",
        "lastActionDateTime": "2026-09-21 14:13:20Z",
        "status": "Succeeded",
    }
    assert (await stand.get(ONE)).error == "DeletedVaultNotFound"
    assert (await stand.put(VAULT, VAULT_BODY)).status == 200


async def test_purge_protection_holds(stand: Stand) -> None:
    properties = {**VAULT_BODY["properties"], "enablePurgeProtection": True}
    await stand.put(VAULT, {**VAULT_BODY, "properties": properties})
    await stand.delete(VAULT)

    refused = await stand.send("POST", f"{ONE}/purge")

    assert refused.status == 405
    assert (await stand.get(ONE)).body["properties"]["purgeProtectionEnabled"] is True


async def test_elsewhere_or_unknown_there_is_nothing(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    await stand.delete(VAULT)

    for path in (ONE.replace("westeurope", "eastus"), f"{ONE}2"):
        assert (await stand.get(path)).error == "DeletedVaultNotFound"
        assert (await stand.send("POST", f"{path}/purge")).status == 404
    results = ONE.replace("deletedVaults/contoso", "operationResults/x")
    assert (await stand.get(results)).status == 404
