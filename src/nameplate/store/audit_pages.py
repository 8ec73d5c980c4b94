"""Pages of the trail: filtered, in either direction, in milliseconds however long the trail is.

First the events next to where the page begins are looked at one by one: a page that is full then
is done. Otherwise each selected series says where its next event is, which is one search of an
index, and the page is merged from those series that come first.
"""

import heapq
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any, Final

from nameplate.audit.chain import decode
from nameplate.audit.event import EventKind, StoredEvent
from nameplate.audit.selection import Found, Selection, Series, SeriesUse
from nameplate.store.database import Database, Row

_NEAR: Final = 500
"""How many events are looked at one by one, to begin with."""
_FAR: Final = 8_000
"""Where searching by series costs less than looking at more."""
_CHUNK: Final = 400
"""How many numbers are given to one statement."""
_KINDS: Final = {kind.value: kind for kind in EventKind}
_COLUMNS: Final = "e.sequence, e.time, e.body, e.hash, s.workload_key"
_SERIES: Final = "s.id, s.kind, s.action, s.outcome, s.object_id, s.resource, s.workload_key"


class AuditPages:
    """Reads events and their series."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        selection: Selection,
        *,
        limit: int,
        before: int | None = None,
        after: int | None = None,
    ) -> list[Found]:
        """The events next to ``before`` downwards, or next to ``after`` upwards."""
        low, high = await self._bounds(selection, before, after)
        reading = _Reading(self._database, selection, limit=limit, up=after is not None)
        window = max(_NEAR, limit)
        while True:
            near = (low, low + window) if reading.up else (high - window, high)
            near = (max(low, near[0]), min(high, near[1]))
            found = await reading.one_by_one(*near)
            if len(found) == limit or near == (low, high):
                return found
            # As dense as they were, how many more have to be looked at?
            window = min(high - low, 2 * window * limit // len(found)) if found else high - low
            if window > _FAR:
                return await reading.by_series(low, high)

    async def find(self, sequence: int) -> Found | None:
        """The event at a place."""
        rows = await self._database.read(
            f"SELECT {_COLUMNS} FROM audit_event e JOIN audit_series s ON s.id = e.series "
            "WHERE e.sequence = ?",
            (sequence,),
        )
        return _found(rows[0]) if rows else None

    async def series(self, selection: Selection) -> dict[int, Series]:
        """The selected series by their numbers."""
        conditions, parameters = _conditions(selection)
        rows = await self._database.read(
            f"SELECT {_SERIES} FROM audit_series s WHERE {conditions}", parameters
        )
        return {row[0]: _series(row) for row in rows}

    async def used(self, numbers: Collection[int]) -> list[SeriesUse]:
        """The series with the last of their events."""
        found = []
        for part, marks in _chunks(numbers):
            rows = await self._database.read(
                f"SELECT {_SERIES}, e.sequence, e.time, "
                "(SELECT COUNT(*) FROM audit_event c WHERE c.series = s.id) "
                "FROM audit_series s JOIN audit_event e ON e.sequence = "
                "(SELECT MAX(n.sequence) FROM audit_event n WHERE n.series = s.id) "
                f"WHERE s.id IN ({marks})",
                part,
            )
            found += [
                SeriesUse(_series(row), last=row[8], sequence=row[7], count=row[9]) for row in rows
            ]
        return found

    async def _bounds(
        self, selection: Selection, before: int | None, after: int | None
    ) -> tuple[int, int]:
        """The places from and before which events are looked for."""
        first, end = await self._ends()
        low = first if after is None else max(first, after + 1)
        high = end if before is None else min(end, before)
        if selection.since is not None:
            low = max(low, await self._place_at(selection.since, first, end))
        if selection.until is not None:
            high = min(high, await self._place_at(selection.until, first, end))
        return low, max(low, high)

    async def _ends(self) -> tuple[int, int]:
        first = (await self._database.read("SELECT MIN(sequence) FROM audit_event"))[0][0]
        if first is None:
            return 1, 1
        last = (await self._database.read("SELECT MAX(sequence) FROM audit_event"))[0][0]
        return first, last + 1

    async def _place_at(self, time: float, low: int, high: int) -> int:
        """The first place that was written at a time or later: by halves, as places follow time."""
        while low < high:
            middle = (low + high) // 2
            rows = await self._database.read(
                "SELECT time FROM audit_event WHERE sequence >= ? ORDER BY sequence LIMIT 1",
                (middle,),
            )
            if rows and rows[0][0] < time:
                low = middle + 1
            else:
                high = middle
        return low


class _Reading:
    """One page on its way."""

    def __init__(
        self,
        database: Database,
        selection: Selection,
        *,
        limit: int,
        up: bool,
    ) -> None:
        self._database = database
        self._limit = limit
        self.up = up
        self._order = "ASC" if up else "DESC"
        self._conditions, self._parameters = _conditions(selection)

    async def one_by_one(self, low: int, high: int) -> list[Found]:
        """What meets the conditions among the events from ``low`` and before ``high``."""
        rows = await self._database.read(
            f"SELECT {_COLUMNS} FROM audit_event e CROSS JOIN audit_series s "
            "WHERE e.sequence >= ? AND e.sequence < ? AND s.id = e.series "
            f"AND {self._conditions} ORDER BY e.sequence {self._order} LIMIT ?",
            (low, high, *self._parameters, self._limit),
        )
        return [_found(row) for row in rows]

    async def by_series(self, low: int, high: int) -> list[Found]:
        """The same from the series that have something there, those first that come first."""
        next_of = await self._next_events(low, high)
        sequences: list[list[int]] = []
        for number, _ in next_of:
            rows = await self._database.read(
                "SELECT sequence FROM audit_event WHERE series = ? AND sequence >= ? "
                f"AND sequence < ? ORDER BY sequence {self._order} LIMIT ?",
                (number, low, high, self._limit),
            )
            sequences.append([row[0] for row in rows])
        merged = heapq.merge(*sequences, reverse=not self.up)
        return await self._whole(list(islice(merged, self._limit)))

    async def _next_events(self, low: int, high: int) -> list[tuple[int, int]]:
        """The series whose next events come first, at most as many as a page has events."""
        which = "MIN" if self.up else "MAX"
        rows = await self._database.read(
            f"SELECT s.id, (SELECT {which}(e.sequence) FROM audit_event e WHERE e.series = s.id "
            f"AND e.sequence >= ? AND e.sequence < ?) FROM audit_series s WHERE {self._conditions}",
            (low, high, *self._parameters),
        )
        there = ((row[0], row[1]) for row in rows if row[1] is not None)
        pick = heapq.nsmallest if self.up else heapq.nlargest
        return pick(self._limit, there, key=lambda row: row[1])

    async def _whole(self, sequences: Sequence[int]) -> list[Found]:
        found: list[Found] = []
        for part, marks in _chunks(sequences):
            rows = await self._database.read(
                f"SELECT {_COLUMNS} FROM audit_event e JOIN audit_series s ON s.id = e.series "
                f"WHERE e.sequence IN ({marks})",
                part,
            )
            found += [_found(row) for row in rows]
        return sorted(found, key=lambda each: each.stored.sequence, reverse=not self.up)


class _Conditions:
    """Conditions on series as SQL: the first is searched for by its index, others are compared.

    There are no statistics by which a database could tell that few series are of one app, and many
    of one outcome: here it is known.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.parameters: list[Any] = []

    @property
    def sql(self) -> str:
        return " AND ".join(self._parts) or "1 = 1"

    def column(self, name: str) -> str:
        """A column, spelled so that no index fits when a condition is there already."""
        return f"(s.{name} || '')" if self._parts else f"s.{name}"

    def either(self, *conditions: tuple[str, Sequence[Any]]) -> None:
        """One of these must hold."""
        self._parts.append(f"({' OR '.join(sql for sql, _ in conditions) or '1 = 0'})")
        self.parameters.extend(value for _, values in conditions for value in values)

    def one_of(self, name: str, values: Sequence[str]) -> tuple[str, Sequence[str]]:
        return f"{self.column(name)} IN ({_marks(len(values))})", values

    def within(self, name: str, outer: str) -> tuple[str, Sequence[str]]:
        """A resource and what is inside it: their keys begin with its own and a slash."""
        column = self.column(name)
        sql = f"{column} = ? OR ({column} > ? AND {column} < ?)"
        return sql, (outer, f"{outer}/", f"{outer}0")


def _conditions(selection: Selection) -> tuple[str, list[Any]]:
    """The conditions of a selection, what selects most first."""
    found = _Conditions()
    workload = () if selection.workload is None else (selection.workload,)
    acting = (("object_id", selection.object_ids), ("workload_key", workload))
    if any(values for _, values in acting):
        found.either(*(found.one_of(name, values) for name, values in acting if values))
    if selection.resource is not None:
        found.either(found.within("resource_key", selection.resource))
    if selection.outcome is not None:
        found.either(found.one_of("outcome", (selection.outcome,)))
    if selection.scopes is not None:
        names = ("resource_key", "workload_key")
        found.either(*(found.within(name, each) for each in selection.scopes for name in names))
    if selection.kind is not None:
        found.either(found.one_of("kind", (selection.kind.value,)))
    return found.sql, found.parameters


def _chunks(numbers: Iterable[int]) -> Iterable[tuple[list[int], str]]:
    rest = list(numbers)
    for start in range(0, len(rest), _CHUNK):
        part = rest[start : start + _CHUNK]
        yield part, _marks(len(part))


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _found(row: Row) -> Found:
    return Found(StoredEvent(row[0], row[1], decode(row[2]), row[3]), row[4])


def _series(row: Row) -> Series:
    return Series(_KINDS[row[1]], row[2], row[3], row[4], row[5], row[6])
