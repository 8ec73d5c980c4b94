"""One unit of work: everything that a request changes, written together or not at all."""

from collections.abc import Callable
from typing import Any, Protocol


class UnitOfWork(Protocol):
    """Writes collected by the rooms and committed once by the pipeline that began it."""

    def add(self, write: Callable[[Any], None], *, coherent: bool = True) -> None:
        """Add a write: a function that the store calls with its open transaction.

        Only the store's own modules build writes; rooms call the store's methods, which take the
        unit as their first argument. ``coherent`` says that caches above must notice: the commit
        then moves ``change_epoch``. A write may raise a ``NameplateError`` (a precondition that no
        longer holds): then nothing of the unit is written and ``commit`` raises that error.
        """
        ...

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Add an effect outside the database; it runs once, after the commit succeeded."""
        ...

    async def commit(self) -> None:
        """Write all of it durably; return only when it is on disk."""
        ...


class UnitsOfWork(Protocol):
    """Where units of work begin."""

    def begin(self) -> UnitOfWork: ...
