"""The trail: durable means on disk, buffered means soon, warm means counted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from nameplate.audit.event import Event, EventKind, StoredEvent
from nameplate.audit.selection import Selection
from nameplate.audit.trail import Trail
from nameplate.core.errors import Unavailable
from tests.fakes.audit_records import FakeAuditRecords
from tests.fakes.clock import FakeClock
from tests.fakes.units import FakeUnitOfWork, FakeUnits

EVENT = Event(
    kind=EventKind.DECISION, action="secrets/get", outcome="allowed", resource="v", object_id="o"
)
TOKEN = Event(kind=EventKind.TOKEN, action="token", outcome="allowed", resource="audience")


class FailingUnits(FakeUnits):
    """Units whose commit fails while ``broken``; ``commits`` counts all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False
        self.commits = 0

    def begin(self) -> FakeUnitOfWork:
        self.commits += 1
        work = super().begin()
        if self.broken:
            work.add(self._fail)
        return work

    def _fail(self, _transaction: object) -> None:
        raise Unavailable("ServiceUnavailable", "The store's disk is full.")


class SlowUnits(FakeUnits):
    """Units whose commit waits at a gate."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()
        self.gate = asyncio.Event()

    def begin(self) -> FakeUnitOfWork:
        units = self

        class Slow(FakeUnitOfWork):
            async def commit(self) -> None:
                units.begun.set()
                await units.gate.wait()
                await super().commit()

        return Slow(self.epoch)


class Interrupted(FakeAuditRecords):
    """Something happens once, after a page was read."""

    interruption: Callable[[], Awaitable[object]] | None = None

    async def after(
        self,
        sequence: int,
        *,
        limit: int,
        object_id: str | None = None,
        kind: EventKind | None = None,
    ) -> list[StoredEvent]:
        page = await super().after(sequence, limit=limit, object_id=object_id, kind=kind)
        if self.interruption is not None:
            interruption, self.interruption = self.interruption, None
            await interruption()
        return page


@pytest.fixture
def records() -> FakeAuditRecords:
    """What was stored."""
    return FakeAuditRecords()


@pytest.fixture
def units() -> FailingUnits:
    """Units that can be made to fail."""
    return FailingUnits()


@pytest.fixture
def clock() -> FakeClock:
    """Time that stands still."""
    return FakeClock(100.0)


@pytest.fixture
async def trail(
    records: FakeAuditRecords, units: FailingUnits, clock: FakeClock
) -> AsyncIterator[Trail]:
    """A trail whose buffers wait for longer than a test."""
    made = Trail(records, clock, units, buffer_seconds=3600, count_seconds=3600)
    yield made
    await made.close()


def actions(records: FakeAuditRecords) -> list[str]:
    return [stored.event.action for stored in records.stored]


async def test_a_durable_event_is_stored_when_it_returns(
    trail: Trail, records: FakeAuditRecords, clock: FakeClock
) -> None:
    clock.advance(5)
    await trail.record(EVENT)
    assert [(stored.time, stored.event) for stored in records.stored] == [(105.0, EVENT)]


async def test_durable_events_of_one_turn_are_one_unit(
    trail: Trail, records: FakeAuditRecords, units: FailingUnits
) -> None:
    await asyncio.gather(*(trail.record(EVENT) for _ in range(50)))
    assert len(records.stored) == 50
    assert units.commits == 1


async def test_who_looks_while_events_are_written_finds_them(
    records: FakeAuditRecords, clock: FakeClock
) -> None:
    units = SlowUnits()
    trail = Trail(records, clock, units, buffer_seconds=0)
    await trail.record(EVENT, durable=False)
    await units.begun.wait()

    looking, leaving = (asyncio.create_task(trail.since(0)) for _ in range(2))
    for _ in range(3):
        await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    units.gate.set()

    assert [stored.event for stored in await looking] == [EVENT]
    await trail.close()


async def test_a_buffered_event_waits(trail: Trail, records: FakeAuditRecords) -> None:
    await trail.record(TOKEN, durable=False)
    assert records.stored == []
    await trail.close()
    assert actions(records) == ["token"]


async def test_a_durable_event_takes_the_buffered_along_in_order(
    trail: Trail, records: FakeAuditRecords
) -> None:
    await trail.record(TOKEN, durable=False)
    await trail.record(EVENT)
    assert actions(records) == ["token", "secrets/get"]


async def test_the_buffer_is_written_by_itself(
    records: FakeAuditRecords, units: FailingUnits, clock: FakeClock
) -> None:
    trail = Trail(records, clock, units, buffer_seconds=0, count_seconds=0)
    await trail.record(TOKEN, durable=False)
    trail.count(object_id="o", audience="a")
    while len(records.stored) < 2:  # noqa: ASYNC110  # the list has no event of its own
        await asyncio.sleep(0)
    assert actions(records) == ["token", "token/cached"]
    await trail.close()


async def test_a_full_buffer_makes_the_next_one_wait(
    trail: Trail, records: FakeAuditRecords
) -> None:
    for _ in range(2048):
        await trail.record(TOKEN, durable=False)
    assert len(records.stored) == 2048


async def test_who_needs_it_durable_is_told_that_it_is_not(
    trail: Trail, units: FailingUnits, caplog: pytest.LogCaptureFixture
) -> None:
    units.broken = True
    outcomes = await asyncio.gather(
        *(trail.record(EVENT) for _ in range(3)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
    assert "audit events not written" in caplog.text
    units.broken = False
    await trail.record(EVENT)


async def test_a_caller_that_is_gone_does_not_disturb_the_others(
    trail: Trail, records: FakeAuditRecords
) -> None:
    waiting = [asyncio.create_task(trail.record(EVENT)) for _ in range(2)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert waiting[1].exception() is None
    assert len(records.stored) == 2


async def test_a_changes_event_rides_in_its_unit(
    trail: Trail, records: FakeAuditRecords, units: FailingUnits
) -> None:
    work = units.begin()
    trail.add(work, EVENT)
    assert records.stored == []
    epoch = units.epoch.value
    await work.commit()
    assert actions(records) == ["secrets/get"]
    assert units.epoch.value == epoch


async def test_warm_tokens_are_counted_by_principal_and_audience(
    trail: Trail, records: FakeAuditRecords
) -> None:
    for _ in range(3):
        trail.count(object_id="o", audience="a")
    trail.count(object_id="o", audience="b")
    await trail.close()

    counted = [(stored.event.resource, stored.event.facts["count"]) for stored in records.stored]
    assert counted == [("a", "3"), ("b", "1")]
    assert {stored.event.object_id for stored in records.stored} == {"o"}


async def test_counts_of_too_many_are_written_early(
    trail: Trail, records: FakeAuditRecords
) -> None:
    for number in range(4097):
        trail.count(object_id=str(number), audience="a")
    await asyncio.sleep(0)
    assert len(records.stored) == 4097


async def test_events_are_read_in_pages(trail: Trail) -> None:
    for _ in range(3):
        await trail.record(EVENT)
    assert [stored.sequence for stored in await trail.since(1, limit=1)] == [2]
    assert await trail.last() == 3


async def test_all_events_of_a_principal(trail: Trail) -> None:
    events = [replace(EVENT, object_id=str(number % 2)) for number in range(1200)]
    await asyncio.gather(*(trail.record(event) for event in events))
    found = [event async for event in trail.events_of("1")]
    assert len(found) == 600
    assert {event.object_id for event in found} == {"1"}


async def test_the_whole_chain_is_verified(trail: Trail, records: FakeAuditRecords) -> None:
    await asyncio.gather(*(trail.record(EVENT) for _ in range(1200)))
    found = await trail.verify()
    assert found
    assert (found.verified, found.end.sequence) == (1200, 1200)

    records.stored[700] = replace(records.stored[700], event=TOKEN)
    assert (await trail.verify()).broken_at == 701


async def test_events_dropped_while_verifying_are_no_break(
    clock: FakeClock, units: FailingUnits
) -> None:
    records = Interrupted(limit=1000)
    trail = Trail(records, clock, units)
    records.interruption = lambda: asyncio.gather(*(trail.record(EVENT) for _ in range(600)))
    await asyncio.gather(*(trail.record(EVENT) for _ in range(1000)))
    found = await trail.verify()
    assert found
    assert found.end.sequence == 1600
    await trail.close()


async def test_who_reads_finds_what_was_only_buffered() -> None:
    """A reader in the same process does not wait for the buffer's time."""
    trail = Trail(FakeAuditRecords(), FakeClock(), FakeUnits())
    event = Event(kind=EventKind.TOKEN, action="token", outcome="allowed", resource="r")
    await trail.record(event, durable=False)
    assert [stored.event for stored in await trail.since(0)] == [event]
    await trail.close()


async def test_who_waits_is_told_at_once_of_what_is_recorded_here(
    records: FakeAuditRecords, clock: FakeClock
) -> None:
    units = FakeUnits()
    trail = Trail(records, clock, units, look_seconds=3600)
    ways: tuple[Callable[[], Awaitable[None]], ...]
    ways = (lambda: trail.record(EVENT), lambda: in_a_unit(trail, units))
    for record in ways:
        seen = await trail.last()
        waiting = asyncio.ensure_future(trail.grown(seen, seconds=3600))
        await asyncio.sleep(0)
        await record()
        assert await waiting
    assert await trail.grown(1, seconds=0)
    await trail.close()


async def in_a_unit(trail: Trail, units: FakeUnits) -> None:
    work = units.begin()
    trail.add(work, EVENT)
    await work.commit()


async def test_what_another_process_recorded_is_found_by_looking(
    records: FakeAuditRecords, clock: FakeClock
) -> None:
    here = Trail(records, clock, FakeUnits(), look_seconds=0.001)
    there = Trail(records, clock, FakeUnits())
    waiting = asyncio.ensure_future(here.grown(0, seconds=3600))
    await asyncio.sleep(0)
    await there.record(EVENT)
    assert await waiting
    await there.close()
    await here.close()


async def test_nobody_waits_for_ever(trail: Trail) -> None:
    assert not await trail.grown(0, seconds=0)
    assert not await trail.grown(0, seconds=0.001)


async def test_what_is_selected_is_found_with_what_is_buffered(trail: Trail) -> None:
    await trail.record(EVENT)
    await trail.record(replace(EVENT, outcome="denied", workload="/sites/a"), durable=False)
    found = await trail.page(Selection(outcome="denied"), limit=5)
    assert [each.workload for each in found] == ["/sites/a"]
    assert await trail.find(found[0].stored.sequence) == found[0]
    uses = await trail.uses(Selection(object_ids=("o",)))
    assert [(each.series.outcome, each.count) for each in uses] == [("allowed", 1), ("denied", 1)]
    assert [each.count for each in await trail.tallies(0.0, 200.0)] == [1, 1]


async def test_tokens_from_the_cache_belong_to_where_the_first_was_issued(
    trail: Trail, records: FakeAuditRecords
) -> None:
    issued = replace(TOKEN, object_id="o", workload="/sites/a")
    await trail.record(issued)
    trail.count(object_id="o", audience="audience")
    await trail.close()
    assert [stored.event.workload for stored in records.stored] == ["/sites/a", "/sites/a"]


async def test_somebody_in_the_process_hears_of_each_event(trail: Trail) -> None:
    """Also of what is only counted, and before anything is written."""
    heard: list[Event] = []
    trail.listen(heard.append)

    await trail.record(TOKEN, durable=False)
    trail.add(FakeUnits().begin(), EVENT)
    trail.count(object_id="o", audience="audience")

    assert heard[:2] == [TOKEN, EVENT]
    assert (heard[2].action, heard[2].object_id) == ("token/cached", "o")


async def test_where_nothing_outlives_the_process_nobody_waits() -> None:
    """What is recorded is read all the same."""
    units = FailingUnits()
    trail = Trail(FakeAuditRecords(), FakeClock(), units, durable=False)
    await trail.record(EVENT)
    assert units.commits == 0
    assert [each.event for each in await trail.since(0)] == [EVENT]
    await trail.close()
