"""The trail's records: a chain that several processes append to, bounded in size."""

from collections.abc import Sequence
from typing import Any, Final

from nameplate.audit.chain import ORIGIN, ChainPoint, Digest, decode, encode, link, sha256
from nameplate.audit.event import EventKind, StoredEvent, TimedEvent
from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Transaction

DEFAULT_LIMIT: Final = 200_000
_TRIM_EVERY: Final = 256
_MEMO: Final = "audit"
_INSERT: Final = (
    "INSERT INTO audit_event (sequence, time, kind, object_id, body, hash) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)


class StoredAudit:
    """``AuditRecords`` over a database. The end of the chain is read once per transaction."""

    def __init__(
        self, database: Database, *, limit: int = DEFAULT_LIMIT, digest: Digest = sha256
    ) -> None:
        self._database = database
        self._limit = limit
        self.digest = digest

    def append(self, work: UnitOfWork, events: Sequence[TimedEvent]) -> None:
        encoded = [
            (timed.time, timed.event.kind.value, timed.event.object_id, encode(timed.event))
            for timed in events
        ]

        def write(transaction: Transaction) -> None:
            begin = point = _end_of_chain(transaction)
            rows = []
            for time, kind, object_id, body in encoded:
                point = link(point, time, body, digest=self.digest)
                rows.append((point.sequence, time, kind, object_id, body, point.hash))
            transaction.execute_many(_INSERT, rows)
            transaction.memo[_MEMO] = point
            if begin.sequence // _TRIM_EVERY != point.sequence // _TRIM_EVERY:
                self._drop_oldest(transaction, point.sequence - self._limit)

        work.add(write, coherent=False)

    async def after(
        self,
        sequence: int,
        *,
        limit: int,
        object_id: str | None = None,
        kind: EventKind | None = None,
    ) -> list[StoredEvent]:
        conditions = ["sequence > ?"]
        parameters: list[Any] = [sequence]
        for column, value in (("object_id", object_id), ("kind", kind)):
            if value is not None:
                conditions.append(f"{column} = ?")
                parameters.append(value)
        rows = await self._database.read(
            "SELECT sequence, time, body, hash FROM audit_event "
            f"WHERE {' AND '.join(conditions)} ORDER BY sequence LIMIT ?",
            (*parameters, limit),
        )
        return [StoredEvent(row[0], row[1], decode(row[2]), row[3]) for row in rows]

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
            transaction.execute("DELETE FROM audit_event WHERE sequence <= ?", (sequence,))


_LAST: Final = "SELECT sequence, hash FROM audit_event ORDER BY sequence DESC LIMIT 1"


def _end_of_chain(transaction: Transaction) -> ChainPoint:
    """The newest event, as this transaction sees it."""
    known: Any = transaction.memo.get(_MEMO)
    if isinstance(known, ChainPoint):
        return known
    rows = transaction.query(_LAST) or transaction.query("SELECT sequence, hash FROM audit_start")
    return ChainPoint(*rows[0]) if rows else ORIGIN
