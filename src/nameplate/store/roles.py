"""Custom roles and role assignments: what is asked for stands in columns, the rest in a document.

Names, and who has what where, are checked inside the transaction: of two processes that give the
same role at once one is refused.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from nameplate.authorization import role_refusals
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RoleDefinition, RolePermissions
from nameplate.authorization.role_scopes import ROOT
from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, from_json, run, under, upsert

_SAVE_DEFINITION: Final = upsert("role_definition", "role_id name_key document", key="role_id")
_SAVE_ASSIGNMENT: Final = upsert(
    "role_assignment", "name scope_key principal_id role_id document", key="name"
)
_SELECT: Final = "SELECT document FROM role_assignment"
_MOST: Final = 100
"""How many scopes one statement asks for: far more than a scope has above it."""


class StoredRoles:
    """``RoleRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def definitions(self) -> tuple[RoleDefinition, ...]:
        rows = await self._database.read("SELECT document FROM role_definition ORDER BY name_key")
        return tuple(_definition(row) for row in rows)

    def save_definition(self, work: UnitOfWork, definition: RoleDefinition) -> None:
        name = definition.name.lower()

        def write(transaction: Transaction) -> None:
            held = transaction.query(
                "SELECT role_id FROM role_definition WHERE name_key = ?", (name,)
            )
            if held and held[0][0] != definition.id:
                known = "SELECT 1 FROM role_definition WHERE role_id = ?"
                raise role_refusals.same_name(
                    update=bool(transaction.query(known, (definition.id,)))
                )
            document = as_json(asdict(definition))
            transaction.execute(_SAVE_DEFINITION, (definition.id, name, document))

        work.add(write)

    def delete_definition(self, work: UnitOfWork, role_id: str) -> None:
        def write(transaction: Transaction) -> None:
            used = "SELECT 1 FROM role_assignment WHERE role_id = ? LIMIT 1"
            if transaction.query(used, (role_id,)):
                raise role_refusals.role_in_use()
            transaction.execute("DELETE FROM role_definition WHERE role_id = ?", (role_id,))

        work.add(write)

    async def find_assignment(self, name: str) -> RoleAssignment | None:
        rows = await self._database.read(f"{_SELECT} WHERE name = ?", (name,))
        return _assignment(rows[0]) if rows else None

    async def assignments_of(self, principal_id: str) -> tuple[RoleAssignment, ...]:
        sql = f"{_SELECT} WHERE principal_id = ? ORDER BY name"
        return _assignments(await self._database.read(sql, (principal_id,)))

    async def assignments_at(self, scopes: Sequence[str]) -> tuple[RoleAssignment, ...]:
        keys = tuple(scopes)[:_MOST]
        marks = ", ".join("?" for _ in keys)
        sql = f"{_SELECT} WHERE scope_key IN ({marks}) ORDER BY name"
        return _assignments(await self._database.read(sql, keys)) if keys else ()

    async def assignments_within(self, scope: str) -> tuple[RoleAssignment, ...]:
        where, parameters = _within(scope)
        sql = f"{_SELECT} {where} ORDER BY name"
        return _assignments(await self._database.read(sql, parameters))

    def save_assignment(self, work: UnitOfWork, assignment: RoleAssignment) -> None:
        def write(transaction: Transaction) -> None:
            by_name = transaction.query(f"{_SELECT} WHERE name = ?", (assignment.name,))
            if by_name and _assignment(by_name[0]).what != assignment.what:
                raise role_refusals.update_not_permitted()
            same = transaction.query(
                "SELECT name FROM role_assignment "
                "WHERE principal_id = ? AND scope_key = ? AND role_id = ? AND name <> ?",
                (
                    assignment.principal_id,
                    assignment.scope_key,
                    assignment.role_id,
                    assignment.name,
                ),
            )
            if same:
                raise role_refusals.assignment_exists(same[0][0])
            scope, principal, role = assignment.what
            document = as_json(asdict(assignment))
            transaction.execute(
                _SAVE_ASSIGNMENT, (assignment.name, scope, principal, role, document)
            )

        work.add(write)

    def delete_assignment(self, work: UnitOfWork, name: str) -> None:
        run(work, "DELETE FROM role_assignment WHERE name = ?", (name,))

    def delete_within(self, work: UnitOfWork, scope: str) -> None:
        where, parameters = _within(scope)
        run(work, f"DELETE FROM role_assignment {where}", parameters)


def _within(scope: str) -> tuple[str, Row]:
    if scope == ROOT:
        return "", ()
    return "WHERE scope_key = ? OR (scope_key > ? AND scope_key < ?)", (scope, *under(scope))


def _definition(row: Row) -> RoleDefinition:
    document: dict[str, Any] = from_json(row[0])
    permissions = tuple(
        RolePermissions(**{name: _tuple(value) for name, value in each.items()})
        for each in document.pop("permissions")
    )
    scopes = tuple(document.pop("assignable_scopes"))
    return RoleDefinition(permissions=permissions, assignable_scopes=scopes, **document)


def _assignment(row: Row) -> RoleAssignment:
    return RoleAssignment(**from_json(row[0]))


def _assignments(rows: Sequence[Row]) -> tuple[RoleAssignment, ...]:
    return tuple(_assignment(row) for row in rows)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
