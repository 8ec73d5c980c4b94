"""The one writer thread of a SQLite database: group commit that never splits a unit.

Units that wait together are written in one transaction and made durable by one flush of the disk.
Each runs in a savepoint of its own, so that one whose write raises is undone alone.
"""

import asyncio
import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from queue import SimpleQueue
from typing import Any, Final

from nameplate.core.errors import Unavailable
from nameplate.store.database import Row
from nameplate.store.units import StoreUnit

_LOG: Final = logging.getLogger(__name__)
_GROUP_LIMIT: Final = 512
_BUSY: Final = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))
_DISK: Final = frozenset((sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY))

Settled = list[tuple[StoreUnit, Exception | None]]


class SqliteTransaction:
    """The writer's connection, as the writes of a unit see it."""

    __slots__ = ("_connection", "memo")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.memo: dict[str, Any] = {}

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return self._connection.execute(sql, parameters).fetchall()

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)


class Writer:
    """Takes units from the event loop, commits them in groups, and reports once per group."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], advance: Callable[[int], None]
    ) -> None:
        self._connect = connect
        self._advance = advance
        self._queue: SimpleQueue[StoreUnit | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def submit(self, unit: StoreUnit) -> None:
        """Queue a unit; called on the event loop, which then hears of it."""
        if self._closed:
            raise RuntimeError("the database is closed")
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
            self._thread.start()
        self._queue.put(unit)

    async def close(self) -> None:
        """Write what is queued, then end the thread."""
        self._closed = True
        if self._thread is None:
            return
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        self._thread = None

    def _run(self) -> None:
        try:
            connection = self._connect()
        except sqlite3.Error as error:
            self._refuse_all(error)
            return
        try:
            transaction = SqliteTransaction(connection)
            while group := self._next_group():
                self._report(*write_group(connection, transaction, group))
        finally:
            connection.close()

    def _next_group(self) -> list[StoreUnit]:
        """Wait for a unit and take what waits behind it; empty when the writer is to end."""
        group: list[StoreUnit] = []
        unit = self._queue.get()
        while unit is not None:
            group.append(unit)
            if len(group) == _GROUP_LIMIT or self._queue.empty():
                return group
            unit = self._queue.get()
        if group:
            self._queue.put(None)
        return group

    def _report(self, settled: Settled, epoch: int | None) -> None:
        """Wake the event loop, once for the whole group."""
        if self._loop is None:
            return
        try:
            self._loop.call_soon_threadsafe(self._settle, settled, epoch)
        except RuntimeError:
            _LOG.warning("the event loop ended before its writes did")

    def _settle(self, settled: Settled, epoch: int | None) -> None:
        if epoch is not None:
            self._advance(epoch)
        for unit, error in settled:
            unit.settle(error)

    def _refuse_all(self, error: sqlite3.Error) -> None:
        while (unit := self._queue.get()) is not None:
            self._report([(unit, _told(error))], None)


def write_group(
    connection: sqlite3.Connection, transaction: SqliteTransaction, group: list[StoreUnit]
) -> tuple[Settled, int | None]:
    """Write the units in one transaction; all of them fail only when the transaction does."""
    transaction.memo.clear()
    try:
        connection.execute("BEGIN IMMEDIATE")
        settled = [(unit, _write_unit(connection, transaction, unit)) for unit in group]
        coherent = any(unit.coherent and error is None for unit, error in settled)
        epoch = _move_epoch(transaction) if coherent else None
        connection.execute("COMMIT")
    except Exception as error:  # noqa: BLE001  # the thread outlives whatever a group ran into
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        told = _told(error)
        return [(unit, told) for unit in group], None
    return settled, epoch


def _write_unit(
    connection: sqlite3.Connection, transaction: SqliteTransaction, unit: StoreUnit
) -> Exception | None:
    connection.execute("SAVEPOINT unit")
    try:
        for write in unit.writes:
            write(transaction)
    except Exception as error:
        if not connection.in_transaction:
            raise  # a full disk and its like undo the whole transaction, the others' writes too
        connection.execute("ROLLBACK TO unit")
        connection.execute("RELEASE unit")
        transaction.memo.clear()
        return error
    connection.execute("RELEASE unit")
    return None


def _move_epoch(transaction: SqliteTransaction) -> int:
    transaction.execute("UPDATE change_epoch SET value = value + 1")
    epoch: int = transaction.query("SELECT value FROM change_epoch")[0][0]
    return epoch


def _told(error: Exception) -> Exception:
    """What a caller is told of a failed transaction: the machine's troubles pass, defects not."""
    code = getattr(error, "sqlite_errorcode", -1) & 0xFF
    if code in _BUSY:
        return _unavailable("The store is busy. Please retry the request.")
    if code == sqlite3.SQLITE_FULL:
        return _unavailable("The store's disk is full.")
    if code in _DISK:
        return _unavailable(f"The store cannot be written: {error}.")
    return error


def _unavailable(message: str) -> Unavailable:
    return Unavailable("ServiceUnavailable", message, headers=(("Retry-After", "1"),))
