"""The resources of Resource Manager: found by their lower-case id, changed on their etag."""

from collections.abc import Sequence
from typing import Any, Final

from nameplate.core.work import UnitOfWork
from nameplate.resource_manager.records import Actor, Resource, ResourceChanged, Selection
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, columns, from_json, under, upsert

_NAMES: Final = (
    "resource_key id type type_key name name_key top_level etag created changed document protected"
)
_READ: Final = "id type name etag created changed document protected"
_SELECT: Final = f"SELECT {columns(_READ)} FROM resource WHERE"
_SELECT_ETAGS: Final = "SELECT resource_key, etag FROM resource WHERE"
_SAVE: Final = upsert("resource", _NAMES, key="resource_key")
_UNDER: Final = "resource_key > ? AND resource_key < ?"
_GROUP: Final = "microsoft.resources/resourcegroups"


class StoredResources:
    """``ResourceRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, key: str) -> Resource | None:
        rows = await self._database.read(f"{_SELECT} resource_key = ?", (key,))
        return _resource(rows[0]) if rows else None

    async def find_all(self, keys: Sequence[str]) -> Sequence[Resource]:
        if not keys:
            return []
        places = ", ".join("?" * len(keys))
        rows = await self._database.read(f"{_SELECT} resource_key IN ({places})", tuple(keys))
        return [_resource(row) for row in rows]

    async def find_named(self, type: str, name: str) -> Resource | None:  # noqa: A002 - ARM's word
        rows = await self._database.read(
            f"{_SELECT} type_key = ? AND name_key = ? ORDER BY resource_key LIMIT 1",
            (type.lower(), name.lower()),
        )
        return _resource(rows[0]) if rows else None

    async def list(self, selection: Selection) -> list[Resource]:
        return [_resource(row) for row in await self._page(_SELECT, selection)]

    async def etags(self, selection: Selection) -> Sequence[tuple[str, str]]:
        return [(row[0], row[1]) for row in await self._page(_SELECT_ETAGS, selection)]

    async def _page(self, select: str, selection: Selection) -> Sequence[Row]:
        conditions = ["resource_key > ?"]
        parameters: list[Any] = [selection.after]
        if selection.scope:
            conditions.append(_UNDER)
            parameters.extend(under(selection.scope))
        if selection.type is not None:
            conditions.append("type_key = ?")
            parameters.append(selection.type.lower())
        if selection.name_part:
            conditions.append("name_key LIKE ? ESCAPE '!'")
            parameters.append(f"%{_literally(selection.name_part.lower())}%")
        if selection.top_level:
            conditions.append("top_level = 1")
        return await self._database.read(
            f"{select} {' AND '.join(conditions)} ORDER BY resource_key LIMIT ?",
            (*parameters, selection.limit),
        )

    def save(self, work: UnitOfWork, resource: Resource, *, expected_etag: str | None) -> None:
        row = _row(resource)

        def write(transaction: Transaction) -> None:
            _expect(transaction, resource.key, expected_etag)
            transaction.execute(_SAVE, row)

        work.add(write)

    def delete(self, work: UnitOfWork, key: str, *, expected_etag: str) -> None:
        def write(transaction: Transaction) -> None:
            _expect(transaction, key, expected_etag)
            transaction.execute("DELETE FROM resource WHERE resource_key = ?", (key,))

        work.add(write)

    def require(self, work: UnitOfWork, key: str) -> None:
        def write(transaction: Transaction) -> None:
            if not transaction.query("SELECT 1 FROM resource WHERE resource_key = ?", (key,)):
                raise ResourceChanged(key)

        work.add(write, coherent=False)

    def require_empty(self, work: UnitOfWork, scope: str) -> None:
        def write(transaction: Transaction) -> None:
            found = f"SELECT 1 FROM resource WHERE {_UNDER} LIMIT 1"
            if transaction.query(found, under(scope)):
                raise ResourceChanged(scope)

        work.add(write, coherent=False)

    def require_unique(self, work: UnitOfWork, resource: Resource) -> None:
        def write(transaction: Transaction) -> None:
            others = transaction.query(
                "SELECT resource_key FROM resource "
                "WHERE type_key = ? AND name_key = ? AND resource_key <> ? LIMIT 1",
                (resource.type.lower(), resource.name.lower(), resource.key),
            )
            if others:
                raise ResourceChanged(others[0][0])

        work.add(write, coherent=False)


def _expect(transaction: Transaction, key: str, etag: str | None) -> None:
    rows = transaction.query("SELECT etag FROM resource WHERE resource_key = ?", (key,))
    if (rows[0][0] if rows else None) != etag:
        raise ResourceChanged(key)


def _literally(text: str) -> str:
    """A text in a LIKE pattern, where it stands for itself."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _row(resource: Resource) -> Row:
    type_key = resource.type.lower()
    return (
        resource.key,
        resource.id,
        resource.type,
        type_key,
        resource.name,
        resource.name.lower(),
        int(type_key.count("/") == 1 and type_key != _GROUP),
        resource.etag,
        resource.created,
        resource.changed,
        as_json(_document(resource)),
        resource.protected,
    )


def _document(resource: Resource) -> dict[str, Any]:
    return {
        "location": resource.location,
        "kind": resource.kind,
        "tags": resource.tags,
        "sku": resource.sku,
        "properties": resource.properties,
        "envelope": resource.envelope,
        "createdBy": (resource.created_by.name, resource.created_by.type),
        "changedBy": (resource.changed_by.name, resource.changed_by.type),
    }


def _resource(row: Row) -> Resource:
    document = from_json(row[6])
    return Resource(
        id=row[0],
        type=row[1],
        name=row[2],
        etag=row[3],
        created=row[4],
        changed=row[5],
        protected=row[7],
        location=document["location"],
        kind=document["kind"],
        tags=document["tags"],
        sku=document["sku"],
        properties=document["properties"],
        envelope=document["envelope"],
        created_by=Actor(*document["createdBy"]),
        changed_by=Actor(*document["changedBy"]),
    )
