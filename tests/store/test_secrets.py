"""Secrets over a database keep the protocol, in one read, and a sealed value stays in its place."""

from pathlib import Path
from typing import Any

import pytest

from nameplate.core.secret_value import SecretValue
from nameplate.crypto.envelope import CannotDecryptError, Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.store.secrets import StoredSecrets
from nameplate.store.sqlite import SqliteDatabase
from nameplate.vault.parameters import NewSecret
from nameplate.vault.vault_secrets import Secrets
from tests.conformance.stores import Store
from tests.conformance.vault_kit import NOW, VAULT, SecretsKit
from tests.fakes.clock import FakeClock


class CountingDatabase(SqliteDatabase):
    """Counts its reads."""

    reads = 0

    async def read(self, sql: str, parameters: Any = ()) -> list[Any]:
        self.reads += 1
        return await super().read(sql, parameters)


class TestStoredSecrets(SecretsKit):
    """The kit, and what a database adds."""

    async def test_reading_a_secret_is_one_statement(self, tmp_path: Path) -> None:
        database = CountingDatabase.open(tmp_path / "nameplate.db")
        secrets = StoredSecrets(database)
        await secrets.find(VAULT.key, "name", None)
        await secrets.find(VAULT.key, "name", "f" * 32)
        assert database.reads == 2
        await database.close()


async def test_a_ciphertext_that_was_moved_does_not_open(
    store: Store, database: SqliteDatabase
) -> None:
    """Whoever may write the database cannot show one secret under another's name or version."""
    secrets = Secrets(store.secrets, Envelope(MasterKey.generate()), FakeClock(NOW))
    work = store.units.begin()
    store.vaults.create(work, VAULT, now=NOW)
    await work.commit()
    for name in ("theirs", "mine"):
        for value in ("first", "second"):
            work = store.units.begin()
            await secrets.set(work, VAULT, name, _new(f"{name} {value}"))
            await work.commit()
    assert (await secrets.get(VAULT, "theirs", None)).value.reveal() == "theirs second"

    work = store.units.begin()
    work.add(
        lambda transaction: transaction.execute(
            "UPDATE secret_version SET sealed = (SELECT sealed FROM secret_version v "
            "WHERE v.name_key = 'theirs' AND v.ordinal = 2) WHERE name_key = 'mine'"
        )
    )
    await work.commit()

    with pytest.raises(CannotDecryptError):
        await secrets.get(VAULT, "mine", None)


async def test_no_value_lies_in_the_file_in_the_clear(
    store: Store, database: SqliteDatabase
) -> None:
    secrets = Secrets(store.secrets, Envelope(MasterKey.generate()), FakeClock(NOW))
    work = store.units.begin()
    store.vaults.create(work, VAULT, now=NOW)
    await work.commit()
    work = store.units.begin()
    await secrets.set(work, VAULT, "name", _new("correct horse battery staple"))
    await work.commit()

    files = list(database.path.parent.glob("nameplate.db*"))

    assert len(files) == 3
    assert not [path for path in files if b"correct horse" in path.read_bytes()]


def _new(value: str) -> NewSecret:
    return NewSecret(SecretValue(value), None, None, enabled=True, not_before=None, expires=None)
