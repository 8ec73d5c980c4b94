"""A real keeper in a folder of its own, and an app under it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from nameplate.process.keeper.client import Event, KeeperClient
from nameplate.process.keeper.workload import Workload
from tests.process.keeper.survivors import none_left

FORKS_TWICE = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    time.sleep(600)
print("ready", flush=True)
time.sleep(600)
"""
IGNORES = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""
USER = 700_001


class Keepers:
    """A home with a keeper, and every event that it told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = f"MARK={uuid4().hex}"
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.clients: list[KeeperClient] = []

    async def connect(self, succession: float = 0.3) -> KeeperClient:
        client = await KeeperClient.connect(
            self.folder / "keeper.sock", self.events.put_nowait, succession=succession
        )
        self.clients.append(client)
        return client

    def workload(self, code: str, *, app: str = "web1", **more: Any) -> Workload:
        name, _, value = self.mark.partition("=")
        more.setdefault("command", (sys.executable, "-I", "-c", code))
        return Workload(
            app=app,
            environment={name: value, "PATH": os.environ["PATH"]},
            folder=more.pop("folder", "/"),
            log=str(self.folder / "logs" / app),
            **more,
        )

    async def event(self, name: str) -> Event:
        """The next event of a name."""
        while True:
            event = await asyncio.wait_for(self.events.get(), 20)
            if event["event"] == name:
                return event

    async def printed(self, words: str, app: str = "web1") -> bool:
        log = self.folder / "logs" / app
        for _ in range(400):
            if log.exists() and words in log.read_text():
                return True
            await asyncio.sleep(0.05)
        return False


@pytest.fixture
async def keepers(tmp_path: Path) -> AsyncIterator[Keepers]:
    found = Keepers(tmp_path)
    yield found
    for client in found.clients:
        await client.shutdown(grace=0.0)
    assert await none_left(found.mark)


@pytest.fixture(params=["isolated", "shared"])
async def isolated(request: pytest.FixtureRequest, keepers: Keepers) -> bool:
    """Both ways of holding an app together; the first where the kernel allows it."""
    wanted: bool = request.param == "isolated"
    client = await keepers.connect()
    if wanted and not client.hello["isolation"]:
        pytest.skip(f"no isolation here: {client.hello['problem']}")
    return wanted


def user_of(isolated: bool) -> int | None:
    return USER if isolated and os.getuid() == 0 else None


async def start(keepers: Keepers, code: str, isolated: bool, **more: Any) -> Event:
    shown = (sys.base_prefix, sys.prefix)
    work = keepers.workload(code, isolated=isolated, user=user_of(isolated), shown=shown, **more)
    return await keepers.clients[-1].start(work)
