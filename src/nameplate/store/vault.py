"""The vault accounts: a name has at most one, live or deleted."""

from typing import Final

from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, columns, from_json, insert, upsert
from nameplate.vault.errors import vault_name_in_use, vault_not_found
from nameplate.vault.records import VaultAccount

_NAMES: Final = (
    "vault_key name_key name resource_id location tenant_id retention_days purge_protection rbac "
    "created enabled_for_deployment enabled_for_disk_encryption enabled_for_template_deployment "
    "deleted scheduled_purge properties"
)
_SELECT: Final = f"SELECT {columns(_NAMES)} FROM vault"
_INSERT: Final = insert("vault", _NAMES)
_SAVE: Final = upsert("vault", _NAMES, key="vault_key")


class StoredVaults:
    """``VaultRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, name: str) -> VaultAccount | None:
        rows = await self._database.read(f"{_SELECT} WHERE name_key = ?", (name.lower(),))
        return _account(rows[0]) if rows else None

    async def all(self, *, deleted: bool) -> list[VaultAccount]:
        state = "IS NOT NULL" if deleted else "IS NULL"
        rows = await self._database.read(f"{_SELECT} WHERE deleted {state} ORDER BY name_key")
        return [_account(row) for row in rows]

    def create(self, work: UnitOfWork, account: VaultAccount, *, now: float) -> None:
        def write(transaction: Transaction) -> None:
            held = transaction.query(
                "SELECT vault_key, scheduled_purge FROM vault WHERE name_key = ?",
                (account.name.lower(),),
            )
            for key, scheduled_purge in held:
                if scheduled_purge is None or scheduled_purge > now:
                    raise vault_name_in_use(account.name)
                remove_vault(transaction, key)
            transaction.execute(_INSERT, _row(account))

        work.add(write)

    def save(self, work: UnitOfWork, account: VaultAccount, *, expect_deleted: bool) -> None:
        def write(transaction: Transaction) -> None:
            if _is_deleted(transaction, account.key) is not expect_deleted:
                raise vault_not_found(account.name)
            transaction.execute(_SAVE, _row(account))

        work.add(write)

    def remove(self, work: UnitOfWork, key: str) -> None:
        def write(transaction: Transaction) -> None:
            if _is_deleted(transaction, key) is not True:
                raise vault_not_found(key)
            remove_vault(transaction, key)

        work.add(write)


def remove_vault(transaction: Transaction, key: str) -> None:
    """Remove an account with all its secrets and keys."""
    for table in ("secret_version", "secret", "vault_key", "vault"):
        transaction.execute(f"DELETE FROM {table} WHERE vault_key = ?", (key,))


def _is_deleted(transaction: Transaction, key: str) -> bool | None:
    """Whether the account is in deleted state; ``None`` when there is none."""
    rows = transaction.query("SELECT deleted FROM vault WHERE vault_key = ?", (key,))
    return rows[0][0] is not None if rows else None


def _row(account: VaultAccount) -> Row:
    return (
        account.key,
        account.name.lower(),
        account.name,
        account.resource_id,
        account.location,
        account.tenant_id,
        account.retention_days,
        int(account.purge_protection),
        int(account.rbac),
        account.created,
        int(account.enabled_for_deployment),
        int(account.enabled_for_disk_encryption),
        int(account.enabled_for_template_deployment),
        account.deleted,
        account.scheduled_purge,
        as_json(account.properties),
    )


def _account(row: Row) -> VaultAccount:
    return VaultAccount(
        key=row[0],
        name=row[2],
        resource_id=row[3],
        location=row[4],
        tenant_id=row[5],
        retention_days=row[6],
        purge_protection=bool(row[7]),
        rbac=bool(row[8]),
        created=row[9],
        enabled_for_deployment=bool(row[10]),
        enabled_for_disk_encryption=bool(row[11]),
        enabled_for_template_deployment=bool(row[12]),
        deleted=row[13],
        scheduled_purge=row[14],
        properties=from_json(row[15]),
    )
