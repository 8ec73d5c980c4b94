"""What a database is to the rooms of the store.

SQL in the store is portable: ``?`` for parameters, no function of one dialect, keys compared in
the form in which they are stored (lower case). A dialect's own words stay in its module.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from nameplate.core.epoch import ChangeEpoch
from nameplate.core.work import UnitOfWork

Row = tuple[Any, ...]
Write = Callable[[Any], None]


class Transaction(Protocol):
    """The open transaction that a unit's writes are called with."""

    memo: dict[str, Any]
    """What this transaction's writes have read and may reuse; forgotten at every rollback."""

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Read inside the transaction: what other processes committed, and its own writes."""
        ...

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement; return the number of rows that it changed."""
        ...

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of parameters."""
        ...


class Database(Protocol):
    """Reads, units of work and the change epoch, shared by the processes of one installation."""

    @property
    def epoch(self) -> ChangeEpoch:
        """Moves at once with this process's commits, and while ``follow`` runs with others'."""
        ...

    async def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Read committed rows with one statement."""
        ...

    def begin(self) -> UnitOfWork:
        """Begin a unit of work; nothing is locked until it commits."""
        ...

    async def follow(self) -> None:
        """Watch for the commits of other processes until cancelled; a server runs it as a task."""
        ...

    async def close(self) -> None:
        """Commit what was submitted, then leave no thread, lock or file open."""
        ...
