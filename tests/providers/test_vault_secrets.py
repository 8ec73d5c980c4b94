"""Secrets by ARM: what a template writes is in the vault, and nowhere else."""

from typing import Any

import pytest

from tests.conformance.providers import VAULT_BODY
from tests.providers.stand import STRANGER, VAULT, Stand

SECRET = f"{VAULT}/secrets/Db-Password"
BODY: dict[str, Any] = {
    "tags": {"a": "1"},
    "properties": {
        "value": "hunter2",
        "contentType": "text/plain",
        "attributes": {"enabled": True, "exp": 4_000_000_000},
    },
}


@pytest.fixture
async def vault(stand: Stand) -> Stand:
    """The same, with a vault."""
    assert (await stand.put(VAULT, VAULT_BODY)).status == 200
    return stand


async def value(stand: Stand, name: str = "db-password") -> str:
    account = await stand.vaults.find("contoso")
    assert account is not None
    return (await stand.secrets.get(account, name, None)).value.reveal()


async def test_a_secret_is_written_into_the_vault(vault: Stand) -> None:
    made = await vault.put(SECRET, BODY)

    assert made.status == 201
    assert list(made.body) == ["id", "name", "type", "location", "tags", "properties"]
    assert (made.body["name"], made.body["tags"]) == ("Db-Password", {"a": "1"})
    shown = made.body["properties"]
    assert set(shown) == {"attributes", "contentType", "secretUri", "secretUriWithVersion"}
    assert shown["secretUri"].endswith("/secrets/Db-Password")
    assert shown["secretUriWithVersion"].startswith(f"{shown['secretUri']}/")
    assert shown["attributes"]["exp"] == 4_000_000_000
    assert await value(vault) == "hunter2"


async def test_each_put_is_a_version(vault: Stand) -> None:
    first = await vault.put(SECRET, BODY)
    again = await vault.put(SECRET.upper(), {"properties": {"value": "second"}})
    read = await vault.get(SECRET)

    assert (first.status, again.status) == (201, 200)
    assert read.body == again.body
    assert read.body["properties"] != first.body["properties"]
    assert await value(vault) == "second"


async def test_nobody_reads_a_value_through_arm(vault: Stand) -> None:
    answers = [
        await vault.put(SECRET, BODY),
        await vault.get(SECRET),
        await vault.get(f"{VAULT}/secrets"),
    ]
    kept = [await vault.below(VAULT), await vault.trail.since(0), answers]
    assert "hunter2" not in repr(kept)
    assert answers[2].body["value"] == [answers[1].body]


async def test_a_disabled_secret_is_shown(vault: Stand) -> None:
    body = {"properties": {"value": "x", "attributes": {"enabled": False}}}
    await vault.put(SECRET, body)
    assert (await vault.get(SECRET)).body["properties"]["attributes"]["enabled"] is False


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a_b", BODY),
        ("db", {}),
        ("db", {"properties": {}}),
        ("db", {"properties": {"value": 1}}),
        ("db", {"properties": {"value": "x" * 25_601}}),
        ("db", {"properties": {"value": "x", "attributes": {"nbf": 2, "exp": 1}}}),
    ],
)
async def test_what_the_vault_refuses_is_refused(vault: Stand, name: str, body: Any) -> None:
    found = await vault.put(f"{VAULT}/secrets/{name}", body)
    assert found.status == 400
    assert (await vault.get(f"{VAULT}/secrets")).body["value"] == []


async def test_a_deleted_secrets_name_is_taken(vault: Stand) -> None:
    await vault.put(SECRET, BODY)
    account = await vault.vaults.find("contoso")
    assert account is not None
    work = vault.store.units.begin()
    await vault.secrets.delete(work, account, "db-password")
    await work.commit()

    found = await vault.put(SECRET, BODY)
    assert (found.status, found.error) == (409, "Conflict")
    assert (await vault.get(SECRET)).error == "ResourceNotFound"


async def test_without_its_vault_there_is_none(stand: Stand) -> None:
    found = await stand.put(SECRET, BODY)
    assert (found.status, found.error) == (404, "ParentResourceNotFound")


async def test_it_is_a_right_of_its_own_and_cannot_be_deleted(vault: Stand) -> None:
    assert (await vault.delete(SECRET)).status == 405
    vault.doorkeeper.principal = STRANGER
    refused = await vault.put(SECRET, BODY)
    assert "Microsoft.KeyVault/vaults/secrets/write" in refused.body["error"]["message"]


async def test_a_patch_changes_the_newest_version(vault: Stand) -> None:
    missing = await vault.send("PATCH", SECRET, {"tags": {}})
    made = await vault.put(SECRET, BODY)
    change = {"tags": {"b": "2"}, "properties": {"attributes": {"enabled": False}}}

    patched = await vault.send("PATCH", SECRET, change)
    tagged = await vault.send("PATCH", SECRET, {"tags": {"c": "3"}})
    renewed = await vault.send("PATCH", SECRET, {"properties": {"value": "second"}})

    assert (missing.status, missing.error) == (404, "ResourceNotFound")
    shown = patched.body["properties"]
    assert shown["secretUriWithVersion"] == made.body["properties"]["secretUriWithVersion"]
    assert (shown["attributes"]["enabled"], shown["contentType"]) == (False, "text/plain")
    assert (patched.body["tags"], tagged.body["tags"]) == ({"b": "2"}, {"c": "3"})
    assert renewed.body["properties"]["secretUriWithVersion"] != shown["secretUriWithVersion"]
    assert await value(vault) == "second"


async def test_the_same_secret_again_is_the_same_version(stand: Stand) -> None:
    """Decision 0007: a template that is deployed again changes nothing."""
    await stand.put(VAULT, VAULT_BODY)
    path = f"{VAULT}/secrets/again"
    body = {"tags": {"a": "b"}, "properties": {"value": "one", "contentType": "text"}}

    first = await stand.put(path, body)
    again = await stand.put(path, body)
    others = [
        await stand.put(path, {**body, "tags": {"a": "c"}}),
        await stand.put(path, {**body, "properties": {"value": "one"}}),
        await stand.put(path, {**body, "properties": {"value": "two", "contentType": "text"}}),
    ]

    assert (first.status, again.status) == (201, 200)
    assert again.body == first.body
    versions = {each.body["properties"]["secretUriWithVersion"] for each in (first, *others)}
    assert len(versions) == 4
