"""Every provider of the catalogue keeps the laws of ARM, over fakes and over SQLite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nameplate.resource_manager.provider import Stores
from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.providers import CASES, Case, ProviderKit
from tests.conformance.stores import store_on
from tests.providers.stand import Stand


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    found = request.param
    assert isinstance(found, Case)
    return found


class TestProviders(ProviderKit):
    """Over fakes (``conftest.stand``)."""


class TestProvidersOnSqlite(ProviderKit):
    """Over the store that an installation uses: units roll back, preconditions are checked."""

    @pytest.fixture
    async def stand(self, tmp_path: Path) -> AsyncIterator[Stand]:
        database = SqliteDatabase.open(tmp_path / "home.db")
        yield await Stand(store_on(database)).with_group()
        await database.close()


def test_every_tracked_type_has_its_case(stand: Stand) -> None:
    """A new stored type that has a location must join the kit."""
    tracked = {
        each.type.types[-1].lower()
        for each in stand.catalogue.providers
        if isinstance(each, Stores) and each.type.tracked
    }
    assert tracked == {str(each).lower() for each in CASES}
