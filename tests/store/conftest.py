"""Databases that the store's tests run on: another implementation joins as a parameter."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.stores import Store, store_on


@pytest.fixture(params=["sqlite"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    """An empty database, closed when the test is over."""
    opened = SqliteDatabase.open(tmp_path / "nameplate.db")
    yield opened
    await opened.close()


@pytest.fixture
def store(database: SqliteDatabase) -> Store:
    """Every room's records on that database."""
    return store_on(database)
