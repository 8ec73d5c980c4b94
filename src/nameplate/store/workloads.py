"""Which identities a resource has, and which processes run as it."""

from typing import Final

from nameplate.core.errors import NotFound
from nameplate.core.work import UnitOfWork
from nameplate.directory.records import IdentityAssignment, WorkloadBinding
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, columns, from_json, insert, run, upsert

_ASSIGNMENT: Final = "resource_id system_assigned user_assigned"
_BINDING: Final = "binding_id digest resource_id created expires"
_SELECT_ASSIGNMENT: Final = f"SELECT {columns(_ASSIGNMENT)} FROM identity_assignment"
_SELECT_BINDING: Final = f"SELECT {columns(_BINDING)} FROM workload_binding"
_SAVE_ASSIGNMENT: Final = upsert(
    "identity_assignment", f"{_ASSIGNMENT} resource_key", key="resource_key"
)
_INSERT_USER: Final = insert("identity_assignment_user", "identity_key resource_key")
_SAVE_BINDING: Final = upsert("workload_binding", f"{_BINDING} resource_key", key="binding_id")


class StoredWorkloads:
    """``WorkloadRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_assignment(self, resource_key: str) -> IdentityAssignment | None:
        rows = await self._database.read(
            f"{_SELECT_ASSIGNMENT} WHERE resource_key = ?", (resource_key,)
        )
        return _assignment(rows[0]) if rows else None

    async def list_assignments_of(
        self, object_id: str, resource_key: str | None
    ) -> list[IdentityAssignment]:
        rows = await self._database.read(
            f"{_SELECT_ASSIGNMENT} WHERE system_assigned = ? OR resource_key IN "
            "(SELECT resource_key FROM identity_assignment_user WHERE identity_key = ?) "
            "ORDER BY resource_key",
            (object_id, resource_key),
        )
        return [_assignment(row) for row in rows]

    def save_assignment(self, work: UnitOfWork, assignment: IdentityAssignment) -> None:
        key = assignment.resource_id.lower()
        users = {user.lower() for user in assignment.user_assigned}
        row = (
            assignment.resource_id,
            assignment.system_assigned,
            as_json(assignment.user_assigned),
            key,
        )

        def write(transaction: Transaction) -> None:
            transaction.execute(_SAVE_ASSIGNMENT, row)
            transaction.execute(_DELETE_USERS, (key,))
            transaction.execute_many(_INSERT_USER, [(user, key) for user in sorted(users)])

        work.add(write)

    def delete_assignment(self, work: UnitOfWork, resource_key: str) -> None:
        run(work, _DELETE_USERS, (resource_key,))
        run(work, "DELETE FROM identity_assignment WHERE resource_key = ?", (resource_key,))

    async def find_binding(self, binding_id: str) -> WorkloadBinding | None:
        return await self._binding("binding_id", binding_id)

    async def find_binding_by_digest(self, digest: bytes) -> WorkloadBinding | None:
        return await self._binding("digest", digest)

    def save_binding(self, work: UnitOfWork, binding: WorkloadBinding) -> None:
        row = (
            binding.binding_id,
            binding.digest,
            binding.resource_id,
            binding.created,
            binding.expires,
            binding.resource_id.lower(),
        )
        run(work, _SAVE_BINDING, row)

    def renew_binding(self, work: UnitOfWork, binding_id: str, expires: float | None) -> None:
        def write(transaction: Transaction) -> None:
            renew = "UPDATE workload_binding SET expires = ? WHERE binding_id = ?"
            if not transaction.execute(renew, (expires, binding_id)):
                raise NotFound("BindingNotFound", "The workload binding is not there.")

        work.add(write, coherent=False)

    def delete_binding(self, work: UnitOfWork, binding_id: str) -> None:
        run(work, "DELETE FROM workload_binding WHERE binding_id = ?", (binding_id,))

    def delete_bindings_of(self, work: UnitOfWork, resource_key: str) -> None:
        run(work, "DELETE FROM workload_binding WHERE resource_key = ?", (resource_key,))

    def delete_expired_bindings(self, work: UnitOfWork, before: float) -> None:
        sweep = "DELETE FROM workload_binding WHERE expires <= ?"
        run(work, sweep, (before,), coherent=False)

    async def _binding(self, column: str, value: str | bytes) -> WorkloadBinding | None:
        rows = await self._database.read(f"{_SELECT_BINDING} WHERE {column} = ?", (value,))
        return WorkloadBinding(*rows[0]) if rows else None


_DELETE_USERS: Final = "DELETE FROM identity_assignment_user WHERE resource_key = ?"


def _assignment(row: Row) -> IdentityAssignment:
    return IdentityAssignment(row[0], row[1], tuple(from_json(row[2])))
