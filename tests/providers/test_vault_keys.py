"""Keys by ARM: made once, sealed, shown with their public half."""

from typing import Any

import pytest

from tests.conformance.providers import VAULT_BODY
from tests.providers.stand import VAULT, Stand

KEY = f"{VAULT}/keys/Sign"
EC: dict[str, Any] = {"tags": {"a": "1"}, "properties": {"kty": "EC", "curveName": "P-384"}}


@pytest.fixture
async def vault(stand: Stand) -> Stand:
    """The same, with a vault."""
    assert (await stand.put(VAULT, VAULT_BODY)).status == 200
    return stand


async def test_a_key_is_made_once(vault: Stand) -> None:
    made = await vault.put(KEY, EC)
    again = await vault.put(KEY.upper(), {"properties": {"kty": "RSA"}})
    read = await vault.get(KEY)

    assert (made.status, again.status) == (200, 200)
    assert made.body == again.body == read.body
    shown = made.body["properties"]
    assert (shown["kty"], shown["curveName"], shown["keyOps"]) == (
        *("EC", "P-384"),
        ["sign", "verify"],
    )
    assert set(shown["publicKey"]) == {"kty", "crv", "x", "y"}
    assert shown["keyUriWithVersion"].startswith(f"{shown['keyUri']}/")
    assert "nothing here acts on it" in made.body["inert"]


async def test_an_rsa_key_says_its_size(vault: Stand) -> None:
    made = await vault.put(KEY, {"properties": {"kty": "RSA", "attributes": {"exp": 4000000000}}})
    assert made.body["properties"]["keySize"] == 2048
    assert made.body["properties"]["attributes"]["exp"] == 4_000_000_000


async def test_its_versions(vault: Stand) -> None:
    made = await vault.put(KEY, EC)
    version = made.body["properties"]["keyUriWithVersion"].rpartition("/")[2]

    one = await vault.get(f"{KEY}/versions/{version}")
    listed = await vault.get(f"{KEY}/versions")
    missing = await vault.get(f"{KEY}/versions/{'0' * 32}")

    assert (one.body["name"], one.body["type"]) == (
        version,
        "Microsoft.KeyVault/vaults/keys/versions",
    )
    assert listed.body["value"] == [one.body]
    assert missing.status == 404
    assert (await vault.get(f"{VAULT}/keys")).body["value"] == [made.body]


async def test_keys_outlive_the_vaults_deletion(vault: Stand) -> None:
    made = await vault.put(KEY, EC)
    await vault.delete(VAULT)
    assert (await vault.get(KEY)).status == 404

    recover = {**VAULT_BODY, "properties": {**VAULT_BODY["properties"], "createMode": "recover"}}
    await vault.put(VAULT, recover)
    assert (await vault.get(KEY)).body == made.body


@pytest.mark.parametrize("properties", [None, {}, {"kty": "EC-HSM"}, {"kty": "RSA", "keySize": 1}])
async def test_other_keys_are_refused(vault: Stand, properties: Any) -> None:
    assert (await vault.put(KEY, {"properties": properties})).status == 400
    assert (await vault.get(KEY)).status == 404


async def test_without_its_vault_there_is_none(stand: Stand) -> None:
    assert (await stand.put(KEY, EC)).error == "ParentResourceNotFound"
    assert (await stand.get(f"{KEY}/versions")).status == 404
