"""Facts of an installation are established once."""

import pytest

from nameplate.core.errors import Conflict
from nameplate.store.settings import StoredSettings
from nameplate.store.sqlite import SqliteDatabase

FACTS = {"tenant": "t", "subscription": "s"}


async def establish(settings: StoredSettings, database: SqliteDatabase, **facts: str) -> None:
    work = database.begin()
    settings.establish(work, facts)
    await work.commit()


async def test_there_are_none_at_first(database: SqliteDatabase) -> None:
    assert await StoredSettings(database).all() == {}


async def test_established_facts_stay(database: SqliteDatabase) -> None:
    settings = StoredSettings(database)
    await establish(settings, database, **FACTS)
    await establish(settings, database, **FACTS, issuer="i")
    assert await settings.all() == {**FACTS, "issuer": "i"}


async def test_of_two_first_starts_one_decides_everything(database: SqliteDatabase) -> None:
    settings = StoredSettings(database)
    await establish(settings, database, **FACTS)
    with pytest.raises(Conflict, match="tenant"):
        await establish(settings, database, issuer="other", tenant="other")
    assert await settings.all() == FACTS


async def test_a_fact_that_may_change_is_replaced(database: SqliteDatabase) -> None:
    settings = StoredSettings(database)
    for value in ("1", "2"):
        work = database.begin()
        settings.save(work, "issuer", value)
        await work.commit()
    assert await settings.all() == {"issuer": "2"}
