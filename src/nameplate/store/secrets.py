"""The secrets of vaults: a row per secret says its state and newest version, a row per version.

Reading a secret is one statement. Deletion is a state of the secret, so that deleting, recovering
and reading agree whatever happens at once.
"""

from collections.abc import Sequence
from typing import Any, Final

from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, columns, from_json, insert
from nameplate.store.vault import remove_vault
from nameplate.vault.errors import (
    deleted_but_recoverable,
    restore_conflict,
    secret_not_found,
    vault_not_found,
)
from nameplate.vault.protocols import StaleRevision
from nameplate.vault.records import DeletedSecret, SecretProperties, SecretRecord

_PROPERTIES: Final = (
    "vault_key name version content_type tags enabled not_before expires created updated managed "
    "key_id revision"
)
_INSERT: Final = insert("secret_version", f"{_PROPERTIES} name_key ordinal sealed")
_READ: Final = columns(_PROPERTIES, of="v")
_JOINED: Final = "v.vault_key = s.vault_key AND v.name_key = s.name_key"
_EACH: Final = f"FROM secret s JOIN secret_version v ON {_JOINED}"
_NEWEST: Final = f"{_EACH} AND v.version = s.newest"
_LIVE: Final = "WHERE s.vault_key = ? AND s.name_key = ? AND s.deleted IS NULL"
_HERE: Final = "WHERE vault_key = ? AND name_key = ?"

_FIND: Final = f"SELECT {_READ}, v.sealed {_NEWEST} {_LIVE}"
_FIND_VERSION: Final = f"SELECT {_READ}, v.sealed {_EACH} {_LIVE} AND v.version = ?"


class StoredSecrets:
    """``SecretRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, vault: str, name: str, version: str | None) -> SecretRecord | None:
        key = name.lower()
        rows = (
            await self._database.read(_FIND, (vault, key))
            if version is None
            else await self._database.read(_FIND_VERSION, (vault, key, version))
        )
        return _record(rows[0]) if rows else None

    async def find_deleted(self, vault: str, name: str, *, now: float) -> DeletedSecret | None:
        rows = await self._database.read(
            f"SELECT {_READ}, s.deleted, s.scheduled_purge {_NEWEST} "
            "WHERE s.vault_key = ? AND s.name_key = ? AND s.scheduled_purge > ?",
            (vault, name.lower(), now),
        )
        return _deleted(rows[0]) if rows else None

    async def versions(self, vault: str, name: str, *, limit: int) -> list[SecretRecord]:
        rows = await self._database.read(
            f"SELECT {_READ}, v.sealed {_EACH} {_LIVE} ORDER BY v.ordinal LIMIT ?",
            (vault, name.lower(), limit),
        )
        return [_record(row) for row in rows]

    async def page(self, vault: str, *, after: str, limit: int) -> list[SecretProperties]:
        rows = await self._database.read(
            f"SELECT {_READ} {_NEWEST} WHERE s.vault_key = ? AND s.name_key > ? "
            "AND s.deleted IS NULL ORDER BY s.name_key LIMIT ?",
            (vault, after, limit),
        )
        return [_properties(row) for row in rows]

    async def versions_page(
        self, vault: str, name: str, *, after: str, limit: int
    ) -> list[SecretProperties]:
        rows = await self._database.read(
            f"SELECT {_READ} {_EACH} {_LIVE} AND v.version > ? ORDER BY v.version LIMIT ?",
            (vault, name.lower(), after, limit),
        )
        return [_properties(row) for row in rows]

    async def deleted_page(
        self, vault: str, *, after: str, limit: int, now: float
    ) -> list[DeletedSecret]:
        rows = await self._database.read(
            f"SELECT {_READ}, s.deleted, s.scheduled_purge {_NEWEST} WHERE s.vault_key = ? "
            "AND s.name_key > ? AND s.scheduled_purge > ? ORDER BY s.name_key LIMIT ?",
            (vault, after, now, limit),
        )
        return [_deleted(row) for row in rows]

    def add_version(self, work: UnitOfWork, record: SecretRecord, *, now: float) -> None:
        properties = record.properties

        def write(transaction: Transaction) -> None:
            _require_live_vault(transaction, properties.vault)
            if _drop_if_due(transaction, properties.vault, properties.name, now):
                raise deleted_but_recoverable(properties.name)
            _add(transaction, record)

        work.add(write, coherent=False)

    def save_properties(self, work: UnitOfWork, properties: SecretProperties) -> None:
        def write(transaction: Transaction) -> None:
            where = (properties.vault, properties.name.lower(), properties.version)
            held = transaction.query(f"SELECT v.revision {_EACH} {_LIVE} AND v.version = ?", where)
            if not held:
                raise secret_not_found(properties.name, properties.version)
            if held[0][0] != properties.revision - 1:
                raise StaleRevision
            transaction.execute(_SAVE_PROPERTIES, (*_changing(properties), *where))

        work.add(write, coherent=False)

    def delete(
        self, work: UnitOfWork, vault: str, name: str, *, deleted: int, scheduled_purge: int
    ) -> None:
        def write(transaction: Transaction) -> None:
            changed = transaction.execute(
                f"UPDATE secret SET deleted = ?, scheduled_purge = ? {_HERE} AND deleted IS NULL",
                (deleted, scheduled_purge, vault, name.lower()),
            )
            if not changed:
                raise secret_not_found(name)

        work.add(write, coherent=False)

    def recover(self, work: UnitOfWork, vault: str, name: str, *, now: float) -> None:
        def write(transaction: Transaction) -> None:
            changed = transaction.execute(
                f"UPDATE secret SET deleted = NULL, scheduled_purge = NULL {_HERE} "
                "AND scheduled_purge > ?",
                (vault, name.lower(), now),
            )
            if not changed:
                raise secret_not_found(name)

        work.add(write, coherent=False)

    def purge(self, work: UnitOfWork, vault: str, name: str, *, now: float) -> None:
        def write(transaction: Transaction) -> None:
            if not _drop_if_due(transaction, vault, name, now):
                raise secret_not_found(name)
            _remove(transaction, vault, name.lower())

        work.add(write, coherent=False)

    def restore(self, work: UnitOfWork, records: Sequence[SecretRecord], *, now: float) -> None:
        first = records[0].properties

        def write(transaction: Transaction) -> None:
            _require_live_vault(transaction, first.vault)
            _drop_if_due(transaction, first.vault, first.name, now)
            if _state(transaction, first.vault, first.name):
                raise restore_conflict(first.name)
            for record in records:
                _add(transaction, record)

        work.add(write, coherent=False)

    def sweep(self, work: UnitOfWork, *, now: float) -> None:
        def write(transaction: Transaction) -> None:
            for (key,) in transaction.query(
                "SELECT vault_key FROM vault WHERE scheduled_purge <= ?", (now,)
            ):
                remove_vault(transaction, key)
            for vault, name_key in transaction.query(
                "SELECT vault_key, name_key FROM secret WHERE scheduled_purge <= ?", (now,)
            ):
                _remove(transaction, vault, name_key)

        work.add(write, coherent=False)


_CHANGING: Final = (
    "content_type tags enabled not_before expires created updated managed key_id revision"
)
_SAVE_PROPERTIES: Final = (
    f"UPDATE secret_version SET {', '.join(f'{name} = ?' for name in _CHANGING.split())} "
    f"{_HERE} AND version = ?"
)


def _require_live_vault(transaction: Transaction, vault: str) -> None:
    rows = transaction.query("SELECT name, deleted FROM vault WHERE vault_key = ?", (vault,))
    if not rows or rows[0][1] is not None:
        raise vault_not_found(rows[0][0] if rows else vault)


def _state(transaction: Transaction, vault: str, name: str) -> list[Row]:
    return transaction.query(f"SELECT scheduled_purge FROM secret {_HERE}", (vault, name.lower()))


def _drop_if_due(transaction: Transaction, vault: str, name: str, now: float) -> bool:
    """Remove a deleted secret whose purge is due; say whether one is deleted and stays."""
    rows = _state(transaction, vault, name)
    if not rows or rows[0][0] is None:
        return False
    if rows[0][0] > now:
        return True
    _remove(transaction, vault, name.lower())
    return False


def _remove(transaction: Transaction, vault: str, name_key: str) -> None:
    transaction.execute(f"DELETE FROM secret_version {_HERE}", (vault, name_key))
    transaction.execute(f"DELETE FROM secret {_HERE}", (vault, name_key))


def _add(transaction: Transaction, record: SecretRecord) -> None:
    """Add a version and make it the newest."""
    properties = record.properties
    key = (properties.vault, properties.name.lower())
    rows = transaction.query(f"SELECT ordinal FROM secret {_HERE}", key)
    ordinal = rows[0][0] + 1 if rows else 1
    if rows:
        transaction.execute(
            f"UPDATE secret SET newest = ?, ordinal = ? {_HERE}",
            (properties.version, ordinal, *key),
        )
    else:
        transaction.execute(_INSERT_SECRET, (*key, properties.version, ordinal))
    transaction.execute(_INSERT, (*_row(properties), key[1], ordinal, record.sealed))


_INSERT_SECRET: Final = insert("secret", "vault_key name_key newest ordinal")


def _row(properties: SecretProperties) -> Row:
    return (properties.vault, properties.name, properties.version, *_changing(properties))


def _changing(properties: SecretProperties) -> tuple[Any, ...]:
    return (
        properties.content_type,
        as_json(properties.tags),
        int(properties.enabled),
        properties.not_before,
        properties.expires,
        properties.created,
        properties.updated,
        int(properties.managed),
        properties.key_id,
        properties.revision,
    )


def _properties(row: Row) -> SecretProperties:
    return SecretProperties(
        vault=row[0],
        name=row[1],
        version=row[2],
        content_type=row[3],
        tags=from_json(row[4]),
        enabled=bool(row[5]),
        not_before=row[6],
        expires=row[7],
        created=row[8],
        updated=row[9],
        managed=bool(row[10]),
        key_id=row[11],
        revision=row[12],
    )


def _record(row: Row) -> SecretRecord:
    return SecretRecord(_properties(row), row[13])


def _deleted(row: Row) -> DeletedSecret:
    return DeletedSecret(_properties(row), row[13], row[14])
