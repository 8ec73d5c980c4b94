"""Granted and ever used, and the less that would have been enough."""

from typing import Any

import pytest

from nameplate.core.errors import BadRequest
from tests.admin.activity_world import (
    GET_SECRET,
    GROUP,
    OTHER,
    SITE,
    STRANGER,
    VAULT,
    World,
    somebody,
)


async def privilege(world: World, **more: Any) -> Any:
    document = await world.get("/privilege", f"app={SITE.lower()}", **more)
    return document["value"][0] if document["value"] else None


async def test_a_policy_that_gives_more_than_was_used() -> None:
    world = World()
    await world.give_policy(secrets=("get", "list", "set"), keys=("all",))
    await world.record("secrets/get", VAULT, "allowed")
    await world.refused("secrets/purge")

    found = await privilege(world)

    keys, secrets = found["policies"][0]["kinds"]
    assert secrets["used"] == ["get"]
    assert secrets["unused"] == ["list", "set"]
    assert (keys["granted"], keys["used"]) == (["all"], [])
    assert found["smaller"]["nameplate"] == (
        "nameplate keyvault set-policy -n contoso --app web1 --key-permissions "
        "--secret-permissions get"
    )
    (template,) = found["smaller"]["templates"]
    assert template["template"]["resources"][0]["name"] == "contoso/replace"
    assert found["refused"] == [{"scope": VAULT, "kind": "secrets", "names": ["purge"]}]
    assert found["events"] == 2


async def test_a_policy_that_was_never_used_goes() -> None:
    world = World()
    await world.give_policy(secrets=("get",))
    found = await privilege(world)
    assert found["smaller"]["nameplate"] == "nameplate keyvault delete-policy -n contoso --app web1"
    (template,) = found["smaller"]["templates"]
    assert template["template"]["resources"][0]["name"] == "contoso/remove"
    assert found["lastUse"] is None


async def test_what_is_all_used_stays() -> None:
    world = World()
    await world.give_policy(secrets=("get",))
    await world.record("secrets/get", VAULT, "learned")
    assert (await privilege(world))["smaller"] is None


@pytest.mark.parametrize(
    ("role", "verdict", "enough"),
    [
        ("Key Vault Secrets User", "fits", []),
        ("Key Vault Administrator", "smaller", ["Key Vault Secrets User"]),
        ("Website Contributor", "unused", []),
        ("Reader", "unknown", []),
    ],
)
async def test_roles(role: str, verdict: str, enough: list[str]) -> None:
    world = World()
    await world.give_role(role, GROUP, to="web1")
    await world.record(GET_SECRET, VAULT, "allowed")
    found = await privilege(world)
    (given,) = found["roles"]
    assert (given["verdict"], given["enough"]) == (verdict, enough)
    if verdict in ("smaller", "unused"):
        assert f"role assignment delete --ids {given['id']}" in found["smaller"]["nameplate"]
        assert found["smaller"]["notes"]
    else:
        assert found["smaller"] is None


async def test_who_may_not_read_a_vault_does_not_learn_its_policies() -> None:
    world, reader = World(), somebody("reader")
    await world.give_policy(secrets=("get",))
    await world.give_policy(OTHER, secrets=("get",))
    assert await privilege(world, caller=STRANGER) is None
    await world.give_role("Reader", GROUP, to="reader")
    found = await privilege(world, caller=reader)
    assert [each["vaultId"] for each in found["policies"]] == [VAULT.lower()]


async def test_of_who_is_gone_there_is_what_it_did() -> None:
    world = World()
    await world.record("secrets/get", VAULT, "allowed")
    world.known.clear()
    found = await privilege(world)
    assert found["displayName"] == "web1"
    assert (found["policies"], found["smaller"]) == ([], None)


@pytest.mark.parametrize("query", ["", f"app={SITE}&objectId=x"])
async def test_one_is_asked_for(query: str) -> None:
    with pytest.raises(BadRequest, match="'app' and 'objectId'"):
        await World().get("/privilege", query)
