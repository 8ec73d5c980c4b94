"""The trail's records in a list."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from nameplate.audit.chain import ORIGIN, ChainPoint, Digest, encode, link, sha256
from nameplate.audit.event import EventKind, StoredEvent, TimedEvent
from nameplate.audit.selection import Found, Selection, Series, SeriesUse, Tally, tally_of
from nameplate.core.work import UnitOfWork


class FakeAuditRecords:
    """An append-only list, bounded as a store's table is."""

    def __init__(self, *, limit: int = 10_000, digest: Digest = sha256) -> None:
        self.stored: list[StoredEvent] = []
        self._limit = limit
        self.digest = digest
        self._start = ORIGIN
        self._numbers: dict[Series, int] = {}
        self._tallies: Counter[tuple[int, str, str]] = Counter()

    def append(self, work: UnitOfWork, events: Sequence[TimedEvent]) -> None:
        def write(_transaction: Any) -> None:
            point = self._end()
            for timed in events:
                point = link(point, timed.time, encode(timed.event), digest=self.digest)
                self.stored.append(StoredEvent(point.sequence, timed.time, timed.event, point.hash))
                self._numbers.setdefault(Series.of(timed.event), len(self._numbers) + 1)
                what, outcome, count = tally_of(timed.event)
                self._tallies[int(timed.time) // 60, what, outcome] += count
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

    async def page(
        self,
        selection: Selection,
        *,
        limit: int,
        before: int | None = None,
        after: int | None = None,
    ) -> list[Found]:
        found = [
            stored
            for stored in self.stored
            if (before is None or stored.sequence < before)
            and (after is None or stored.sequence > after)
            and (selection.since is None or stored.time >= selection.since)
            and (selection.until is None or stored.time < selection.until)
            and selection.takes(Series.of(stored.event))
        ]
        ordered = found if after is not None else found[::-1]
        return [_found(stored) for stored in ordered[:limit]]

    async def find(self, sequence: int) -> Found | None:
        return next((_found(each) for each in self.stored if each.sequence == sequence), None)

    async def series(self, selection: Selection) -> dict[int, Series]:
        kept = {Series.of(stored.event) for stored in self.stored}
        return {
            number: series
            for series, number in self._numbers.items()
            if series in kept and selection.takes(series)
        }

    async def used(self, numbers: Collection[int]) -> list[SeriesUse]:
        found = []
        for series, number in self._numbers.items():
            events = [stored for stored in self.stored if Series.of(stored.event) == series]
            if number in numbers and events:
                last = events[-1]
                found.append(SeriesUse(series, last.time, last.sequence, len(events)))
        return found

    async def tallies(self, since: float, until: float, *, minutes: int = 1) -> list[Tally]:
        low, high = int(since) // 60, -(-int(until) // 60)
        steps: Counter[tuple[int, str, str]] = Counter()
        for (minute, what, outcome), count in self._tallies.items():
            if low <= minute < high:
                steps[minute // minutes * minutes, what, outcome] += count
        return [Tally(*where, count) for where, count in sorted(steps.items())]

    async def start(self) -> ChainPoint:
        return self._start

    async def last(self) -> ChainPoint:
        return self._end()

    def _end(self) -> ChainPoint:
        if not self.stored:
            return self._start
        return ChainPoint(self.stored[-1].sequence, self.stored[-1].hash)


def _found(stored: StoredEvent) -> Found:
    return Found(stored, stored.event.workload.lower())
