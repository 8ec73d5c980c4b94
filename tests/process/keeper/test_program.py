"""The keeper ends everything when it has no server, and dies without leaving anyone."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path

import pytest

from nameplate.process.keeper.client import Refused
from nameplate.process.keeper.workload import Limits
from tests.process.keeper.conftest import FORKS_TWICE, IGNORES, Keepers, start
from tests.process.keeper.survivors import none_left


async def test_nobody_survives_a_keeper_that_was_killed(keepers: Keepers, isolated: bool) -> None:
    await start(keepers, FORKS_TWICE, isolated)
    assert await keepers.printed("ready")
    os.kill(keepers.clients[-1].hello["pid"], signal.SIGKILL)
    await keepers.event("lost")
    assert await none_left(keepers.mark)


async def test_without_a_successor_everything_ends(keepers: Keepers, isolated: bool) -> None:
    await start(keepers, FORKS_TWICE, isolated)
    assert await keepers.printed("ready")
    pid = keepers.clients[-1].hello["pid"]
    await keepers.clients[-1].close()
    assert await none_left(keepers.mark)
    for _ in range(200):
        if not (keepers.folder / "keeper.sock").exists():
            break
        await asyncio.sleep(0.05)
    assert not (keepers.folder / "keeper.sock").exists(), pid


async def test_an_app_runs_once(keepers: Keepers) -> None:
    client = await keepers.connect()
    await client.start(keepers.workload(IGNORES))
    with pytest.raises(Refused, match="running already"):
        await client.start(keepers.workload(IGNORES))


async def test_a_flood_of_output_is_bounded_and_holds_nobody_up(keepers: Keepers) -> None:
    client = await keepers.connect()
    flood = "while True: print('x' * 1000)"
    await client.start(keepers.workload(flood, app="flood"))
    await client.start(keepers.workload("print('quiet')", app="quiet"))
    assert await keepers.printed("quiet", app="quiet")
    assert (await keepers.event("ended"))["app"] == "quiet"
    assert _size_of(keepers.folder / "logs") <= 5 * 1024 * 1024


EATS = """
import os, time
if os.fork() == 0:
    held = bytearray(os.urandom(1)) * (96 * 1024 * 1024)
    time.sleep(600)
print("ready", flush=True)
time.sleep(600)
"""


async def test_who_holds_more_than_it_may_is_ended_and_its_neighbour_is_not(
    keepers: Keepers, isolated: bool
) -> None:
    """Its child's memory counts; without a limit nobody is looked at."""
    limits = Limits(total_memory=64 * 1024 * 1024)
    quiet = IGNORES.replace("ready", "quiet")
    await start(keepers, quiet, isolated, app="neighbour", limits=limits)
    await start(keepers, EATS, isolated, app="greedy", limits=limits)
    await start(keepers, EATS, isolated, app="free")
    ended = await keepers.event("ended")
    assert ended["app"] == "greedy"
    assert ended["failure"] == "memory limit: its processes together held more than 64 MB"
    client = keepers.clients[-1]
    running = {each["app"] for each in (await client.list())["apps"]}
    assert running == {"neighbour", "free"}
    assert await keepers.printed("quiet", app="neighbour")


def _size_of(folder: Path) -> int:
    """The bytes of every file in a folder; those that go meanwhile are gone."""
    size = 0
    for each in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            size += each.stat().st_size
    return size
