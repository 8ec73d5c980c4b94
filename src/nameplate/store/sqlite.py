"""A database in one SQLite file: WAL, ``synchronous=FULL``, reads inline, writes by one thread.

A point read takes microseconds, less than handing it to a thread; a durable write waits for the
disk, so it is the writer thread's (``DESIGN`` 4.3). Several processes may hold the same file.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

from nameplate.core.epoch import ChangeEpoch
from nameplate.core.work import UnitOfWork
from nameplate.store.database import Row
from nameplate.store.inline_writer import InlineWriter
from nameplate.store.opening import connect, prepare, raise_if_damaged
from nameplate.store.units import StoreUnit
from nameplate.store.writer import Writer

_POLL_SECONDS: Final = 0.1


class FollowedEpoch:
    """The newest change that this process has heard of; it never goes back."""

    __slots__ = ("value",)

    def __init__(self, value: int) -> None:
        self.value = value

    def advance(self, value: int) -> None:
        """Move forward to ``value``; commits may be heard of out of order."""
        self.value = max(self.value, value)


class SqliteDatabase:
    """The ``Database`` of a home. It belongs to one event loop, the one that commits first."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        """Use a prepared file; ``open`` prepares it first."""
        self.path = path
        self.durable = durable
        self._reader = connect(path, durable=durable)
        if durable:
            self._reader.execute("PRAGMA query_only = ON")
        self._epoch = FollowedEpoch(self._read_epoch())
        self._seen = self._data_version()
        self._writer: Writer | InlineWriter = (
            Writer(lambda: connect(path), self._epoch.advance)
            if durable
            else InlineWriter(self._reader, self._epoch.advance)
        )

    @classmethod
    def open(cls, path: Path, *, durable: bool = True) -> Self:
        """Open the file, made or migrated as needed. Raises ``UnusableDatabase``.

        ``durable``: what was committed outlives the machine. Where it need not outlive the
        process, nothing waits for a disk, no thread is asked to, and no other process comes in.
        """
        prepare(path, durable=durable)
        try:
            return cls(path, durable=durable)
        except sqlite3.DatabaseError as error:
            raise_if_damaged(error, path)
            raise

    @property
    def epoch(self) -> ChangeEpoch:
        return self._epoch

    async def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        try:
            return self._reader.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise_if_damaged(error, self.path)
            raise

    def begin(self) -> UnitOfWork:
        return StoreUnit(self._writer.submit)

    async def follow(self) -> None:
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            self.refresh()

    def refresh(self) -> None:
        """Notice what other processes committed since the last look."""
        version = self._data_version()
        if version != self._seen:
            self._seen = version
            self._epoch.advance(self._read_epoch())

    @property
    def version(self) -> int:
        """A number that is another one after every commit, coherent or not."""
        if isinstance(self._writer, InlineWriter):
            return self._writer.written
        return self._data_version()

    async def close(self) -> None:
        await self._writer.close()
        self._reader.close()

    def _data_version(self) -> int:
        """A number that changes with every commit of another connection to the file."""
        version: int = self._reader.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _read_epoch(self) -> int:
        epoch: int = self._reader.execute("SELECT value FROM change_epoch").fetchone()[0]
        return epoch
