"""What the records of vaults and secrets must do: states, pages, and every refusal at commit."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from nameplate.core.errors import Conflict, NotFound
from nameplate.core.work import UnitOfWork
from nameplate.vault.protocols import StaleRevision
from nameplate.vault.records import DeletedSecret, SecretProperties, SecretRecord, VaultAccount
from tests.conformance.stores import Store

NOW = 1000.0
DELETED, PURGE = 1000, 2000
VAULT = VaultAccount(
    key="a" * 32,
    name="Contoso",
    resource_id="/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/Contoso",
    location="westeurope",
    tenant_id="tenant",
    retention_days=90,
    purge_protection=True,
    rbac=False,
    created=1.5,
    enabled_for_deployment=True,
    properties={"sku": {"name": "standard", "family": "A"}, "networkAcls": None},
)
GONE = replace(VAULT, deleted=1000.0, scheduled_purge=2000.0)
OTHER = replace(VAULT, key="b" * 32, name="adventure", purge_protection=False, rbac=True)


def version(number: int, name: str = "Db-Password", vault: str = VAULT.key) -> SecretRecord:
    """A version; higher numbers have lower version strings, so that no order passes by luck."""
    properties = SecretProperties(
        vault=vault,
        name=name,
        version=f"{99 - number:032x}",
        content_type="text/plain",
        tags={"b": "1", "a": "2"},
        enabled=True,
        not_before=None,
        expires=4_000_000_000,
        created=number,
        updated=number,
    )
    return SecretRecord(properties, b"sealed %d" % number)


class VaultsKit:
    """``VaultRecords``."""

    async def create(self, store: Store, account: VaultAccount, now: float = NOW) -> None:
        await store.write(lambda work: store.vaults.create(work, account, now=now))

    async def save(self, store: Store, account: VaultAccount, *, expect_deleted: bool) -> None:
        save = store.vaults.save
        await store.write(lambda work: save(work, account, expect_deleted=expect_deleted))

    async def test_an_account_comes_back_whole_under_any_case(self, store: Store) -> None:
        await self.create(store, VAULT)
        assert await store.vaults.find("CONTOSO") == VAULT
        assert await store.vaults.find("none") is None

    async def test_a_name_is_used_once_without_regard_to_case(self, store: Store) -> None:
        await self.create(store, VAULT)
        with pytest.raises(Conflict, match="VaultAlreadyExists"):
            await self.create(store, replace(OTHER, name="CONTOSO"))

    async def test_deleted_and_live_are_listed_apart_by_name(self, store: Store) -> None:
        await self.create(store, VAULT)
        await self.create(store, OTHER)
        assert await store.vaults.all(deleted=False) == [OTHER, VAULT]
        await self.save(store, GONE, expect_deleted=False)
        assert await store.vaults.all(deleted=False) == [OTHER]
        assert await store.vaults.all(deleted=True) == [GONE]
        assert await store.vaults.find("contoso") == GONE

    async def test_a_change_expects_the_state_that_it_saw(self, store: Store) -> None:
        await self.create(store, VAULT)
        with pytest.raises(NotFound, match="VaultNotFound"):
            await self.save(store, VAULT, expect_deleted=True)
        await self.save(store, GONE, expect_deleted=False)
        with pytest.raises(NotFound, match="VaultNotFound"):
            await self.save(store, GONE, expect_deleted=False)
        await self.save(store, VAULT, expect_deleted=True)
        assert await store.vaults.find("contoso") == VAULT

    async def test_another_incarnation_is_not_changed(self, store: Store) -> None:
        await self.create(store, VAULT)
        stranger = replace(VAULT, key="c" * 32, location="northeurope")
        with pytest.raises(NotFound, match="VaultNotFound"):
            await self.save(store, stranger, expect_deleted=False)
        assert await store.vaults.find("contoso") == VAULT

    async def test_a_deleted_name_is_taken_until_its_purge_is_due(self, store: Store) -> None:
        await self.create(store, VAULT)
        secrets = store.secrets
        await store.write(lambda work: secrets.add_version(work, version(1), now=NOW))
        await self.save(store, GONE, expect_deleted=False)
        again = replace(VAULT, key="c" * 32)
        with pytest.raises(Conflict, match="VaultAlreadyExists"):
            await self.create(store, again, now=1999.0)
        await self.create(store, again, now=2000.0)
        assert await store.vaults.find("contoso") == again
        assert await store.secrets.page(again.key, after="", limit=10) == []
        assert await store.secrets.page(VAULT.key, after="", limit=10) == []

    async def test_removing_takes_the_secrets_along(self, store: Store) -> None:
        await self.create(store, VAULT)
        secrets = store.secrets
        await store.write(lambda work: secrets.add_version(work, version(1), now=NOW))
        with pytest.raises(NotFound, match="VaultNotFound"):
            await store.write(lambda work: store.vaults.remove(work, VAULT.key))
        await self.save(store, GONE, expect_deleted=False)
        await store.write(lambda work: store.vaults.remove(work, VAULT.key))
        assert await store.vaults.find("contoso") is None
        assert await store.secrets.find(VAULT.key, "db-password", None) is None
        with pytest.raises(NotFound, match="VaultNotFound"):
            await store.write(lambda work: store.vaults.remove(work, VAULT.key))

    async def test_a_change_moves_the_epoch(self, store: Store) -> None:
        before = store.epoch.value
        await self.create(store, VAULT)
        assert store.epoch.value > before


class SecretsKit:
    """``SecretRecords``."""

    async def given(self, store: Store, *records: SecretRecord) -> None:
        """A live vault with these versions."""
        if await store.vaults.find(VAULT.name) is None:
            await store.write(lambda work: store.vaults.create(work, VAULT, now=NOW))

        def add(record: SecretRecord) -> Callable[[UnitOfWork], None]:
            return lambda work: store.secrets.add_version(work, record, now=NOW)

        await store.write(*(add(record) for record in records))

    async def delete(self, store: Store, name: str = "db-password") -> None:
        delete = store.secrets.delete
        await store.write(
            lambda work: delete(work, VAULT.key, name, deleted=DELETED, scheduled_purge=PURGE)
        )

    async def test_the_newest_version_is_found_in_any_case(self, store: Store) -> None:
        await self.given(store, version(1), version(2))
        assert await store.secrets.find(VAULT.key, "DB-PASSWORD", None) == version(2)

    async def test_a_version_is_found_by_its_id(self, store: Store) -> None:
        await self.given(store, version(1), version(2))
        first = version(1)
        find = store.secrets.find
        assert await find(VAULT.key, "db-password", first.properties.version) == first
        assert await find(VAULT.key, "db-password", "0" * 32) is None
        assert await find(VAULT.key, "other", None) is None
        assert await find(OTHER.key, "db-password", None) is None

    async def test_what_was_never_given_differs_from_what_was_given_empty(
        self, store: Store
    ) -> None:
        bare = version(1)
        none = replace(bare.properties, tags=None, content_type=None, expires=None, enabled=False)
        empty = replace(none, version="e" * 32, tags={}, not_before=5, managed=True, key_id="kid")
        await self.given(store, replace(bare, properties=none), replace(bare, properties=empty))
        found = [
            each.properties
            for each in await store.secrets.versions(VAULT.key, "db-password", limit=9)
        ]
        assert found == [none, empty]

    async def test_versions_come_in_the_order_of_creation(self, store: Store) -> None:
        await self.given(store, *(version(number) for number in (1, 2, 3)))
        versions = store.secrets.versions
        assert await versions(VAULT.key, "db-password", limit=9) == [
            *(version(1), version(2), version(3))
        ]
        assert await versions(VAULT.key, "db-password", limit=1) == [version(1)]

    async def test_versions_are_paged_by_their_ids(self, store: Store) -> None:
        await self.given(store, *(version(number) for number in (1, 2, 3)))
        page = store.secrets.versions_page
        first = await page(VAULT.key, "db-password", after="", limit=2)
        assert first == [version(3).properties, version(2).properties]
        rest = await page(VAULT.key, "db-password", after=first[-1].version, limit=2)
        assert rest == [version(1).properties]

    async def test_secrets_are_paged_by_lower_case_name(self, store: Store) -> None:
        named = [version(1, name) for name in ("b", "A", "a-b", "C", "a1")]
        await self.given(store, *named, version(2, "b"))
        page = store.secrets.page
        names = [each.name for each in await page(VAULT.key, after="", limit=9)]
        assert names == ["A", "a-b", "a1", "b", "C"]
        found = await page(VAULT.key, after="a-b", limit=2)
        assert found == [version(1, "a1").properties, version(2, "b").properties]

    async def test_a_vault_must_be_live_to_take_a_secret(self, store: Store) -> None:
        add = store.secrets.add_version
        with pytest.raises(NotFound, match="VaultNotFound"):
            await store.write(lambda work: add(work, version(1), now=NOW))
        await self.given(store)
        save = store.vaults.save
        await store.write(lambda work: save(work, GONE, expect_deleted=False))
        with pytest.raises(NotFound, match="VaultNotFound"):
            await store.write(lambda work: add(work, version(1), now=NOW))

    async def test_a_change_names_the_revision_that_it_replaces(self, store: Store) -> None:
        await self.given(store, version(1))
        save = store.secrets.save_properties
        changed = replace(version(1).properties, enabled=False, tags=None, revision=1)
        await store.write(lambda work: save(work, changed))
        found = await store.secrets.find(VAULT.key, "db-password", None)
        assert found == replace(version(1), properties=changed)
        with pytest.raises(StaleRevision):
            await store.write(lambda work: save(work, changed))

    async def test_changing_what_is_not_there_is_refused(self, store: Store) -> None:
        await self.given(store, version(1))
        save = store.secrets.save_properties
        with pytest.raises(NotFound, match="SecretNotFound"):
            await store.write(lambda work: save(work, version(2).properties))
        await self.delete(store)
        with pytest.raises(NotFound, match="SecretNotFound"):
            await store.write(lambda work: save(work, replace(version(1).properties, revision=1)))

    async def test_a_deleted_secret_is_only_found_as_such(self, store: Store) -> None:
        await self.given(store, version(1), version(2), version(1, "other"))
        await self.delete(store)
        secrets, gone = store.secrets, DeletedSecret(version(2).properties, DELETED, PURGE)
        assert await secrets.find(VAULT.key, "db-password", None) is None
        assert await secrets.find(VAULT.key, "db-password", version(1).properties.version) is None
        assert await secrets.versions(VAULT.key, "db-password", limit=9) == []
        assert await secrets.versions_page(VAULT.key, "db-password", after="", limit=9) == []
        assert len(await secrets.page(VAULT.key, after="", limit=9)) == 1
        assert await secrets.find_deleted(VAULT.key, "DB-Password", now=NOW) == gone
        assert await secrets.deleted_page(VAULT.key, after="", limit=9, now=NOW) == [gone]
        assert await secrets.find_deleted(VAULT.key, "other", now=NOW) is None

    async def test_deleted_secrets_are_paged_by_name(self, store: Store) -> None:
        await self.given(store, *(version(1, name) for name in "cBa"))
        for name in "abc":
            await self.delete(store, name)
        page = store.secrets.deleted_page
        first = await page(VAULT.key, after="", limit=2, now=NOW)
        assert [each.properties.name for each in first] == ["a", "B"]
        rest = await page(VAULT.key, after="b", limit=2, now=NOW)
        assert [each.properties.name for each in rest] == ["c"]

    async def test_deleting_twice_is_refused(self, store: Store) -> None:
        await self.given(store, version(1))
        await self.delete(store)
        with pytest.raises(NotFound, match="SecretNotFound"):
            await self.delete(store)

    async def test_a_deleted_name_is_taken_until_its_purge_is_due(self, store: Store) -> None:
        await self.given(store, version(1))
        await self.delete(store)
        add = store.secrets.add_version
        with pytest.raises(Conflict, match="deleted but recoverable"):
            await store.write(lambda work: add(work, version(2), now=PURGE - 1))
        await store.write(lambda work: add(work, version(2), now=PURGE))
        versions = await store.secrets.versions(VAULT.key, "db-password", limit=9)
        assert versions == [version(2)]

    async def test_recovering_brings_all_versions_back(self, store: Store) -> None:
        await self.given(store, version(1), version(2))
        await self.delete(store)
        recover = store.secrets.recover
        await store.write(lambda work: recover(work, VAULT.key, "Db-Password", now=NOW))
        versions = await store.secrets.versions(VAULT.key, "db-password", limit=9)
        assert versions == [version(1), version(2)]
        assert await store.secrets.find(VAULT.key, "db-password", None) == version(2)
        with pytest.raises(NotFound, match="SecretNotFound"):
            await store.write(lambda work: recover(work, VAULT.key, "db-password", now=NOW))

    async def test_purging_is_for_the_deleted_alone(self, store: Store) -> None:
        await self.given(store, version(1))
        purge = store.secrets.purge
        with pytest.raises(NotFound, match="SecretNotFound"):
            await store.write(lambda work: purge(work, VAULT.key, "db-password", now=NOW))
        await self.delete(store)
        await store.write(lambda work: purge(work, VAULT.key, "db-password", now=NOW))
        assert await store.secrets.find_deleted(VAULT.key, "db-password", now=NOW) is None
        await self.given(store, version(3))
        assert await store.secrets.find(VAULT.key, "db-password", None) == version(3)

    async def test_when_the_purge_is_due_it_is_gone_swept_or_not(self, store: Store) -> None:
        await self.given(store, version(1))
        await self.delete(store)
        secrets = store.secrets
        assert await secrets.find_deleted(VAULT.key, "db-password", now=PURGE) is None
        assert await secrets.deleted_page(VAULT.key, after="", limit=9, now=PURGE) == []
        for operation in (secrets.recover, secrets.purge):
            work = store.units.begin()
            operation(work, VAULT.key, "db-password", now=PURGE)
            with pytest.raises(NotFound, match="SecretNotFound"):
                await work.commit()

    async def test_a_backup_comes_back_with_all_versions(self, store: Store) -> None:
        await self.given(store)
        restore = store.secrets.restore
        records = [version(1), version(2)]
        await store.write(lambda work: restore(work, records, now=NOW))
        assert await store.secrets.versions(VAULT.key, "db-password", limit=9) == records
        assert await store.secrets.find(VAULT.key, "db-password", None) == version(2)

    async def test_a_backup_does_not_replace_what_is_there(self, store: Store) -> None:
        await self.given(store, version(1))
        restore = store.secrets.restore
        with pytest.raises(Conflict):
            await store.write(lambda work: restore(work, [version(2)], now=NOW))
        await self.delete(store)
        with pytest.raises(Conflict):
            await store.write(lambda work: restore(work, [version(2)], now=NOW))
        await store.write(lambda work: restore(work, [version(2)], now=PURGE))
        assert await store.secrets.find(VAULT.key, "db-password", None) == version(2)

    async def test_sweeping_removes_what_is_due_and_nothing_else(self, store: Store) -> None:
        await self.given(store, version(1), version(1, "kept"), version(1, "later"))
        await self.delete(store)
        later = store.secrets.delete
        await store.write(
            lambda work: later(work, VAULT.key, "later", deleted=1000, scheduled_purge=3000)
        )
        await store.write(lambda work: store.secrets.sweep(work, now=PURGE))
        secrets = store.secrets
        assert await secrets.find_deleted(VAULT.key, "db-password", now=0) is None
        assert await secrets.find_deleted(VAULT.key, "later", now=0) is not None
        assert await secrets.find(VAULT.key, "kept", None) is not None

    async def test_sweeping_removes_vaults_that_are_due(self, store: Store) -> None:
        await self.given(store, version(1))
        save = store.vaults.save
        await store.write(lambda work: save(work, GONE, expect_deleted=False))
        await store.write(lambda work: store.secrets.sweep(work, now=1999.0))
        assert await store.vaults.find("contoso") == GONE
        await store.write(lambda work: store.secrets.sweep(work, now=2000.0))
        assert await store.vaults.find("contoso") is None

    async def test_a_secret_moves_no_cache(self, store: Store) -> None:
        await self.given(store)
        before = store.epoch.value
        await self.given(store, version(1))
        await self.delete(store)
        assert store.epoch.value == before
