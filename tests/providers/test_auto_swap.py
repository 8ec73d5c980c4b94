"""Who has a slot swapped with each deployment needs the right to swap it."""

from typing import Any

import pytest

from nameplate.providers import auto_swap
from tests.providers.stand import SITE, SLOT, STRANGER, Stand

CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
ACTION = "Microsoft.Web/sites/slots/slotsswap/action"
TO_PRODUCTION = {"autoSwapSlotName": "production"}


async def give(stand: Stand, scope: str, role: str, name: str) -> None:
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
    properties = {"roleDefinitionId": role_id(role), "principalId": STRANGER.object_id}
    given = await stand.put(path, {"properties": {**properties, "principalType": "User"}})
    assert given.status == 201, given.body


def role_id(role: str) -> str:
    return f"/providers/Microsoft.Authorization/roleDefinitions/{role}"


@pytest.fixture
async def slots(stand: Stand) -> Stand:
    """A slot that a stranger may do everything with, and its site, which is none of theirs."""
    for path in (SITE, SLOT):
        await stand.put(path, {"location": "westeurope"})
    await give(stand, SLOT, CONTRIBUTOR, "0f0a0000-0000-4000-8000-000000000001")
    return stand


def bodies(target: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Every way to say it."""
    web = {"properties": {"autoSwapSlotName": target}}
    site = {"location": "westeurope", "properties": {"siteConfig": web["properties"]}}
    return [
        ("PUT", f"{SLOT}/config/web", web),
        ("PATCH", f"{SLOT}/config/web", web),
        ("PUT", SLOT, site),
        ("PATCH", SLOT, {"properties": site["properties"]}),
    ]


@pytest.mark.parametrize("way", range(4))
async def test_the_right_is_needed_on_both(slots: Stand, way: int) -> None:
    method, path, body = bodies("production")[way]
    slots.doorkeeper.principal = STRANGER
    refused = await slots.send(method, path, body)
    assert refused.status == 403
    assert refused.body["error"]["code"] == "LinkedAuthorizationFailed"
    assert ACTION in refused.body["error"]["message"]
    web = (await slots.get(f"{SLOT}/config/web")).body["properties"]
    assert web["autoSwapSlotName"] is None


@pytest.mark.parametrize("way", range(4))
async def test_who_has_it_on_both_may_and_nobody_needs_it_to_end_it(slots: Stand, way: int) -> None:
    site_alone = "0f0a0000-0000-4000-8000-000000000002"
    await give(slots, SITE, CONTRIBUTOR, site_alone)
    slots.doorkeeper.principal = STRANGER
    method, path, body = bodies("production")[way]
    assert (await slots.send(method, path, body)).status in (200, 201)
    method, path, body = bodies("")[way]
    assert (await slots.send(method, path, body)).status in (200, 201)
    web = (await slots.get(f"{SLOT}/config/web")).body["properties"]
    assert web["autoSwapSlotName"] == ""


async def test_other_configuration_of_the_slot_takes_no_right_to_swap(slots: Stand) -> None:
    slots.doorkeeper.principal = STRANGER
    body = {"properties": {"alwaysOn": True, "autoSwapSlotName": None}}
    assert (await slots.put(f"{SLOT}/config/web", body)).status == 200


def test_what_is_needed() -> None:
    assert auto_swap.linked(SLOT, TO_PRODUCTION) == [(ACTION, SLOT), (ACTION, SITE)]
    other = auto_swap.linked(SITE, {"autoSwapSlotName": "blue"})
    action = "Microsoft.Web/sites/slotsswap/action"
    assert other == [(action, SITE), (action, f"{SITE}/slots/blue")]
    nothings: tuple[object, ...] = (None, [], {}, {"autoSwapSlotName": ""}, {"autoSwapSlotName": 1})
    for nothing in nothings:
        assert auto_swap.linked(SLOT, nothing) == ()
