"""A database in one file: units, reads, the epoch, closing."""

import asyncio
import gc
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from nameplate.core.errors import Unavailable
from nameplate.store.sqlite import FollowedEpoch, SqliteDatabase
from tests.conformance.directory_kit import USER
from tests.conformance.stores import Store, store_on
from tests.conformance.units_kit import UnitsKit


class TestSqliteUnits(UnitsKit):
    """The kit of units."""


def test_an_epoch_never_goes_back() -> None:
    epoch = FollowedEpoch(5)
    epoch.advance(7)
    epoch.advance(6)
    assert epoch.value == 7


async def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "nameplate.db"
    first = SqliteDatabase.open(path)
    store = store_on(first)
    await store.write(lambda work: store.directory.save_user(work, USER))
    epoch = first.epoch.value
    await first.close()

    second = SqliteDatabase.open(path)
    assert await store_on(second).directory.find_user("user-1") == USER
    assert second.epoch.value == epoch
    await second.close()


async def test_another_connections_change_moves_the_epoch(
    database: SqliteDatabase, store: Store
) -> None:
    other = SqliteDatabase.open(database.path)
    before = other.epoch.value
    await store.write(lambda work: store.directory.save_user(work, USER))
    assert other.epoch.value == before

    other.refresh()

    assert other.epoch.value == database.epoch.value > before
    await other.close()


async def test_following_notices_by_itself(database: SqliteDatabase, store: Store) -> None:
    other = SqliteDatabase.open(database.path)
    before = other.epoch.value
    following = asyncio.create_task(other.follow())
    await store.write(lambda work: store.directory.save_user(work, USER))

    while other.epoch.value == before:  # noqa: ASYNC110  # it has no event: it is polled by design
        await asyncio.sleep(0.01)

    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    await other.close()


async def test_reading_cannot_write(database: SqliteDatabase) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read("DELETE FROM change_epoch")


async def test_closing_leaves_no_thread_and_no_log(tmp_path: Path) -> None:
    path = tmp_path / "nameplate.db"
    database = SqliteDatabase.open(path)
    await database.begin().commit()
    assert "store-writer" in {thread.name for thread in threading.enumerate()}

    await database.close()
    gc.collect()

    assert "store-writer" not in {thread.name for thread in threading.enumerate()}
    assert os.listdir(tmp_path) == ["nameplate.db"]  # noqa: PTH208  # plain is enough


async def test_closing_writes_what_was_submitted(tmp_path: Path) -> None:
    database = SqliteDatabase.open(tmp_path / "nameplate.db")
    store = store_on(database)
    work = database.begin()
    store.directory.save_user(work, USER)
    commit = asyncio.create_task(work.commit())
    await asyncio.sleep(0)
    await database.close()
    await commit

    again = SqliteDatabase.open(tmp_path / "nameplate.db")
    assert await store_on(again).directory.find_user("user-1") == USER
    await again.close()


async def test_a_closed_database_takes_no_unit(tmp_path: Path) -> None:
    database = SqliteDatabase.open(tmp_path / "nameplate.db")
    await database.close()
    with pytest.raises(RuntimeError, match="closed"):
        await database.begin().commit()


async def test_what_others_lock_for_too_long_is_unavailable(
    database: SqliteDatabase, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nameplate.store.opening.BUSY_SECONDS", 0.0)
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="busy"):
        await store.write(lambda work: store.directory.save_user(work, USER))
    other.execute("ROLLBACK")
    other.close()

    await store.write(lambda work: store.directory.save_user(work, USER))
    assert await store.directory.find_user("user-1") == USER
