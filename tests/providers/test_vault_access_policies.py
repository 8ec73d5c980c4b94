"""``accessPolicies/{add|replace|remove}``."""

from typing import Any

import pytest

from tests.conformance.providers import VAULT_BODY
from tests.providers.stand import OPERATOR, STRANGER, TENANT, VAULT, Reply, Stand


@pytest.fixture
async def vault(stand: Stand) -> Stand:
    """The same, with a vault whose one policy gives the stranger get and list."""
    assert (await stand.put(VAULT, VAULT_BODY)).status == 200
    return stand


async def change(stand: Stand, how: str, object_id: str, *names: str) -> Reply:
    policy = {"tenantId": TENANT, "objectId": object_id, "permissions": {"secrets": [*names]}}
    return await stand.put(
        f"{VAULT}/accessPolicies/{how}", {"properties": {"accessPolicies": [policy]}}
    )


async def held(stand: Stand) -> dict[str, Any]:
    policies = (await stand.get(VAULT)).body["properties"]["accessPolicies"]
    return {each["objectId"]: each["permissions"]["secrets"] for each in policies}


async def test_each_change(vault: Stand) -> None:
    me, other = OPERATOR.object_id, STRANGER.object_id

    added = await change(vault, "add", other, "set")
    assert await held(vault) == {other: ["get", "list", "set"]}
    await change(vault, "Add", me, "all")
    await change(vault, "replace", other, "get")
    assert await held(vault) == {other: ["get"], me: ["all"]}
    await change(vault, "remove", other, "get")

    assert await held(vault) == {me: ["all"]}
    assert added.status == 200
    assert list(added.body) == ["id", "type", "properties"]
    assert added.body["id"] == f"{VAULT}/accessPolicies/"


async def test_a_change_is_in_the_trail_without_its_reader_knowing_secrets(vault: Stand) -> None:
    before = await vault.trail.last()
    await change(vault, "add", OPERATOR.object_id, "all")
    (event,) = [each.event for each in await vault.trail.since(before)]
    assert event.action == "Microsoft.KeyVault/vaults/accessPolicies/write"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"{VAULT}/accessPolicies/improve", {"properties": {"accessPolicies": []}}, 400),
        (f"{VAULT}/accessPolicies/add", {}, 400),
        (f"{VAULT}/accessPolicies/add", {"properties": []}, 400),
        (f"{VAULT}2/accessPolicies/add", {"properties": {"accessPolicies": []}}, 404),
    ],
)
async def test_changes_that_cannot_be(vault: Stand, path: str, body: Any, status: int) -> None:
    before = await held(vault)
    assert (await vault.put(path, body)).status == status
    assert await held(vault) == before
