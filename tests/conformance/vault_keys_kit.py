"""What the records of a vault's keys must do."""

from dataclasses import replace

import pytest

from nameplate.core.errors import Conflict, NotFound
from nameplate.vault.records import KeyRecord
from tests.conformance.stores import Store
from tests.conformance.vault_kit import GONE, NOW, OTHER, VAULT

RECORD = KeyRecord(
    vault=VAULT.key,
    name="Sign",
    version="c" * 32,
    public={"kty": "RSA", "n": "AQ", "e": "AQAB"},
    operations=("sign", "verify"),
    size=2048,
    tags={"b": "1"},
    enabled=False,
    not_before=None,
    expires=4_000_000_000,
    created=10,
    updated=10,
    sealed=b"sealed",
)
CURVED = replace(
    RECORD, name="alpha", public={"kty": "EC", "crv": "P-256", "x": "x", "y": "y"}, size=None
)


class VaultKeysKit:
    """``KeyRecords``."""

    async def with_vaults(self, store: Store) -> None:
        for account in (VAULT, OTHER):
            await store.write(lambda work, a=account: store.vaults.create(work, a, now=NOW))  # type: ignore[misc]  # mypy cannot infer a lambda's default

    async def test_a_key_comes_back_whole_under_any_case(self, store: Store) -> None:
        await self.with_vaults(store)
        await store.write(lambda work: store.keys.add_key(work, RECORD))
        await store.write(lambda work: store.keys.add_key(work, CURVED))

        assert await store.keys.find_key(VAULT.key, "SIGN") == RECORD
        assert await store.keys.find_key(VAULT.key, "none") is None
        assert await store.keys.find_key(OTHER.key, "sign") is None
        assert await store.keys.list_keys(VAULT.key) == [CURVED, RECORD]
        assert await store.keys.list_keys(OTHER.key) == []
        assert await store.keys.list_key_versions(VAULT.key, "Alpha") == [CURVED]

    async def test_a_name_is_made_once(self, store: Store) -> None:
        await self.with_vaults(store)
        await store.write(lambda work: store.keys.add_key(work, RECORD))
        with pytest.raises(Conflict, match="in between"):
            await store.write(
                lambda work: store.keys.add_key(work, replace(RECORD, name="SIGN", version="d"))
            )

    async def test_only_a_live_vault_takes_keys(self, store: Store) -> None:
        with pytest.raises(NotFound, match="VaultNotFound"):
            await store.write(lambda work: store.keys.add_key(work, RECORD))
        await self.with_vaults(store)
        await store.write(lambda work: store.vaults.save(work, GONE, expect_deleted=False))
        with pytest.raises(NotFound, match="VaultNotFound"):
            await store.write(lambda work: store.keys.add_key(work, RECORD))

    async def test_keys_stay_with_a_deleted_vault_and_go_with_a_purged_one(
        self, store: Store
    ) -> None:
        await self.with_vaults(store)
        await store.write(lambda work: store.keys.add_key(work, RECORD))
        await store.write(lambda work: store.vaults.save(work, GONE, expect_deleted=False))
        assert await store.keys.find_key(VAULT.key, "sign") == RECORD

        await store.write(lambda work: store.vaults.remove(work, VAULT.key))
        assert await store.keys.find_key(VAULT.key, "sign") is None
        assert await store.keys.list_keys(VAULT.key) == []
