"""An app's life: it rests, starts, is watched, replaced and started again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nameplate.apphost.folders import AppFolder, Folders
from nameplate.apphost.hosted_app import HostedApp, Timing
from nameplate.apphost.states import State
from nameplate.apphost.wanted import WantedApp
from nameplate.core.errors import Unavailable
from tests.fakes.clock import FakeClock
from tests.fakes.processes import FakeLauncher, FakeProcesses, deployed

QUICK = Timing(start=2.0, poll=0.005, first_delay=0.01, longest_delay=0.02, grace=0.1, health=0.02)
WANTED = WantedApp(
    key="/subscriptions/s/resourcegroups/local/providers/microsoft.web/sites/web1",
    label="web1",
    site="web1",
    slot=None,
    kind="app",
    host_name="web1.azurewebsites.net",
    running=True,
    revision="1",
)


async def until(true: Callable[[], bool]) -> None:
    """Wait for what the app's own task brings about."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - nobody signals what is seen from outside
            await asyncio.sleep(0.002)


class Host:
    """A hosted app over fakes."""

    def __init__(self, folder: AppFolder) -> None:
        self.processes = FakeProcesses()
        self.launcher = FakeLauncher()
        self.app = HostedApp(
            WANTED,
            folder,
            processes=self.processes,
            launcher=self.launcher,
            clock=FakeClock(),
            timing=QUICK,
        )
        self.processes.told = self.app.heard
        self.task = asyncio.ensure_future(self.app.live())

    async def reaches(self, state: State) -> str:
        """Wait until the app is in a state; returns the reason."""
        await until(lambda: self.app.condition.state is state)
        return self.app.condition.reason


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    folder = Folders(tmp_path, as_root=False).of("web1")
    found = Host(folder)
    yield found
    found.task.cancel()
    await asyncio.gather(found.task, return_exceptions=True)
    await found.processes.close()


async def test_without_content_it_waits_for_some(host: Host) -> None:
    assert await host.reaches(State.EMPTY) == "nothing was deployed"
    deployed(host.app.folder)
    host.app.look_again()
    await host.reaches(State.RUNNING)
    assert host.app.address is not None


async def test_a_stopped_app_has_no_process_and_its_binding_ends(host: Host) -> None:
    deployed(host.app.folder)
    host.app.look_again()
    await host.reaches(State.RUNNING)
    host.app.want(replace(WANTED, running=False), host.app.folder)
    await host.reaches(State.STOPPED)
    assert host.app.address is None
    assert not host.processes.running
    assert host.launcher.released == host.launcher.bindings


async def test_a_crash_is_started_again_and_counted(host: Host) -> None:
    deployed(host.app.folder)
    host.app.look_again()
    await host.reaches(State.RUNNING)
    for task in list(host.processes.running.values()):
        task.cancel()
    assert "signal 15" in await host.reaches(State.BACKING_OFF)
    await host.reaches(State.RUNNING)
    assert host.app.restarts == 1
    assert "signal 15" in host.app.last_crash


async def test_an_app_that_ends_at_once_says_how(host: Host) -> None:
    async def end(_port: int) -> None:
        return

    host.processes.behave = end
    deployed(host.app.folder)
    host.app.look_again()
    assert await host.reaches(State.BACKING_OFF) == "its process ended with exit status 0"


async def test_an_app_that_never_answers_is_ended(tmp_path: Path) -> None:
    folder = Folders(tmp_path, as_root=False).of("web1")
    deployed(folder)
    host = Host(folder)
    host.app._timing = replace(QUICK, start=0.05)
    host.processes.behave = lambda _port: asyncio.sleep(60)
    clock = host.app._clock
    assert isinstance(clock, FakeClock)
    try:
        await host.reaches(State.STARTING)
        for _ in range(200):
            clock.advance(0.01)
            await asyncio.sleep(0.001)
            if host.app.condition.state is State.BACKING_OFF:
                break
        assert "did not answer" in host.app.condition.reason
    finally:
        host.task.cancel()
        await asyncio.gather(host.task, return_exceptions=True)
        await host.processes.close()


async def test_a_new_revision_takes_over_without_a_gap(host: Host) -> None:
    deployed(host.app.folder)
    host.app.look_again()
    await host.reaches(State.RUNNING)
    seen = {host.app.address}
    host.app.want(replace(WANTED, revision="2"), host.app.folder)
    async with asyncio.timeout(10):
        while len(host.processes.started) < 2 or len(host.processes.running) > 1:
            assert host.app.address is not None
            seen.add(host.app.address)
            await asyncio.sleep(0.001)
    assert host.app.address is not None
    assert len({*seen, host.app.address}) == 2
    assert host.app.restarts == 0


async def test_new_content_is_a_new_revision(host: Host) -> None:
    deployed(host.app.folder)
    host.app.look_again()
    await host.reaches(State.RUNNING)
    before = host.app.address
    deployed(host.app.folder, "two")
    host.app.look_again()
    await until(lambda: host.app.address != before)


async def test_what_cannot_run_is_failed_until_something_changes(host: Host) -> None:
    host.launcher.problem = "no start command was found"
    deployed(host.app.folder)
    host.app.look_again()
    assert await host.reaches(State.FAILED) == "no start command was found"
    host.launcher.problem = None
    host.app.look_again()
    await host.reaches(State.RUNNING)


async def test_a_keeper_that_refuses_is_a_reason(host: Host) -> None:
    host.processes.refusal = "no isolation here"
    deployed(host.app.folder)
    host.app.look_again()
    assert await host.reaches(State.BACKING_OFF) == "no isolation here"


async def test_a_request_waits_for_an_app_that_starts(host: Host) -> None:
    deployed(host.app.folder)
    await host.reaches(State.EMPTY)
    assert await host.app.wait_ready(0.01) is None
    host.app.look_again()
    await host.reaches(State.STARTING)
    address = await host.app.wait_ready(5)
    assert address is not None
    assert address == host.app.address


async def test_nobody_waits_for_an_app_that_crashes_again_and_again(host: Host) -> None:
    """The delays between its starts grow to a minute; its visitors are told at once."""
    hold = asyncio.Event()

    async def crash(_port: int) -> None:
        if len(host.processes.started) > 2:
            await hold.wait()

    host.processes.behave = crash
    deployed(host.app.folder)
    host.app.look_again()
    await until(lambda: host.app.restarts == 2)
    assert host.app.condition.state is State.BACKING_OFF
    assert await host.app.wait_ready(60) is None
    await host.reaches(State.STARTING)
    waiting = asyncio.ensure_future(host.app.wait_ready(60))
    hold.set()
    assert await waiting is None


async def test_an_unhealthy_app_is_started_anew(host: Host) -> None:
    """Its process answers 404 to the health check."""
    host.app.want(replace(WANTED, health_path="/health"), host.app.folder)
    deployed(host.app.folder)
    host.app.look_again()
    await host.reaches(State.RUNNING)
    assert "/health" in await host.reaches(State.BACKING_OFF)


async def test_a_process_of_an_earlier_server_is_taken_over(tmp_path: Path) -> None:
    folder = Folders(tmp_path, as_root=False).of("web1")
    deployed(folder)
    host = Host(folder)
    port = 0
    try:
        await host.reaches(State.RUNNING)
        assert host.app.address is not None
        port = host.app.address[1]
        host.task.cancel()
        await asyncio.gather(host.task, return_exceptions=True)
        successor = HostedApp(
            WANTED,
            folder,
            processes=host.processes,
            launcher=host.launcher,
            clock=FakeClock(),
            timing=QUICK,
        )
        host.processes.told = successor.heard
        label = {"port": port, "revision": successor.revision(), "binding": "binding-1"}
        successor.adopt(f"{WANTED.key}#1", label)
        host.app, host.task = successor, asyncio.ensure_future(successor.live())
        await host.reaches(State.RUNNING)
        assert len(host.processes.started) == 1
    finally:
        host.task.cancel()
        await asyncio.gather(host.task, return_exceptions=True)
        await host.processes.close()


async def test_a_restart_is_a_new_process_of_the_same_revision(host: Host) -> None:
    deployed(host.app.folder)
    host.app.look_again()
    await host.reaches(State.RUNNING)
    before = host.app.address
    host.app.restart()
    await until(lambda: host.app.address not in (None, before))
    assert host.app.restarts == 0
    assert len(host.processes.started) == 2


async def test_a_restart_is_not_lost_to_a_change_that_comes_with_it(host: Host) -> None:
    """What changes while the new process starts has another one started, not none."""
    deployed(host.app.folder)
    host.app.look_again()
    await host.reaches(State.RUNNING)
    before = host.app.address
    host.app.restart()
    await until(lambda: len(host.processes.started) == 2)
    host.app.want(replace(WANTED, health_path="/"), host.app.folder)
    await until(lambda: host.app.address not in (None, before))


async def test_secrets_are_kept_by_processes_that_nobody_asked_for(host: Host) -> None:
    deployed(host.app.folder)
    host.app.look_again()
    await host.reaches(State.RUNNING)
    for task in list(host.processes.running.values()):
        task.cancel()
    await until(lambda: host.app.restarts == 1 and host.app.address is not None)
    for number, change in enumerate((host.app.renew, host.app.restart), start=3):
        change()
        await until(lambda: len(host.processes.started) == number)  # noqa: B023 - awaited here
        await until(lambda: len(host.processes.running) == 1 and host.app.address is not None)
    host.app.want(replace(WANTED, revision="2"), host.app.folder)
    await until(lambda: len(host.processes.started) == 5)
    kept = [each.keeps_secrets for each in host.launcher.launched]
    assert kept == [False, True, True, False, False]


async def test_what_nobody_foresaw_is_logged_and_the_app_is_hosted_on(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    deployed(host.app.folder)
    host.launcher.defect = RuntimeError("nobody foresaw this")
    host.app.look_again()
    assert "unexpected problem" in await host.reaches(State.BACKING_OFF)
    assert "nobody foresaw this" in caplog.text
    host.launcher.defect = Unavailable("ServiceUnavailable", "The store's disk is full.")
    host.app.look_again()
    await until(lambda: host.app.condition.reason == "The store's disk is full.")
    host.launcher.defect = None
    host.app.look_again()
    await host.reaches(State.RUNNING)
