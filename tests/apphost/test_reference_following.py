"""References of apps that run: looked at when due, and a new process only for another secret."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from nameplate.apphost.folders import Folders
from nameplate.apphost.hosted_app import HostedApp
from nameplate.apphost.reference_following import ReferenceFollowing
from nameplate.apphost.reference_refresh import MAX_AGE, Refresh
from nameplate.apphost.reference_status import Resolution, Status
from nameplate.apphost.states import State
from nameplate.apphost.supervisor import Supervisor
from tests.apphost.test_hosted_app import WANTED, until
from tests.apphost.test_reference_refresh import found
from tests.apphost.test_supervisor import FakeKeeper, Wanted
from tests.fakes.clock import FakeClock
from tests.fakes.processes import FakeLauncher, deployed


class FakeReferences:
    """One reference, as a test says; counts looks."""

    def __init__(self) -> None:
        self.now: dict[str, Resolution] = {"A": found()}
        self.looks = 0
        self.known = True

    async def statuses(self, key: str) -> Mapping[str, Resolution]:
        assert key == WANTED.key
        self.looks += 1
        return self.now

    def keeps(self, key: str, setting: str) -> bool:
        assert (key, setting) == (WANTED.key, "A")
        return self.known


class World:
    """An app that runs with a secret's first version, under a clock."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.references, self.launcher = FakeClock(), FakeReferences(), FakeLauncher()
        self.keeper, self.wanted = FakeKeeper(), Wanted()
        self.wanted.apps = (replace(WANTED, configuration="1"),)
        folders = Folders(folder, as_root=False)
        deployed(folders.of("web1"))
        self.supervisor = Supervisor(
            self._connect, self.wanted, folders=folders, launcher=self.launcher, clock=self.clock
        )
        self.following = ReferenceFollowing(self.supervisor, self.references, self.clock)
        self.launcher.fetched = Refresh(self.clock).fetched("1", self.references.now)

    async def _connect(self, heard: object) -> FakeKeeper:
        self.keeper.processes.told = lambda _name, event: heard(event)  # type: ignore[operator]  # it is a function
        return self.keeper

    @property
    def app(self) -> HostedApp:
        app = self.supervisor.find(WANTED.key)
        assert app is not None
        return app

    async def starts(self) -> None:
        await self.supervisor.start(successor=False)
        await until(lambda: self.app.condition.state is State.RUNNING)

    async def is_replaced(self) -> bool:
        """Whether the next process, with what is found now, takes over."""
        self.launcher.fetched = Refresh(self.clock).fetched("1", self.references.now)
        before = self.app.serving
        if not self.app._forced:
            return False
        await until(lambda: self.app.serving is not before and self.app.address is not None)
        return True


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    await made.starts()
    yield made
    await made.supervisor.stop()


async def test_after_a_day_a_new_version_is_a_new_process_that_keeps_the_rest(world: World) -> None:
    world.references.now = {"A": found(active="v2")}
    world.clock.advance(MAX_AGE - 1)
    await world.following.look()
    assert world.references.looks == 0
    world.clock.advance(1)
    await world.following.look()
    assert await world.is_replaced()
    assert world.launcher.launched[-1].keeps_secrets
    assert not world.launcher.launched[0].keeps_secrets
    assert world.app.restarts == 0


async def test_the_same_version_is_looked_at_once_a_day(world: World) -> None:
    for _ in range(2):
        world.clock.advance(MAX_AGE)
        await world.following.look()
        await world.following.look()
        assert not await world.is_replaced()
    assert world.references.looks == 2


async def test_a_changed_configuration_is_a_look_and_no_process_by_itself(world: World) -> None:
    world.wanted.apps = (replace(WANTED, configuration="2"),)
    await world.supervisor.follow()
    await world.following.look()
    await world.following.look()
    assert world.references.looks == 1
    assert not await world.is_replaced()


async def test_a_refresh_looks_at_once(world: World) -> None:
    world.references.now = {"A": found(active="v2")}
    await world.following.refresh("/no/such/app")
    assert world.references.looks == 0
    await world.following.refresh(WANTED.key)
    assert await world.is_replaced()


async def test_what_cannot_be_read_takes_nothing_away(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.references.now = {"A": replace(found(active=""), status=Status.DENIED)}
    with caplog.at_level("WARNING", logger="nameplate.apphost.reference_following"):
        await world.following.refresh(WANTED.key)
    assert "keeps what they led to" in caplog.text
    assert not await world.is_replaced()


@pytest.mark.parametrize("known", [True, False])
async def test_a_new_process_comes_only_where_no_other_secret_is_lost_by_it(
    tmp_path: Path, *, known: bool
) -> None:
    """A server that was killed does not know the values that its predecessor gave."""
    world = World(tmp_path)
    first = {"A": found(), "B": found()}
    world.launcher.fetched = Refresh(world.clock).fetched("1", first)
    await world.starts()
    world.references.known = known
    world.references.now = {"A": found(active=""), "B": found(active="v2")}
    await world.following.refresh(WANTED.key)
    assert await world.is_replaced() is known
    await world.supervisor.stop()


async def test_apps_without_references_are_left_alone(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.launcher.fetched = None
    await world.starts()
    world.clock.advance(MAX_AGE)
    await world.following.look()
    await world.following.refresh(WANTED.key)
    assert world.references.looks == 0
    await world.supervisor.stop()
