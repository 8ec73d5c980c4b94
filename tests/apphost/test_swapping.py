"""Swaps of hosted slots: warm first, then switched in one step; or nothing has happened."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from nameplate.apphost.folders import AppFolder
from nameplate.apphost.hosted_app import HostedApp
from nameplate.apphost.states import State
from nameplate.apphost.swapping import SlotSwapping, SwapRefused
from nameplate.apphost.wanted import WantedApp
from tests.apphost.test_hosted_app import WANTED, until
from tests.apphost.test_supervisor import Stand
from tests.fakes.processes import deployed

SLOT = replace(
    WANTED,
    key=f"{WANTED.key}/slots/staging",
    label="web1-staging",
    slot="staging",
    deployment_id="web1__4caa",
)
SLOT_AFTER = replace(SLOT, deployment_id="web1", revision="2")
SITE_AFTER = replace(WANTED, deployment_id="web1__4caa", revision="2")


class Slots:
    """A site and a slot that are hosted, and swaps of them."""

    def __init__(self, folder: Path) -> None:
        self.stand = Stand(folder)
        self.stand.wanted.apps = (WANTED, SLOT)
        self.deploying: set[str] = set()
        self.swapping = SlotSwapping(
            self.stand.supervisor,
            self.stand.folders,
            is_deploying=lambda app: app.wanted.key in self.deploying,
        )

    def app(self, wanted: WantedApp) -> HostedApp:
        found = self.stand.supervisor.find(wanted.key)
        assert found is not None
        return found

    def folder(self, wanted: WantedApp) -> AppFolder:
        return self.stand.folders.of(wanted.content)

    async def running(self) -> None:
        for each in (WANTED, SLOT):
            deployed(self.folder(each), name=each.label)
        await self.stand.supervisor.start(successor=False)
        for each in (WANTED, SLOT):
            await until(lambda: self.app(each).address is not None)  # noqa: B023 - awaited here

    @property
    def processes(self) -> int:
        return len(self.stand.keeper.processes.running)


@pytest.fixture
async def slots(tmp_path: Path) -> AsyncIterator[Slots]:
    found = Slots(tmp_path)
    await found.running()
    yield found
    await found.stand.supervisor.stop()


async def test_what_was_warm_serves_at_the_switch_and_nothing_starts_after(slots: Slots) -> None:
    before = {each.key: slots.app(each).address for each in (WANTED, SLOT)}
    prepared = await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER)
    assert prepared is not None
    assert slots.processes == 4
    assert {each.key: slots.app(each).address for each in (WANTED, SLOT)} == before

    prepared.switch()
    now = {each.key: slots.app(each).address for each in (WANTED, SLOT)}
    assert None not in now.values()
    assert not set(now.values()) & set(before.values())
    slots.stand.wanted.apps = (SITE_AFTER, SLOT_AFTER)
    await slots.stand.supervisor.follow()
    await until(lambda: slots.processes == 2)
    assert {each.key: slots.app(each).address for each in (WANTED, SLOT)} == now
    assert slots.app(WANTED).folder.active() == "web1-staging"
    assert slots.app(SLOT).folder.active() == "web1"
    assert [slots.app(each).restarts for each in (WANTED, SLOT)] == [0, 0]
    assert len(slots.stand.keeper.processes.started) == 4


async def test_what_is_abandoned_ends_and_what_was_goes_on(slots: Slots) -> None:
    before = slots.app(WANTED).address
    prepared = await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER)
    assert prepared is not None
    assert slots.swapping.is_swapping(WANTED.key)
    prepared.abandon()
    await until(lambda: slots.processes == 2)
    assert slots.app(WANTED).address == before
    assert not slots.swapping.is_swapping(WANTED.key)


async def test_a_target_that_does_not_come_up_refuses_the_swap(slots: Slots) -> None:
    async def end(_port: int) -> None:
        return

    slots.stand.keeper.processes.behave = end
    with pytest.raises(SwapRefused, match=r"'staging'.*'production'.*exit status 0"):
        await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER)
    await until(lambda: slots.processes == 2)
    assert slots.app(WANTED).condition.state is State.RUNNING
    assert not slots.swapping.is_swapping(SLOT.key)


async def test_a_source_that_does_not_come_up_is_started_again_after(slots: Slots) -> None:
    serve, ports = slots.stand.keeper.processes.serve, list[int]()

    async def behave(port: int) -> None:
        """Only the first that is started now does not come up: the source's."""
        ports.append(port)
        if len(ports) > 1:
            await serve(port)

    slots.stand.keeper.processes.behave = behave
    prepared = await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER)
    assert prepared is not None
    old = slots.app(SLOT).address
    prepared.switch()
    await until(lambda: slots.app(SLOT).address not in (None, old))


async def test_what_is_busy_or_empty_is_refused(slots: Slots) -> None:
    slots.deploying.add(SLOT.key)
    with pytest.raises(SwapRefused, match="deployment to The slot 'staging'"):
        await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER)
    slots.deploying.clear()
    prepared = await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER)
    assert prepared is not None
    with pytest.raises(SwapRefused, match="being swapped"):
        await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER)
    prepared.abandon()
    slots.folder(SLOT).wwwroot.unlink()
    with pytest.raises(SwapRefused, match="Nothing was deployed to The slot 'staging'"):
        await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER)


async def test_slots_that_do_not_run_are_swapped_without_a_warm_up(slots: Slots) -> None:
    stopped = [replace(each, running=False) for each in (SLOT_AFTER, SITE_AFTER)]
    prepared = await slots.swapping.prepare(stopped[0], stopped[1])
    assert prepared is not None
    assert slots.processes == 2
    prepared.switch()
    await until(lambda: slots.processes == 0)


async def test_what_is_not_hosted_is_nobodys_to_warm(slots: Slots) -> None:
    slots.stand.wanted.apps = (WANTED,)
    assert await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER) is None


async def test_a_swap_that_is_given_up_ends_what_it_started(slots: Slots) -> None:
    slots.stand.keeper.processes.behave = lambda _port: asyncio.sleep(60)
    task = asyncio.ensure_future(slots.swapping.prepare(SLOT_AFTER, SITE_AFTER))
    await until(lambda: slots.processes == 4)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: slots.processes == 2)


async def test_what_was_read_before_a_switch_is_read_again(slots: Slots) -> None:
    prepared = await slots.swapping.prepare(SLOT_AFTER, SITE_AFTER)
    assert prepared is not None
    every, looks = slots.stand.wanted.every, 0

    async def late() -> tuple[WantedApp, ...]:
        nonlocal looks
        looks += 1
        found = tuple(await every())
        if looks == 1:
            prepared.switch()
            slots.stand.wanted.apps = (SITE_AFTER, SLOT_AFTER)
        return found

    slots.stand.wanted.every = late  # type: ignore[method-assign]  # only here
    await slots.stand.supervisor.follow()
    assert looks == 2
    assert slots.app(WANTED).wanted == SITE_AFTER
