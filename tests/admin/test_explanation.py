"""Why somebody was refused: then, now, and what would grant it."""

from typing import Any

import pytest

from nameplate.audit.event import EventKind
from nameplate.core.errors import NotFound
from tests.admin.activity_world import (
    APP,
    GET_SECRET,
    GROUP,
    SITE,
    STRANGER,
    VAULT,
    World,
    somebody,
)


async def explained(world: World, sequence: int = 1, **more: Any) -> Any:
    return await world.get("/activity/{sequence}", sequence=str(sequence), **more)


async def test_a_refusal_by_access_policies() -> None:
    world = World()
    await world.record(
        "token", "https://vault", "allowed", kind=EventKind.TOKEN, facts={"uti": "u1"}
    )
    await world.give_policy(secrets=("list",))
    await world.refused()

    found = await explained(world, 2)

    assert found["permission"] == {
        "name": "secrets/get",
        "kind": "accessPolicy",
        "description": "Read a secret's value and attributes",
        "scope": VAULT,
    }
    assert found["token"]["claims"] == {"aud": "https://vault", "oid": "web1", "uti": "u1"}
    assert found["token"]["issued"]["sequence"] == 1
    assert (found["then"]["reason"], found["then"]["recorded"]) == ("why denied", True)
    assert found["now"]["looked"][0]["gives"] == "secrets list"
    (grant,) = found["grants"]
    assert grant["nameplate"] == (
        "nameplate keyvault set-policy -n contoso --app web1 --secret-permissions list get"
    )
    assert grant["az"].startswith("az keyvault set-policy -n contoso --object-id web1 ")


async def test_what_is_allowed_by_now_needs_no_grant() -> None:
    world = World()
    await world.refused()
    await world.give_policy(secrets=("get",))
    found = await explained(world)
    assert found["then"]["outcome"] == "denied"
    assert found["now"]["outcome"] == "allowed"
    assert found["now"]["looked"][0]["decides"]
    assert found["grants"] == []


async def test_a_refusal_by_roles_names_the_smallest() -> None:
    world = World()
    await world.refused(GET_SECRET)
    found = await explained(world)
    assert found["permission"]["kind"] == "dataAction"
    (grant,) = found["grants"]
    assert (grant["role"], grant["scope"]) == ("Key Vault Secrets User", VAULT)


async def test_a_refused_change_of_a_resource() -> None:
    world = World()
    await world.refused("Microsoft.Web/sites/write", f"{GROUP}/providers/Microsoft.Web/sites/new")
    found = await explained(world)
    assert found["permission"]["kind"] == "action"
    (grant,) = found["grants"]
    assert (grant["role"], grant["scope"]) == ("Website Contributor", GROUP)


async def test_an_app_without_an_identity_is_told_to_switch_it_on() -> None:
    world = World()
    facts = {"cause": "NoSuchIdentity", "on": SITE}
    await world.record("token", "r", "denied", kind=EventKind.TOKEN, object_id=None, facts=facts)
    found = await explained(world)
    assert found["permission"] is None
    assert found["grants"][0]["nameplate"] == "nameplate webapp identity assign -n web1 -g local"


async def test_who_is_gone_is_granted_nothing() -> None:
    world = World()
    await world.refused()
    world.known.clear()
    found = await explained(world)
    assert not found["subject"]["exists"]
    assert (found["now"], found["grants"]) == (None, [])


async def test_what_an_older_version_recorded_says_that_it_tells_less() -> None:
    world = World()
    await world.record("secrets/get", VAULT, "denied")
    found = await explained(world)
    assert not found["then"]["recorded"]
    assert found["token"] == {"claims": None, "issued": None}


async def test_policies_are_shown_to_who_may_read_them() -> None:
    """Who runs the app learns why, and not who else has what at the vault."""
    world, reader = World(), somebody("reader")
    await world.give_policy(secrets=("list",))
    await world.refused()
    with pytest.raises(NotFound):
        await explained(world, caller=STRANGER)
    await world.give_role("Reader", SITE, to="reader")
    found = await explained(world, caller=reader)
    assert not found["shown"]
    assert found["now"]["looked"] is None
    assert found["permission"]["name"] == "secrets/get"
    assert found["grants"] == []  # the command would name what the policy holds
    await world.give_role("Reader", VAULT, to="reader")
    found = await explained(world, caller=reader)
    assert found["now"]["looked"]
    assert "list get" in found["grants"][0]["az"]


@pytest.mark.parametrize("sequence", ["2", "0", "x", "-1", "9" * 40])
async def test_there_is_no_such_event(sequence: str) -> None:
    world = World()
    await world.refused()
    with pytest.raises(NotFound, match="no event"):
        await world.get("/activity/{sequence}", sequence=sequence)


async def test_other_events_are_shown_as_they_are() -> None:
    world = World()
    await world.record("secrets/unheard", VAULT, "denied")
    await world.record("x/y", "not-a-scope", "denied")
    for sequence in (1, 2):
        found = await explained(world, sequence)
        assert (found["permission"], found["grants"]) == (None, [])
    assert APP.resource_id == SITE
