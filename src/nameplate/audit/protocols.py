"""What the trail needs of a store."""

from collections.abc import Sequence
from typing import Protocol

from nameplate.audit.chain import ChainPoint, Digest
from nameplate.audit.event import EventKind, StoredEvent, TimedEvent
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
