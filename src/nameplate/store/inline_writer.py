"""A writer without a thread: for a database that ends with its process, a test's.

Nothing is flushed to a disk there, so there is nothing to wait for: a unit is written where it is
submitted. What a unit means stays the same: its writes happen all or none, each in its order.
"""

import sqlite3
from collections.abc import Callable

from nameplate.store.units import StoreUnit
from nameplate.store.writer import SqliteTransaction, write_group


class InlineWriter:
    """Commits each unit at once, on the event loop."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], advance: Callable[[int], None]
    ) -> None:
        self._connect = connect
        self._advance = advance
        self._connection: sqlite3.Connection | None = None
        self._transaction: SqliteTransaction | None = None
        self._closed = False

    def submit(self, unit: StoreUnit) -> None:
        """Write a unit and tell it what became of it."""
        if self._closed:
            raise RuntimeError("the database is closed")
        if self._connection is None or self._transaction is None:
            self._connection = self._connect()
            self._transaction = SqliteTransaction(self._connection)
        settled, epoch = write_group(self._connection, self._transaction, [unit])
        if epoch is not None:
            self._advance(epoch)
        for written, error in settled:
            written.settle(error)

    async def close(self) -> None:
        """Leave no connection open."""
        self._closed = True
        if self._connection is not None:
            self._connection.close()
            self._connection = None
