"""The writer thread: groups, one wake-up each, and what happens when SQLite fails."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.core.errors import Unavailable
from nameplate.store.opening import connect, prepare
from nameplate.store.units import StoreUnit
from nameplate.store.writer import SqliteTransaction, Writer, _told


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A prepared file."""
    prepare(tmp_path / "nameplate.db")
    return tmp_path / "nameplate.db"


@pytest.fixture
async def writer(path: Path) -> AsyncIterator[Writer]:
    """A writer on that file, which is closed at the end."""
    made = Writer(lambda: connect(path), lambda _: None)
    yield made
    await made.close()


def unit(writer: Writer, *writes: Callable[[Any], None]) -> StoreUnit:
    """A unit with these writes."""
    made = StoreUnit(writer.submit)
    for write in writes:
        made.add(write)
    return made


async def test_units_that_wait_together_are_one_transaction(path: Path) -> None:
    epochs: list[int] = []
    writer = Writer(lambda: connect(path), epochs.append)
    await asyncio.gather(*(unit(writer).commit() for _ in range(100)))
    await writer.close()
    assert epochs == sorted(set(epochs))
    assert len(epochs) < 50


async def test_what_a_transaction_learned_is_forgotten_at_a_rollback(writer: Writer) -> None:
    seen: list[dict[str, Any]] = []

    def learn_and_fail(transaction: SqliteTransaction) -> None:
        transaction.memo["known"] = 1
        raise ValueError("no")

    first = unit(writer, learn_and_fail)
    second = unit(writer, lambda transaction: seen.append(dict(transaction.memo)))
    await asyncio.gather(first.commit(), second.commit(), return_exceptions=True)
    assert seen == [{}]


async def test_a_write_reads_its_own_transaction(writer: Writer) -> None:
    rows: list[Any] = []

    def write(transaction: SqliteTransaction) -> None:
        transaction.execute_many("INSERT INTO setting (name, value) VALUES (?, ?)", [("a", "b")])
        rows.extend(transaction.query("SELECT name, value FROM setting"))
        assert transaction.execute("UPDATE setting SET value = ?", ("c",)) == 1

    await unit(writer, write).commit()
    assert rows == [("a", "b")]


async def test_a_full_disk_fails_the_group_and_not_the_next_one(writer: Writer) -> None:
    def fill(transaction: SqliteTransaction) -> None:
        pages = transaction.query("PRAGMA page_count")[0][0]
        transaction.query(f"PRAGMA max_page_count = {pages}")
        row = ("big", "x" * 1_000_000)
        transaction.execute("INSERT INTO setting (name, value) VALUES (?, ?)", row)

    with pytest.raises((Unavailable, sqlite3.OperationalError), match="full"):
        await unit(writer, fill).commit()
    await unit(writer).commit()


async def test_a_write_that_ends_the_transaction_fails_the_group_and_not_the_thread(
    writer: Writer,
) -> None:
    def end(transaction: SqliteTransaction) -> None:
        transaction.execute("ROLLBACK")
        raise ValueError("ended")

    units = [unit(writer), unit(writer, end), unit(writer)]
    outcomes = await asyncio.gather(*(each.commit() for each in units), return_exceptions=True)
    assert isinstance(outcomes[1], ValueError)
    await unit(writer).commit()


async def test_a_file_that_cannot_be_opened_fails_every_unit(tmp_path: Path) -> None:
    writer = Writer(lambda: connect(tmp_path / "none.db"), lambda _: None)
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError):
            await unit(writer).commit()
    await writer.close()


async def test_who_finds_it_busy_may_come_back() -> None:
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    told = _told(busy)
    assert isinstance(told, Unavailable)
    assert told.headers == (("Retry-After", "1"),)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_READONLY])
def test_a_disk_that_takes_no_writes_is_no_defect(code: int) -> None:
    broken = sqlite3.OperationalError("disk I/O error")
    broken.sqlite_errorcode = code
    told = _told(broken)
    assert isinstance(told, Unavailable)
    assert told.message == "The store cannot be written: disk I/O error."


def test_a_failure_without_a_name_is_told_as_it_is() -> None:
    error = sqlite3.DatabaseError("disk image is malformed")
    assert _told(error) is error
