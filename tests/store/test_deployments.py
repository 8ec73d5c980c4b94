"""Deployments over a database keep the protocol."""

from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.deployments_kit import DeploymentsKit, deployment, operation
from tests.conformance.stores import Store


class TestStoredDeployments(DeploymentsKit):
    """The kit is all, but for what caches need to notice: nothing."""

    async def test_history_leaves_the_caches_alone(
        self, database: SqliteDatabase, store: Store
    ) -> None:
        held, before = deployment(), database.epoch.value
        await self.begin(store, held)
        work = store.units.begin()
        store.deployments.save(work, held)
        store.deployments.save_operations(work, held.key, held.token, [operation("a")])
        await work.commit()
        assert database.epoch.value == before
