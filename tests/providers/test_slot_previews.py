"""Swap with preview: a slot tries the target's settings on, and takes them off."""

from typing import Any

import pytest

from tests.providers.stand import SITE, SLOT, Stand

BODY = {"location": "westeurope"}
TO_PRODUCTION = {"targetSlot": "production"}


@pytest.fixture
async def slots(stand: Stand) -> Stand:
    """A site and a slot with a setting and a connection string that stick."""
    for path, text in ((SITE, "production"), (SLOT, "staging")):
        await stand.put(path, BODY)
        await stand.put(f"{path}/config/appsettings", {"properties": {"OWN": text, "GOES": text}})
        strings = {"db": {"value": text, "type": "Custom"}}
        await stand.put(f"{path}/config/connectionstrings", {"properties": strings})
    names = {"appSettingNames": ["OWN"], "connectionStringNames": ["db"]}
    await stand.put(f"{SITE}/config/slotConfigNames", {"properties": names})
    return stand


async def own(stand: Stand, path: str) -> tuple[Any, Any, Any]:
    settings = await stand.send("POST", f"{path}/config/appsettings/list")
    strings = await stand.send("POST", f"{path}/config/connectionstrings/list")
    found = settings.body["properties"]
    return found["OWN"], found["GOES"], strings.body["properties"]["db"]["value"]


async def test_a_preview_wears_what_sticks_to_the_target(slots: Stand) -> None:
    answer = await slots.send("POST", f"{SLOT}/applySlotConfig", TO_PRODUCTION)
    assert (answer.status, answer.body) == (200, None)
    assert await own(slots, SLOT) == ("production", "staging", "production")
    assert await own(slots, SITE) == ("production", "production", "production")
    assert (await slots.get(SLOT)).body["properties"]["targetSwapSlot"] == "production"


@pytest.mark.parametrize("path", [SITE, SLOT])
async def test_a_reset_of_either_takes_it_off(slots: Stand, path: str) -> None:
    await slots.send("POST", f"{SLOT}/applySlotConfig", TO_PRODUCTION)
    await slots.send("POST", f"{SLOT}/applySlotConfig", TO_PRODUCTION)
    await slots.put(SLOT, {**BODY, "tags": {"a": "b"}})
    assert (await slots.send("POST", f"{path}/resetSlotConfig")).status == 200
    assert await own(slots, SLOT) == ("staging", "staging", "staging")
    assert (await slots.get(SLOT)).body["properties"]["targetSwapSlot"] is None


async def test_a_swap_completes_a_preview(slots: Stand) -> None:
    await slots.send("POST", f"{SLOT}/applySlotConfig", TO_PRODUCTION)
    assert (await slots.send("POST", f"{SLOT}/slotsswap", TO_PRODUCTION)).status == 202
    assert await own(slots, SITE) == ("production", "staging", "production")
    assert await own(slots, SLOT) == ("staging", "production", "staging")
    assert (await slots.get(SLOT)).body["properties"]["targetSwapSlot"] is None


async def test_a_reset_without_a_preview_changes_nothing(slots: Stand) -> None:
    before = await slots.get(SLOT)
    assert (await slots.send("POST", f"{SLOT}/resetSlotConfig")).status == 200
    assert (await slots.get(SLOT)).headers["etag"] == before.headers["etag"]
