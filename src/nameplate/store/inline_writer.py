"""A writer without a thread: for a database that ends with its process, a test's.

Nothing is flushed to a disk there, so there is nothing to wait for: a unit is written where it is
submitted, by the connection that reads. What a unit means stays the same: its writes happen all or
none, each in its order.
"""

import sqlite3
from collections.abc import Callable

from nameplate.store.units import StoreUnit
from nameplate.store.writer import SqliteTransaction, write_group


class InlineWriter:
    """Commits each unit at once, on the event loop."""

    def __init__(self, connection: sqlite3.Connection, advance: Callable[[int], None]) -> None:
        self._connection = connection
        self._transaction = SqliteTransaction(connection)
        self._advance = advance
        self._closed = False
        self.written = 0
        """How many units there were."""

    def submit(self, unit: StoreUnit) -> None:
        """Write a unit and tell it what became of it."""
        if self._closed:
            raise RuntimeError("the database is closed")
        self.written += 1
        settled, epoch = write_group(self._connection, self._transaction, [unit])
        if epoch is not None:
            self._advance(epoch)
        for written, error in settled:
            written.settle(error)

    async def close(self) -> None:
        """Take no more; nothing waits."""
        self._closed = True
