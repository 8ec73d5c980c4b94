"""What the trail needs of a store."""

from collections.abc import Collection, Sequence
from typing import Protocol

from nameplate.audit.chain import ChainPoint, Digest
from nameplate.audit.event import EventKind, StoredEvent, TimedEvent
from nameplate.audit.selection import Found, Selection, Series, SeriesUse, Tally
from nameplate.core.work import UnitOfWork


class AuditRecords(Protocol):
    """An append-only table, bounded in size, whose every row carries the chain's hash."""

    @property
    def digest(self) -> Digest:
        """What the chain is made with: whoever verifies it needs the same."""
        ...

    def append(self, work: UnitOfWork, events: Sequence[TimedEvent]) -> None:
        """Append the events in order when ``work`` commits; caches above need not notice.

        Sequence and hash are given inside the transaction, so that several processes write one
        chain. Past the limit the oldest rows go, and ``start`` moves to the newest of them.
        """
        ...

    async def after(
        self,
        sequence: int,
        *,
        limit: int,
        object_id: str | None = None,
        kind: EventKind | None = None,
    ) -> list[StoredEvent]:
        """Return the first ``limit`` matching events after ``sequence``, in order."""
        ...

    async def start(self) -> ChainPoint:
        """Where the stored chain begins: the newest dropped event, or the chain's origin."""
        ...

    async def last(self) -> ChainPoint:
        """Where the chain ends: the newest event, or its start when there is none."""
        ...

    async def page(
        self,
        selection: Selection,
        *,
        limit: int,
        before: int | None = None,
        after: int | None = None,
    ) -> list[Found]:
        """Return at most ``limit`` events of a selection, found by an index.

        The newest first, those before ``before``; with ``after`` the oldest first, those after it.
        """
        ...

    async def find(self, sequence: int) -> Found | None:
        """Return the event at a place; ``None`` when it was dropped or is yet to come."""
        ...

    async def series(self, selection: Selection) -> dict[int, Series]:
        """Return the series that a selection takes, whatever its times, by their numbers."""
        ...

    async def used(self, numbers: Collection[int]) -> list[SeriesUse]:
        """Return what is kept of these series."""
        ...

    async def tallies(self, since: float, until: float, *, minutes: int = 1) -> list[Tally]:
        """Return how much was recorded from one time to another, in order, in steps of minutes."""
        ...
