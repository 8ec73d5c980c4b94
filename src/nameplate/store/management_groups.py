"""Management groups as documents, and which of them the subscription stands in."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from nameplate.authorization.management_groups import (
    ManagementGroup,
    check_place,
    no_such_group,
    not_empty,
)
from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Transaction
from nameplate.store.rows import as_json, from_json, upsert

_SAVE: Final = upsert("management_group", "name_key parent_key document", key="name_key")
_PUT: Final = upsert(
    "management_group_subscription", "subscription_id name_key", key="subscription_id"
)
_SELECT: Final = "SELECT document FROM management_group ORDER BY name_key"
_TAKE_OUT: Final = "DELETE FROM management_group_subscription WHERE subscription_id = ?"


class StoredManagementGroups:
    """``ManagementGroupRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def every(self) -> tuple[ManagementGroup, ...]:
        rows = await self._database.read(_SELECT, ())
        return tuple(ManagementGroup(**from_json(row[0])) for row in rows)

    async def subscriptions(self) -> Mapping[str, str]:
        rows = await self._database.read(
            "SELECT subscription_id, name_key FROM management_group_subscription", ()
        )
        return {row[0]: row[1] for row in rows}

    def save(self, work: UnitOfWork, group: ManagementGroup, *, root: str) -> None:
        def write(transaction: Transaction) -> None:
            others = [ManagementGroup(**from_json(row[0])) for row in transaction.query(_SELECT)]
            check_place(group, others, root=root)
            parent = group.parent.lower()
            transaction.execute(_SAVE, (group.key, parent, as_json(asdict(group))))

        work.add(write)

    def delete(self, work: UnitOfWork, key: str) -> None:
        def write(transaction: Transaction) -> None:
            for table, column in (
                ("management_group", "parent_key"),
                ("management_group_subscription", "name_key"),
            ):
                used = f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1"
                if transaction.query(used, (key,)):
                    raise not_empty(key)
            transaction.execute("DELETE FROM management_group WHERE name_key = ?", (key,))

        work.add(write)

    def put_subscription(self, work: UnitOfWork, subscription_id: str, key: str) -> None:
        def write(transaction: Transaction) -> None:
            if not key:
                transaction.execute(_TAKE_OUT, (subscription_id,))
                return
            if not transaction.query("SELECT 1 FROM management_group WHERE name_key = ?", (key,)):
                raise no_such_group(key)
            transaction.execute(_PUT, (subscription_id, key))

        work.add(write)
