"""Every wanted app is hosted; what is no longer wanted goes; what runs already is taken over."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nameplate.apphost.folders import Folders
from nameplate.apphost.hosted_app import Timing
from nameplate.apphost.instances import Event
from nameplate.apphost.states import State
from nameplate.apphost.supervisor import Supervisor
from nameplate.apphost.wanted import WantedApp
from nameplate.process.keeper.workload import Workload
from tests.apphost.test_hosted_app import WANTED, until
from tests.fakes.clock import FakeClock
from tests.fakes.processes import FakeLauncher, FakeProcesses, deployed

OTHER = replace(WANTED, key=WANTED.key.replace("web1", "web2"), label="web2", site="web2")


class FakeKeeper:
    """A keeper over fake processes."""

    def __init__(self) -> None:
        self.processes = FakeProcesses()
        self.hello: Event = {"apps": [], "isolation": True, "problem": None}
        self.stopped: list[str] = []
        self.over = False

    async def start(self, workload: Workload) -> Event:
        return await self.processes.start_process(workload)

    async def stop(self, app: str, *, grace: float) -> bool:
        self.stopped.append(app)
        return await self.processes.stop_process(app, grace=grace)

    async def shutdown(self, *, grace: float) -> None:
        del grace
        self.over = True
        await self.processes.close()

    async def close(self) -> None:
        return


class Wanted:
    """What the control plane wants, as a test says."""

    def __init__(self) -> None:
        self.apps: Sequence[WantedApp] = (WANTED,)

    async def every(self) -> Sequence[WantedApp]:
        return self.apps


class Stand:
    """A supervisor over fakes."""

    def __init__(self, folder: Path) -> None:
        self.keeper = FakeKeeper()
        self.connected = 0
        self.wanted = Wanted()
        self.folders = Folders(folder, as_root=False)
        self.heard: Callable[[Event], None] = lambda _event: None
        self.supervisor = Supervisor(
            self._connect,
            self.wanted,
            folders=self.folders,
            launcher=FakeLauncher(),
            clock=FakeClock(),
            timing=Timing(start=2.0, poll=0.005, first_delay=0.01, grace=0.1),
        )

    async def _connect(self, heard: Callable[[Event], None]) -> FakeKeeper:
        self.heard = heard
        self.connected += 1
        self.keeper.processes.told = lambda _name, event: heard(event)
        return self.keeper

    def state(self, wanted: WantedApp = WANTED) -> State | None:
        app = self.supervisor.find(wanted.key)
        return app.condition.state if app else None


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    found = Stand(tmp_path)
    yield found
    await found.supervisor.stop()


async def test_what_is_wanted_runs_and_what_is_not_goes(stand: Stand) -> None:
    for label in ("web1", "web2"):
        deployed(stand.folders.of(label))
    await stand.supervisor.start(successor=True)
    await until(lambda: stand.state() is State.RUNNING)
    stand.wanted.apps = (OTHER,)
    await stand.supervisor.follow()
    await until(lambda: stand.state(OTHER) is State.RUNNING)
    assert stand.state() is None
    assert stand.folders.labels() == ["web2"]
    assert len(stand.keeper.processes.running) == 1
    assert stand.supervisor.of_label("WEB2") is stand.supervisor.find(OTHER.key)


async def test_a_stop_ends_every_app_and_the_keeper(stand: Stand) -> None:
    deployed(stand.folders.of("web1"))
    await stand.supervisor.start(successor=True)
    await until(lambda: stand.state() is State.RUNNING)
    await stand.supervisor.stop()
    assert stand.keeper.over
    assert not stand.keeper.processes.running


async def test_processes_of_apps_that_are_gone_are_ended(stand: Stand) -> None:
    left: list[dict[str, Any]] = [
        {"app": "/gone#3", "started": 1.0, "stopping": False, "label": {}}
    ]
    stand.keeper.hello = {**stand.keeper.hello, "apps": left}
    await stand.supervisor.start(successor=True)
    assert stand.keeper.stopped == ["/gone#3"]


async def test_a_lost_keeper_is_found_again(stand: Stand) -> None:
    deployed(stand.folders.of("web1"))
    await stand.supervisor.start(successor=True)
    await until(lambda: stand.state() is State.RUNNING)
    before = len(stand.keeper.processes.started)
    await stand.keeper.processes.close()
    stand.heard({"event": "lost"})
    await until(lambda: len(stand.keeper.processes.started) > before)
    await until(lambda: stand.state() is State.RUNNING)


async def test_status_names_each_app_and_its_state(stand: Stand) -> None:
    await stand.supervisor.start(successor=True)
    await stand.supervisor.follow()
    await until(lambda: stand.state() is State.EMPTY)
    (status,) = stand.supervisor.status()
    assert (status["name"], status["state"]) == ("web1", "NoContent")
    assert status["reason"] == "nothing was deployed"
    assert stand.supervisor.isolation == "isolated"


async def test_without_anything_to_run_there_is_no_keeper(stand: Stand) -> None:
    await stand.supervisor.start(successor=False)
    await stand.supervisor.follow()
    await until(lambda: stand.state() is State.EMPTY)
    assert stand.connected == 0
    deployed(stand.folders.of("web1"))
    app = stand.supervisor.find(WANTED.key)
    assert app is not None
    app.look_again()
    await until(lambda: stand.state() is State.RUNNING)
    assert await stand.supervisor.isolated()


def program(number: int = 1) -> Workload:
    """One that ends by itself, beside the processes of an app."""
    return Workload(f"{WANTED.key}#build-{number}", ("true",), {"PORT": "1"}, "/", "/log")


async def test_a_program_is_run_to_its_end(stand: Stand) -> None:
    async def end(_port: int) -> None:
        return

    stand.keeper.processes.behave = end
    event = await stand.supervisor.run_to_end(program(), seconds=5)
    assert event["code"] == 0


async def test_a_program_that_goes_on_is_ended(stand: Stand) -> None:
    async def wait(_port: int) -> None:
        await asyncio.Event().wait()

    stand.keeper.processes.behave = wait
    with pytest.raises(TimeoutError):
        await stand.supervisor.run_to_end(program(), seconds=0.01)
    assert stand.keeper.stopped == [program().app]


async def test_a_program_ends_with_its_app_and_with_the_keeper(stand: Stand) -> None:
    async def wait(_port: int) -> None:
        await asyncio.Event().wait()

    stand.keeper.processes.behave = wait
    await stand.supervisor.start(successor=True)
    await stand.supervisor.follow()
    first = asyncio.ensure_future(stand.supervisor.run_to_end(program(), seconds=5))
    await until(lambda: bool(stand.keeper.processes.running))
    stand.wanted.apps = ()
    await stand.supervisor.follow()
    assert (await first)["signal"] == 15
    second = asyncio.ensure_future(stand.supervisor.run_to_end(program(2), seconds=5))
    await until(lambda: bool(stand.keeper.processes.running))
    stand.heard({"event": "lost"})
    assert "lost" in (await second)["failure"]


async def test_a_program_of_an_earlier_server_is_ended(stand: Stand) -> None:
    left = {"app": program().app, "started": 1.0, "stopping": False, "label": {}}
    stand.keeper.hello = {**stand.keeper.hello, "apps": [left]}
    await stand.supervisor.start(successor=True)
    assert stand.keeper.stopped == [program().app]


async def test_apps_with_nothing_to_run_get_no_folder_and_can_be_found(stand: Stand) -> None:
    many = [
        replace(WANTED, key=f"{WANTED.key}{number}", label=f"many{number}") for number in range(120)
    ]
    deployed(stand.folders.of(many[-1].label))
    stand.wanted.apps = tuple(many)
    (stand.folders.of(many[0].label).root / "data" / "own").touch()
    await stand.supervisor.start(successor=False)
    assert [each.wanted for each in stand.supervisor.apps] == [many[-1]]
    await stand.supervisor.follow()
    assert len(stand.supervisor.apps) == len(many)
    assert stand.folders.labels() == [many[0].label, many[-1].label]
    found = stand.supervisor.of_label("MANY7")
    assert found is not None
    assert found is stand.supervisor.find(many[7].key)
    await until(lambda: stand.state(many[7]) is State.EMPTY)
    await until(lambda: stand.state(many[-1]) is State.RUNNING)


async def test_who_is_created_again_takes_over_nothing_of_who_had_its_name(stand: Stand) -> None:
    """What the keeper said at the start is no longer true then."""

    async def wait(_port: int) -> None:
        await asyncio.Event().wait()

    stand.keeper.processes.behave = wait
    stand.keeper.processes.told = lambda _name, event: stand.heard(event)
    name, label = f"{WANTED.key}#7", {"port": 1, "revision": "another"}
    await stand.keeper.start(Workload(name, ("true",), {"PORT": "1"}, "/", "/log"))
    left = {"app": name, "started": 1.0, "stopping": False, "label": label}
    stand.keeper.hello = {**stand.keeper.hello, "apps": [left]}
    await stand.supervisor.start(successor=True)
    first = stand.supervisor.find(WANTED.key)
    assert first is not None
    assert first.pid_names == (name,)
    stand.wanted.apps = ()
    await stand.supervisor.follow()
    stand.wanted.apps = (WANTED,)
    await stand.supervisor.follow()
    again = stand.supervisor.find(WANTED.key)
    assert again is not None
    assert again is not first
    assert again.pid_names == ()


async def test_what_was_read_before_a_swap_is_read_again(stand: Stand) -> None:
    many = [
        replace(WANTED, key=f"{WANTED.key}{number}", label=f"many{number}") for number in range(120)
    ]
    stand.wanted.apps = tuple(many)
    await stand.supervisor.start(successor=False)
    following = asyncio.ensure_future(stand.supervisor.follow())
    while not stand.supervisor.apps:  # noqa: ASYNC110 - nobody signals the first of many
        await asyncio.sleep(0)
    assert len(stand.supervisor.apps) < len(many)
    swapped = [replace(each, deployment_id="other") for each in many]
    stand.wanted.apps = tuple(swapped)
    stand.supervisor.swapped()
    await following
    assert [each.wanted.deployment_id for each in stand.supervisor.apps] == ["other"] * len(many)


async def test_a_stop_that_is_cancelled_says_so(stand: Stand) -> None:
    """Its own cancellation is not taken for that of the lives that it ends."""
    await stand.supervisor.start(successor=True)
    await stand.supervisor.follow()
    stopping = asyncio.ensure_future(stand.supervisor.stop())
    await asyncio.sleep(0)
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping
