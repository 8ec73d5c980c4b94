"""The processes of an app: candidates, visitors, and those that are seen off."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nameplate.apphost.app_processes import AppProcesses, revision_of
from nameplate.apphost.folders import AppFolder, Folders
from nameplate.apphost.instances import Instance
from nameplate.apphost.reference_refresh import Fetched
from nameplate.process.keeper.client import KeeperLost
from tests.apphost.test_hosted_app import WANTED, until
from tests.fakes.processes import FakeLauncher, FakeProcesses, deployed


class Stand:
    """Processes over fakes."""

    def __init__(self, folder: AppFolder) -> None:
        self.folder = folder
        self.fake, self.launcher = FakeProcesses(), FakeLauncher()
        self.processes = AppProcesses(self.fake, self.launcher, grace=0.1, drain=5.0)
        self.fake.told = self.processes.heard

    async def start(self, *, candidate: bool = False) -> Instance:
        process = await self.processes.start(WANTED, self.folder, candidate=candidate)
        await asyncio.sleep(0)  # let it begin
        return process


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    found = Stand(Folders(tmp_path, as_root=False).of("web1"))
    deployed(found.folder)
    yield found
    found.processes.leave()
    await found.fake.close()


def test_a_revision_is_what_is_wanted_and_what_was_deployed(tmp_path: Path) -> None:
    folder = Folders(tmp_path, as_root=False).of("web1")
    assert revision_of(WANTED, folder) == "1/"
    deployed(folder)
    assert revision_of(WANTED, folder) == "1/one"


async def test_a_candidate_does_not_serve_until_it_is_accepted(stand: Stand) -> None:
    first, second = await stand.start(), await stand.start(candidate=True)
    assert (first.name, second.name) == (f"{WANTED.key}#1", f"{WANTED.key}#2")
    assert stand.processes.serving == [first]
    stand.processes.accept(second)
    assert stand.processes.serving == [first, second]
    await stand.processes.stop_all()
    assert stand.launcher.released == stand.launcher.bindings


async def test_visitors_finish_before_a_process_is_ended(stand: Stand) -> None:
    process = await stand.start()
    with stand.processes.visit(process.address):
        stand.processes.see_off(process)
        stand.processes.see_off(process)
        for _ in range(20):
            await asyncio.sleep(0)
        assert not process.ended.done()
    await process.ended
    await until(lambda: stand.launcher.released == ["binding-1"])


async def test_nobody_visits_where_no_process_is(stand: Stand) -> None:
    with stand.processes.visit(("127.0.0.1", 1)):
        pass


async def test_patience_with_visitors_ends(stand: Stand) -> None:
    stand.processes = AppProcesses(stand.fake, stand.launcher, grace=0.1, drain=0.01)
    stand.fake.told = stand.processes.heard
    process = await stand.start()
    with stand.processes.visit(process.address):
        stand.processes.see_off(process)
        await process.ended


async def test_a_lost_keeper_has_ended_what_was_to_be_seen_off(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = await stand.start()

    async def lost(name: str, *, grace: float) -> bool:
        raise KeeperLost(f"{name} {grace}")

    monkeypatch.setattr(stand.fake, "stop_process", lost)
    stand.processes.see_off(process)
    await asyncio.sleep(0.01)
    stand.processes.lost()
    assert process.ended.result()["failure"] == "the keeper of processes was lost"


async def test_a_label_that_says_nothing_is_not_adopted(stand: Stand) -> None:
    assert stand.processes.adopt("web1#4", {}) is None
    held = stand.processes.adopt("web1#4", {"port": 1, "revision": "1/one"})
    assert held is not None
    assert (await stand.start()).name.endswith("#5")


async def test_what_no_process_can_be_given_is_how_it_ended(stand: Stand) -> None:
    stand.launcher.command = ("no\0command",)
    process = await stand.start()
    assert "'command'" in (await process.ended)["failure"]


async def test_a_successor_knows_what_a_process_was_given(stand: Stand) -> None:
    """By the label that the keeper holds for it."""
    stand.launcher.fetched = Fetched("1", 5.0, {"A": "v1"}, frozenset(("A",)))
    process = await stand.start()
    (workload,) = stand.fake.started
    assert dict(workload.label)["fetched"] == ["1", 5.0, {"A": "v1"}, ["A"]]
    later = AppProcesses(stand.fake, stand.launcher, grace=0.1, drain=0.1)
    found = later.adopt(process.name, dict(workload.label))
    assert found is not None
    assert (found.fetched, found.binding) == (stand.launcher.fetched, process.binding)
