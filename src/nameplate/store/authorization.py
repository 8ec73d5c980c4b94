"""The access policies of vaults: one row per vault, changed by a function inside the transaction.

So two processes that each add a policy at once both keep theirs.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from nameplate.authorization.access_policy import AccessPolicy
from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, from_json, run, upsert

Policies: TypeAlias = tuple[AccessPolicy, ...]

_SELECT: Final = "SELECT document FROM access_policies WHERE vault_id = ?"
_NAMING: Final = (
    "SELECT vault_id, document FROM access_policies WHERE document LIKE ? ORDER BY vault_id"
)
_SAVE: Final = upsert("access_policies", "vault_id document", key="vault_id")


class StoredAccessPolicies:
    """``AccessPolicyRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, vault_id: str) -> Policies:
        return _policies(await self._database.read(_SELECT, (vault_id,)))

    async def naming(self, object_id: str) -> tuple[str, ...]:
        rows = await self._database.read(_NAMING, (f'%"{object_id}"%',))
        named = ((row[0], _policies([(row[1],)])) for row in rows)
        return tuple(
            vault
            for vault, policies in named
            if any(one.object_id == object_id for one in policies)
        )

    def change(
        self, work: UnitOfWork, vault_id: str, change: Callable[[Policies], Policies]
    ) -> None:
        def write(transaction: Transaction) -> None:
            policies = change(_policies(transaction.query(_SELECT, (vault_id,))))
            transaction.execute(_SAVE, (vault_id, as_json([_document(one) for one in policies])))

        work.add(write)

    def delete(self, work: UnitOfWork, vault_id: str) -> None:
        run(work, "DELETE FROM access_policies WHERE vault_id = ?", (vault_id,))


def _document(policy: AccessPolicy) -> list[object]:
    return [
        policy.tenant_id,
        policy.object_id,
        policy.application_id,
        {kind: list(names) for kind, names in policy.permissions.items()},
    ]


def _policies(rows: Sequence[Row]) -> Policies:
    documents = from_json(rows[0][0]) if rows else []
    return tuple(
        AccessPolicy(
            tenant_id,
            object_id,
            application_id,
            {kind: tuple(names) for kind, names in permissions.items()},
        )
        for tenant_id, object_id, application_id, permissions in documents
    )
