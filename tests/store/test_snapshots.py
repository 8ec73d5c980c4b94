"""What a database held is put back, and nothing else."""

from pathlib import Path

from nameplate.store.settings import StoredSettings
from nameplate.store.snapshots import Snapshots
from nameplate.store.sqlite import SqliteDatabase


async def establish(database: SqliteDatabase, **settings: str) -> None:
    work = database.begin()
    StoredSettings(database).establish(work, settings)
    await work.commit()


async def held(database: SqliteDatabase) -> dict[str, str]:
    return await StoredSettings(database).all()


async def test_states_are_put_back_in_any_order(tmp_path: Path) -> None:
    database = SqliteDatabase.open(tmp_path / "database")
    try:
        snapshots = Snapshots(database)
        empty = await snapshots.take()
        await establish(database, one="1")
        first = await snapshots.take()
        await establish(database, one="1", two="2")
        second = await snapshots.take()
        await establish(database, one="1", two="2", three="3")

        for state, names in ((first, {"one"}), (second, {"one", "two"}), (empty, set())):
            await snapshots.restore(state)
            assert set(await held(database)) == names
    finally:
        await database.close()


async def test_putting_back_is_a_change_that_caches_hear_of(tmp_path: Path) -> None:
    database = SqliteDatabase.open(tmp_path / "database")
    try:
        snapshots = Snapshots(database)
        state = await snapshots.take()
        await establish(database, one="1")
        before = database.epoch.value, database.version

        await snapshots.restore(state)

        assert database.epoch.value > before[0]
        assert database.version != before[1]
    finally:
        await database.close()


async def test_what_no_cache_holds_is_put_back_in_silence(tmp_path: Path) -> None:
    """And what was changed with it before is not: its caches have heard of a change."""
    database = SqliteDatabase.open(tmp_path / "database")
    try:
        snapshots, silent = Snapshots(database), "UPDATE setting SET value = '2'"
        await establish(database, one="1")
        state = await snapshots.take()
        for loud in (False, True, False):
            work = database.begin()
            work.add(lambda transaction: transaction.execute(silent), coherent=loud)
            await work.commit()
            before = database.epoch.value
            await snapshots.restore(state)
            assert await held(database) == {"one": "1"}
            assert (database.epoch.value > before) is loud
    finally:
        await database.close()


async def test_a_table_can_be_left_alone(tmp_path: Path) -> None:
    database = SqliteDatabase.open(tmp_path / "database")
    try:
        snapshots = Snapshots(database, besides=("setting",))
        state = await snapshots.take()
        await establish(database, one="1")
        await snapshots.restore(state)
        assert await held(database) == {"one": "1"}
    finally:
        await database.close()
