"""The series of events in the database: found or made in the transaction that appends an event.

Numbers of series are looked up again in every transaction: another process may have dropped one
with the last of its events.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.audit.event import Event
from nameplate.audit.selection import Series, tally_of
from nameplate.store.database import Transaction

_MEMO: Final = "audit series"
_KEPT_MINUTES: Final = 60 * 24 * 31
_FIND: Final = (
    "SELECT id FROM audit_series WHERE object_id = ? AND resource_key = ? AND kind = ? "
    "AND action = ? AND outcome = ? AND workload_key = ?"
)
_INSERT: Final = (
    "INSERT INTO audit_series (id, object_id, resource_key, kind, action, outcome, workload_key, "
    "resource) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_TALLY: Final = (
    "INSERT INTO audit_tally (minute, what, outcome, events) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (minute, what, outcome) DO UPDATE SET events = audit_tally.events + "
    "excluded.events"
)


@dataclass(frozen=True, slots=True)
class Indexed:
    """What an event is found by and counted under."""

    key: tuple[str, ...]
    resource: str
    tally: tuple[int, str, str]
    count: int

    @classmethod
    def of(cls, time: float, event: Event) -> "Indexed":
        """Those of an event, which an older format kept without its workload."""
        series = Series.of(event)
        what, outcome, count = tally_of(event)
        workload = series.workload_key or event.facts.get("on", "").lower()
        key = (
            series.object_id,
            series.resource_key,
            series.kind.value,
            series.action,
            series.outcome,
            workload,
        )
        return cls(key, series.resource, (int(time) // 60, what, outcome), count)


def index(transaction: Transaction, events: Sequence[Indexed]) -> list[int]:
    """Count the events, and return the number of each one's series."""
    counts: Counter[tuple[int, str, str]] = Counter()
    for event in events:
        counts[event.tally] += event.count
    transaction.execute_many(_TALLY, [(*tally, count) for tally, count in counts.items()])
    known: dict[tuple[str, ...], int] = transaction.memo.setdefault(_MEMO, {})
    return [_number(transaction, known, event) for event in events]


def drop_unused(transaction: Transaction, numbers: Sequence[int]) -> None:
    """Forget those of the series that have no event any more."""
    for number in numbers:
        kept = transaction.query("SELECT 1 FROM audit_event WHERE series = ? LIMIT 1", (number,))
        if not kept:
            transaction.execute("DELETE FROM audit_series WHERE id = ?", (number,))
    transaction.memo.pop(_MEMO, None)


def drop_old_tallies(transaction: Transaction, now: float) -> None:
    """Forget what was counted more than a month ago."""
    oldest = int(now) // 60 - _KEPT_MINUTES
    transaction.execute("DELETE FROM audit_tally WHERE minute < ?", (oldest,))


def _number(transaction: Transaction, known: dict[tuple[str, ...], int], event: Indexed) -> int:
    number = known.get(event.key)
    if number is None:
        found = transaction.query(_FIND, event.key)
        number = found[0][0] if found else _make(transaction, event)
        known[event.key] = number
    return number


def _make(transaction: Transaction, event: Indexed) -> int:
    newest = transaction.query("SELECT MAX(id) FROM audit_series")[0][0] or 0
    number: int = newest + 1
    transaction.execute(_INSERT, (number, *event.key, event.resource))
    return number
