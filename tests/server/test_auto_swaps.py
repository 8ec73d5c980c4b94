"""A slot that names another is swapped with it once something was deployed to it."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nameplate.core.clock import SystemClock
from nameplate.server.auto_swaps import AutoSwaps
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from tests.apphost.test_hosted_app import until
from tests.server.homes import settings_of
from tests.server.test_hosting import put

SITE = "/providers/Microsoft.Web/sites/web1"
SLOT = f"{SITE}/slots/staging"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server that hosts nothing, with an app and a slot."""
    found = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.EMBEDDED)
    for path in ("", SITE, SLOT):
        await put(found, path, {"location": "westeurope"})
    yield found
    await found.stop()


def key_of(server: Server, path: str) -> str:
    return f"/subscriptions/{server.facts.subscription_id}/resourceGroups/local{path}".lower()


async def content(server: Server) -> object:
    site = await server.rooms.resources.find(key_of(server, SITE))
    assert site is not None
    return site.properties.get("deploymentId")


async def targeting(server: Server, target: str) -> str:
    await put(server, f"{SLOT}/config/web", {"properties": {"autoSwapSlotName": target}})
    return key_of(server, SLOT)


async def test_a_deployment_is_followed_by_a_swap_that_the_trail_tells(server: Server) -> None:
    slot, swaps = await targeting(server, "production"), AutoSwaps(server.rooms)
    assert await content(server) is None
    swaps.deployed(slot)
    await until(lambda: not swaps._tasks)
    assert str(await content(server)).startswith("web1__")
    events = [each.event for each in await server.rooms.trail.since(0)]
    (told,) = (each for each in events if each.facts.get("change") == "slotsswap")
    assert (told.object_id, told.display_name) == (server.facts.operator_id, "auto swap")


@pytest.mark.parametrize("target", ["", "nowhere"])
async def test_without_a_slot_to_swap_with_nothing_happens(
    server: Server, target: str, caplog: pytest.LogCaptureFixture
) -> None:
    slot, swaps = await targeting(server, target), AutoSwaps(server.rooms)
    with caplog.at_level(logging.WARNING, logger="nameplate.server.auto_swaps"):
        swaps.deployed(slot)
        await until(lambda: not swaps._tasks)
    assert await content(server) is None
    assert ("a slot was not swapped" in caplog.text) == bool(target)


async def test_a_server_that_stops_gives_up_swapping(server: Server) -> None:
    slot, swaps = await targeting(server, "production"), AutoSwaps(server.rooms)
    swaps.deployed(slot)
    await swaps.stop()
    assert await content(server) is None
