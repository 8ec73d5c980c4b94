"""Writing where it is asked for: the same promises as the thread's, without the thread."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from nameplate.core.errors import Conflict
from nameplate.store.database import Transaction
from nameplate.store.settings import StoredSettings
from nameplate.store.sqlite import SqliteDatabase


@pytest.fixture
def database(tmp_path: Path) -> SqliteDatabase:
    """A database that need not outlive this process."""
    return SqliteDatabase.open(tmp_path / "nameplate.db", durable=False)


async def establish(database: SqliteDatabase, **settings: str) -> None:
    work = database.begin()
    StoredSettings(database).establish(work, settings)
    await work.commit()


async def test_what_is_committed_is_read_and_no_thread_was_asked(database: SqliteDatabase) -> None:
    threads, epoch, version = threading.active_count(), database.epoch.value, database.version
    await establish(database, one="1")
    assert await StoredSettings(database).all() == {"one": "1"}
    assert threading.active_count() == threads
    assert database.epoch.value > epoch
    assert database.version != version
    await database.close()


async def test_a_unit_that_fails_leaves_nothing_and_the_next_is_written(
    database: SqliteDatabase,
) -> None:
    def refuse(_transaction: Transaction) -> None:
        raise Conflict("Conflict", "no")

    work, effects = database.begin(), list[str]()
    StoredSettings(database).establish(work, {"one": "1"})
    work.add(refuse)
    work.after_commit(lambda: effects.append("told"))
    with pytest.raises(Conflict):
        await work.commit()
    assert await StoredSettings(database).all() == {}
    assert effects == []
    await establish(database, two="2")
    assert await StoredSettings(database).all() == {"two": "2"}
    await database.close()


async def test_units_at_the_same_time_are_each_written(database: SqliteDatabase) -> None:
    await asyncio.gather(*(establish(database, **{f"s{n}": "x"}) for n in range(20)))
    assert len(await StoredSettings(database).all()) == 20
    await database.close()


async def test_nothing_waits_for_a_disk_and_nothing_is_written_after_the_end(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    await establish(database, one="1")
    await database.close()
    await database.close()
    with pytest.raises(RuntimeError, match="closed"):
        await establish(database, two="2")
    again = sqlite3.connect(tmp_path / "nameplate.db")  # and others may come in
    assert again.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    again.close()


async def test_no_other_process_comes_in_meanwhile(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    """What is read is never checked for others' changes: there are none."""
    await establish(database, one="1")
    other = sqlite3.connect(tmp_path / "nameplate.db", timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("SELECT * FROM setting").fetchall()
    other.close()
    await database.close()
