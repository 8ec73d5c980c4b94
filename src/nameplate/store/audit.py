"""The trail's records: a chain that several processes append to, bounded in size."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from nameplate.audit.chain import ORIGIN, ChainPoint, Digest, encode, link, sha256
from nameplate.audit.event import EventKind, StoredEvent, TimedEvent
from nameplate.audit.selection import Found, Selection, Series, SeriesUse, Tally
from nameplate.core.work import UnitOfWork
from nameplate.store.audit_pages import AuditPages
from nameplate.store.audit_series import Indexed, drop_old_tallies, drop_unused, index
from nameplate.store.database import Database, Transaction

DEFAULT_LIMIT: Final = 1_000_000
_TRIM_EVERY: Final = 256
_MEMO: Final = "audit"
_INSERT: Final = (
    "INSERT INTO audit_event (sequence, time, kind, object_id, body, hash, series) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class StoredAudit:
    """``AuditRecords`` over a database. The end of the chain is read once per transaction."""

    def __init__(
        self, database: Database, *, limit: int = DEFAULT_LIMIT, digest: Digest = sha256
    ) -> None:
        self._database = database
        self._limit = limit
        self._pages = AuditPages(database)
        self.digest = digest

    def append(self, work: UnitOfWork, events: Sequence[TimedEvent]) -> None:
        encoded = [
            (timed.time, timed.event.kind.value, timed.event.object_id, encode(timed.event))
            for timed in events
        ]
        indexed = [Indexed.of(timed.time, timed.event) for timed in events]

        def write(transaction: Transaction) -> None:
            begin = point = _end_of_chain(transaction)
            rows = []
            numbers = index(transaction, indexed)
            for number, (time, kind, object_id, body) in zip(numbers, encoded, strict=True):
                point = link(point, time, body, digest=self.digest)
                rows.append((point.sequence, time, kind, object_id, body, point.hash, number))
            transaction.execute_many(_INSERT, rows)
            transaction.memo[_MEMO] = point
            if begin.sequence // _TRIM_EVERY != point.sequence // _TRIM_EVERY:
                self._drop_oldest(transaction, point.sequence - self._limit)
                drop_old_tallies(transaction, encoded[-1][0])

        work.add(write, coherent=False)

    async def after(
        self,
        sequence: int,
        *,
        limit: int,
        object_id: str | None = None,
        kind: EventKind | None = None,
    ) -> list[StoredEvent]:
        object_ids = () if object_id is None else (object_id,)
        selection = Selection(object_ids=object_ids, kind=kind)
        found = await self._pages.page(selection, limit=limit, after=sequence)
        return [each.stored for each in found]

    async def page(
        self,
        selection: Selection,
        *,
        limit: int,
        before: int | None = None,
        after: int | None = None,
    ) -> list[Found]:
        return await self._pages.page(selection, limit=limit, before=before, after=after)

    async def find(self, sequence: int) -> Found | None:
        return await self._pages.find(sequence)

    async def series(self, selection: Selection) -> dict[int, Series]:
        return await self._pages.series(selection)

    async def used(self, numbers: Collection[int]) -> list[SeriesUse]:
        return await self._pages.used(numbers)

    async def tallies(self, since: float, until: float, *, minutes: int = 1) -> list[Tally]:
        rows = await self._database.read(
            "SELECT minute / ? * ? AS step, what, outcome, SUM(events) FROM audit_tally "
            "WHERE minute >= ? AND minute < ? GROUP BY step, what, outcome "
            "ORDER BY step, what, outcome",
            (minutes, minutes, int(since) // 60, -(-int(until) // 60)),
        )
        return [Tally(*row) for row in rows]

    async def start(self) -> ChainPoint:
        rows = await self._database.read("SELECT sequence, hash FROM audit_start")
        return ChainPoint(*rows[0]) if rows else ORIGIN

    async def last(self) -> ChainPoint:
        rows = await self._database.read(_LAST)
        return ChainPoint(*rows[0]) if rows else await self.start()

    def _drop_oldest(self, transaction: Transaction, sequence: int) -> None:
        """Drop the events up to ``sequence``, and note the newest of them as the start."""
        rows = transaction.query(
            "SELECT sequence, hash FROM audit_event WHERE sequence = ?", (sequence,)
        )
        if rows:
            transaction.execute("DELETE FROM audit_start")
            transaction.execute(
                "INSERT INTO audit_start (id, sequence, hash) VALUES (1, ?, ?)", rows[0]
            )
            series = transaction.query(
                "SELECT DISTINCT series FROM audit_event WHERE sequence <= ?", (sequence,)
            )
            transaction.execute("DELETE FROM audit_event WHERE sequence <= ?", (sequence,))
            drop_unused(transaction, [row[0] for row in series])


_LAST: Final = "SELECT sequence, hash FROM audit_event ORDER BY sequence DESC LIMIT 1"


def _end_of_chain(transaction: Transaction) -> ChainPoint:
    """The newest event, as this transaction sees it."""
    known: Any = transaction.memo.get(_MEMO)
    if isinstance(known, ChainPoint):
        return known
    rows = transaction.query(_LAST) or transaction.query("SELECT sequence, hash FROM audit_start")
    return ChainPoint(*rows[0]) if rows else ORIGIN
