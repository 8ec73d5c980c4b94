"""The trail's records in a list."""

from collections.abc import Sequence
from typing import Any

from nameplate.audit.chain import ORIGIN, ChainPoint, Digest, encode, link, sha256
from nameplate.audit.event import EventKind, StoredEvent, TimedEvent
from nameplate.core.work import UnitOfWork


class FakeAuditRecords:
    """An append-only list, bounded as a store's table is."""

    def __init__(self, *, limit: int = 10_000, digest: Digest = sha256) -> None:
        self.stored: list[StoredEvent] = []
        self._limit = limit
        self.digest = digest
        self._start = ORIGIN

    def append(self, work: UnitOfWork, events: Sequence[TimedEvent]) -> None:
        def write(_transaction: Any) -> None:
            point = self._end()
            for timed in events:
                point = link(point, timed.time, encode(timed.event), digest=self.digest)
                self.stored.append(StoredEvent(point.sequence, timed.time, timed.event, point.hash))
            for dropped in self.stored[: -self._limit]:
                self._start = ChainPoint(dropped.sequence, dropped.hash)
            del self.stored[: -self._limit]

        work.add(write, coherent=False)

    async def after(
        self,
        sequence: int,
        *,
        limit: int,
        object_id: str | None = None,
        kind: EventKind | None = None,
    ) -> list[StoredEvent]:
        found = [
            stored
            for stored in self.stored
            if stored.sequence > sequence
            and object_id in (None, stored.event.object_id)
            and kind in (None, stored.event.kind)
        ]
        return found[:limit]

    async def start(self) -> ChainPoint:
        return self._start

    async def last(self) -> ChainPoint:
        return self._end()

    def _end(self) -> ChainPoint:
        if not self.stored:
            return self._start
        return ChainPoint(self.stored[-1].sequence, self.stored[-1].hash)
