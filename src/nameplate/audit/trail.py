"""Recording: durable before an answer leaves, buffered for what may wait, counted for what is warm.

Order is the order of ``record``: a durable event takes the buffered ones before it along.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Final

from nameplate.audit.chain import Verification, verify
from nameplate.audit.event import Event, EventKind, StoredEvent, TimedEvent
from nameplate.audit.protocols import AuditRecords
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
    ) -> None:
        self._records = records
        self._clock = clock
        self._units = units
        self._buffer_seconds = buffer_seconds
        self._count_seconds = count_seconds
        self._pending: list[TimedEvent] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._counts: dict[tuple[str, str], int] = {}
        self._flush_soon: asyncio.Handle | None = None
        self._flush_later: asyncio.TimerHandle | None = None
        self._count_later: asyncio.TimerHandle | None = None
        self._flushes: set[asyncio.Task[None]] = set()

    async def record(self, event: Event, *, durable: bool = True) -> None:
        """Record an event. A durable one is on disk when this returns, with all before it.

        Raises what the store raised when a durable event could not be written: whoever was about
        to release something must not.
        """
        self._pending.append(TimedEvent(self._clock.now(), event))
        loop = asyncio.get_running_loop()
        if durable or len(self._pending) >= _BUFFER_LIMIT:
            if self._flush_soon is None:
                self._flush_soon = loop.call_soon(self._flush)
            written: asyncio.Future[None] = loop.create_future()
            self._waiting.append(written)
            await written
        elif self._flush_later is None:
            self._flush_later = loop.call_later(self._buffer_seconds, self._flush)

    def add(self, work: UnitOfWork, event: Event) -> None:
        """Record a change in the unit of the change itself: both are written, or neither."""
        self._records.append(work, (TimedEvent(self._clock.now(), event),))

    def count(self, *, object_id: str, audience: str) -> None:
        """Count a warm token; the counts become one event each when their minute is over."""
        key = (object_id, audience)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._count_later is None:
            loop = asyncio.get_running_loop()
            self._count_later = loop.call_later(self._count_seconds, self._write_counts)
        elif len(self._counts) > _COUNTS_LIMIT:
            self._write_counts()

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
        if self._pending:
            self._flush()
            await asyncio.gather(*self._flushes)
        return await self._records.after(sequence, limit=limit, object_id=object_id, kind=kind)

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
            TimedEvent(now, _counted(object_id, audience, count))
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


def _counted(object_id: str, audience: str, count: int) -> Event:
    return Event(
        kind=EventKind.TOKEN,
        action="token/cached",
        outcome="allowed",
        resource=audience,
        object_id=object_id,
        reason="answered from the token cache",
        facts={"count": str(count)},
    )
