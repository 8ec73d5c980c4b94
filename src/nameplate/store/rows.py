"""Between records and rows: the statements that every table needs, and JSON in columns.

Statements are built from names in this room's own modules, once, when a module is imported;
values are always parameters.
"""

from typing import Any

import orjson

from nameplate.core.work import UnitOfWork
from nameplate.store.database import Row, Transaction


def columns(names: str, *, of: str = "") -> str:
    """The columns of a space-separated list for a SELECT, each with its table's short name."""
    return ", ".join(f"{of}.{name}" if of else name for name in names.split())


def insert(table: str, names: str) -> str:
    """INSERT with a parameter for each column of a space-separated list."""
    marks = ", ".join("?" for _ in names.split())
    return f"INSERT INTO {table} ({columns(names)}) VALUES ({marks})"


def upsert(table: str, names: str, *, key: str) -> str:
    """INSERT that replaces the row with the same key."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in names.split() if name != key)
    return f"{insert(table, names)} ON CONFLICT ({key}) DO UPDATE SET {changes}"


def run(work: UnitOfWork, sql: str, parameters: Row, *, coherent: bool = True) -> None:
    """Add one statement to a unit of work."""

    def write(transaction: Transaction) -> None:
        transaction.execute(sql, parameters)

    work.add(write, coherent=coherent)


def as_json(value: Any) -> str | None:
    """JSON for a column; ``None`` stays NULL."""
    return None if value is None else orjson.dumps(value).decode()


def from_json(text: str | None) -> Any:
    """What ``as_json`` was given."""
    return None if text is None else orjson.loads(text)


def under(key: str) -> Row:
    """The two bounds (exclusive) of the keys that begin with ``key`` and a slash.

    Keys are ordered by their bytes, and ``0`` is the character after the slash.
    """
    return (f"{key}/", f"{key}0")
