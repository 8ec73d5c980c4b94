"""The keys of vaults: one row for each version, its private half sealed."""

from typing import Final

from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, columns, from_json, insert
from nameplate.vault.errors import key_exists, vault_not_found
from nameplate.vault.records import KeyRecord

_NAMES: Final = (
    "vault_key name_key version ordinal name public operations size tags enabled not_before "
    "expires created updated sealed"
)
_SELECT: Final = f"SELECT {columns(_NAMES)} FROM vault_key"
_INSERT: Final = insert("vault_key", _NAMES)


class StoredKeys:
    """``KeyRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_key(self, vault: str, name: str) -> KeyRecord | None:
        rows = await self._database.read(
            f"{_SELECT} WHERE vault_key = ? AND name_key = ? ORDER BY ordinal DESC LIMIT 1",
            (vault, name.lower()),
        )
        return _record(rows[0]) if rows else None

    async def list_keys(self, vault: str) -> list[KeyRecord]:
        rows = await self._database.read(
            f"{_SELECT} WHERE vault_key = ? ORDER BY name_key, ordinal", (vault,)
        )
        newest = {row[1]: row for row in rows}
        return [_record(row) for row in newest.values()]

    async def list_key_versions(self, vault: str, name: str) -> list[KeyRecord]:
        rows = await self._database.read(
            f"{_SELECT} WHERE vault_key = ? AND name_key = ? ORDER BY ordinal",
            (vault, name.lower()),
        )
        return [_record(row) for row in rows]

    def add_key(self, work: UnitOfWork, record: KeyRecord) -> None:
        def write(transaction: Transaction) -> None:
            live = "SELECT 1 FROM vault WHERE vault_key = ? AND deleted IS NULL"
            if not transaction.query(live, (record.vault,)):
                raise vault_not_found(record.vault)
            held = "SELECT 1 FROM vault_key WHERE vault_key = ? AND name_key = ?"
            if transaction.query(held, (record.vault, record.name.lower())):
                raise key_exists(record.name)
            transaction.execute(_INSERT, _row(record))

        work.add(write)


def _row(record: KeyRecord) -> Row:
    return (
        record.vault,
        record.name.lower(),
        record.version,
        1,
        record.name,
        as_json(dict(record.public)),
        as_json(record.operations),
        record.size,
        as_json(record.tags),
        int(record.enabled),
        record.not_before,
        record.expires,
        record.created,
        record.updated,
        record.sealed,
    )


def _record(row: Row) -> KeyRecord:
    return KeyRecord(
        vault=row[0],
        name=row[4],
        version=row[2],
        public=from_json(row[5]),
        operations=tuple(from_json(row[6])),
        size=row[7],
        tags=from_json(row[8]),
        enabled=bool(row[9]),
        not_before=row[10],
        expires=row[11],
        created=row[12],
        updated=row[13],
        sealed=row[14],
    )
