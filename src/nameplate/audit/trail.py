"""Recording: durable before an answer leaves, buffered for what may wait, counted for what is warm.

Order is the order of ``record``: a durable event takes the buffered ones before it along.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import Final

from nameplate.audit.chain import Verification, verify
from nameplate.audit.event import Event, EventKind, StoredEvent, TimedEvent
from nameplate.audit.protocols import AuditRecords
from nameplate.audit.selection import CACHED, Found, Selection, SeriesUse, Tally
from nameplate.core.clock import Clock
from nameplate.core.work import UnitOfWork, UnitsOfWork

_LOG = logging.getLogger(__name__)
_BUFFER_LIMIT: Final = 2048
_COUNTS_LIMIT: Final = 4096
_PAGE: Final = 500


class Trail:
    """The one way to record an event, and to read what was recorded."""

    def __init__(
        self,
        records: AuditRecords,
        clock: Clock,
        units: UnitsOfWork,
        *,
        buffer_seconds: float = 0.1,
        count_seconds: float = 60.0,
        look_seconds: float = 0.2,
        durable: bool = True,
    ) -> None:
        """``durable``: whether anything outlives this process; where nothing does, none waits."""
        self._records = records
        self._clock = clock
        self._units = units
        self._buffer_seconds = buffer_seconds
        self._count_seconds = count_seconds
        self._look_seconds = look_seconds
        self._durable = durable
        self._pending: list[TimedEvent] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._counts: dict[tuple[str, str], int] = {}
        self._workloads: dict[str, str] = {}
        self._grown = asyncio.Event()
        self._watchers = 0
        self._listeners: list[Callable[[Event], None]] = []
        self._flush_soon: asyncio.Handle | None = None
        self._flush_later: asyncio.TimerHandle | None = None
        self._count_later: asyncio.TimerHandle | None = None
        self._flushes: set[asyncio.Task[None]] = set()

    async def record(self, event: Event, *, durable: bool = True) -> None:
        """Record an event. A durable one is on disk when this returns, with all before it.

        Raises what the store raised when a durable event could not be written: whoever was about
        to release something must not.
        """
        self._tell(event)
        self._pending.append(TimedEvent(self._clock.now(), event))
        if event.kind is EventKind.TOKEN and event.workload:
            self._note_workload(event)
        loop = asyncio.get_running_loop()
        if (durable and self._durable) or len(self._pending) >= _BUFFER_LIMIT:
            if self._flush_soon is None:
                self._flush_soon = loop.call_soon(self._flush)
            written: asyncio.Future[None] = loop.create_future()
            self._waiting.append(written)
            await written
        elif self._flush_later is None:
            self._flush_later = loop.call_later(self._buffer_seconds, self._flush)

    def add(self, work: UnitOfWork, event: Event) -> None:
        """Record a change in the unit of the change itself: both are written, or neither."""
        self._tell(event)
        self._records.append(work, (TimedEvent(self._clock.now(), event),))
        if self._watchers:
            work.after_commit(self._tell_watchers)

    def count(self, *, object_id: str, audience: str) -> None:
        """Count a warm token; the counts become one event each when their minute is over."""
        key = (object_id, audience)
        if self._listeners:
            self._tell(_counted(object_id, audience, 1, ""))
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._count_later is None:
            loop = asyncio.get_running_loop()
            self._count_later = loop.call_later(self._count_seconds, self._write_counts)
        elif len(self._counts) > _COUNTS_LIMIT:
            self._write_counts()

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Tell somebody in this process of each event as it happens, written or not."""
        self._listeners.append(listener)

    def _tell(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)

    async def since(
        self,
        sequence: int,
        *,
        limit: int = _PAGE,
        object_id: str | None = None,
        kind: EventKind | None = None,
    ) -> list[StoredEvent]:
        """Return at most ``limit`` stored events after ``sequence``, in order.

        What this process still buffers is written first: who acted and then looks, finds.
        """
        await self._settle()
        return await self._records.after(sequence, limit=limit, object_id=object_id, kind=kind)

    async def page(
        self,
        selection: Selection,
        *,
        limit: int,
        before: int | None = None,
        after: int | None = None,
    ) -> list[Found]:
        """Return the newest of the selected events, or those next after a place (``after``)."""
        await self._settle()
        return await self._records.page(selection, limit=limit, before=before, after=after)

    async def grown(self, sequence: int, *, seconds: float) -> bool:
        """Wait until there is an event after a place, whoever recorded it; ``False``: in vain.

        What this process records is told at once. What another one does is looked for.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        self._watchers += 1
        try:
            while await self.last() <= sequence:
                left = end - loop.time()
                if left <= 0:
                    return False
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._grown.wait(), min(self._look_seconds, left))
        finally:
            self._watchers -= 1
        return True

    async def find(self, sequence: int) -> Found | None:
        """The event at a place, if it is kept."""
        await self._settle()
        return await self._records.find(sequence)

    async def uses(self, selection: Selection) -> list[SeriesUse]:
        """What was done, each kind of it once, however often: what ``suggest`` needs of it."""
        await self._settle()
        return await self._records.used(await self._records.series(selection))

    async def tallies(self, since: float, until: float, *, minutes: int = 1) -> list[Tally]:
        """How much was recorded in each step of so many minutes."""
        await self._settle()
        return await self._records.tallies(since, until, minutes=minutes)

    async def events_of(self, object_id: str) -> AsyncIterator[Event]:
        """Every stored event of one principal, page by page: what ``suggest`` reads."""
        sequence = 0
        while page := await self.since(sequence, object_id=object_id):
            for stored in page:
                yield stored.event
            sequence = page[-1].sequence
            await asyncio.sleep(0)

    async def last(self) -> int:
        """The sequence of the newest stored event; 0 when there is none."""
        return (await self._records.last()).sequence

    async def verify(self) -> Verification:
        """Follow the whole stored chain, page by page."""
        point, verified = await self._records.start(), 0
        while page := await self.since(point.sequence):
            found = verify(page, point, digest=self._records.digest)
            point, verified = found.end, verified + found.verified
            if not found:
                start = await self._records.start()
                if start.sequence <= point.sequence:
                    return Verification(verified, point, broken_at=found.broken_at)
                point = start  # the oldest were dropped while we read
            await asyncio.sleep(0)
        return Verification(verified, point)

    async def close(self) -> None:
        """Write what is buffered and counted, and wait until it is on disk."""
        self._write_counts()
        self._flush()
        while self._flushes:
            ending = tuple(self._flushes)
            # What has ended may not have left the set yet, and waiting for it does not yield.
            self._flushes.difference_update(ending)
            await asyncio.gather(*ending)

    async def _settle(self) -> None:
        """Write what this process buffers: who acted and then looks, finds."""
        self._flush()
        if self._flushes:  # those that were begun before, too
            await asyncio.wait(tuple(self._flushes))  # who gives up waiting ends none of them

    def _tell_watchers(self) -> None:
        self._grown.set()
        self._grown = asyncio.Event()

    def _note_workload(self, event: Event) -> None:
        """Tokens from the cache belong to where the first of them did."""
        if event.object_id is not None:
            if len(self._workloads) >= _COUNTS_LIMIT:
                del self._workloads[next(iter(self._workloads))]
            self._workloads[event.object_id] = event.workload

    def _write_counts(self) -> None:
        """Turn the counts into events."""
        if self._count_later is not None:
            self._count_later.cancel()
            self._count_later = None
        if not self._counts:
            return
        counts, self._counts = self._counts, {}
        now = self._clock.now()
        self._pending.extend(
            TimedEvent(
                now, _counted(object_id, audience, count, self._workloads.get(object_id, ""))
            )
            for (object_id, audience), count in counts.items()
        )
        self._flush()

    def _flush(self) -> None:
        """Hand all pending events to the store as one unit."""
        for handle in (self._flush_soon, self._flush_later):
            if handle is not None:
                handle.cancel()
        self._flush_soon = self._flush_later = None
        if not self._pending:
            return
        events, self._pending = self._pending, []
        waiting, self._waiting = self._waiting, []
        task = asyncio.get_running_loop().create_task(self._write(events, waiting))
        self._flushes.add(task)
        task.add_done_callback(self._flushes.discard)

    async def _write(self, events: list[TimedEvent], waiting: list["asyncio.Future[None]"]) -> None:
        work = self._units.begin()
        self._records.append(work, events)
        try:
            await work.commit()
        except asyncio.CancelledError:
            for written in waiting:
                written.cancel()
            raise
        except Exception as error:  # noqa: BLE001  # each waiting caller is told; none is skipped
            _LOG.error("audit events not written", extra={"events": len(events)})
            for written in waiting:
                if not written.done():
                    written.set_exception(error)
            return
        for written in waiting:
            if not written.done():
                written.set_result(None)
        if self._watchers:
            self._tell_watchers()


def _counted(object_id: str, audience: str, count: int, workload: str) -> Event:
    return Event(
        kind=EventKind.TOKEN,
        action=CACHED,
        outcome="allowed",
        resource=audience,
        object_id=object_id,
        reason="answered from the token cache",
        facts={"count": str(count)},
        workload=workload,
    )
