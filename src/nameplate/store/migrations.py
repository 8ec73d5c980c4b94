"""The history of the format: how a database is made, and brought from an older format to today's.

Migrations only go forward, one step after another, each in the transaction that the caller holds.
``schema`` holds the steps; a step is never changed after a release that contains it. A statement is
SQL, or a function where rows that exist have to be read to be brought along.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nameplate.store.database import Transaction
from nameplate.store.errors import NewerDatabase
from nameplate.store.schema import STEPS

FORMAT: Final = len(STEPS)
"""Today's format: the number of steps."""

Dialect = Mapping[str, str]
"""What stands for the words in braces in a step: types that the dialects spell differently.

``{key}`` is text that is compared and ordered by its bytes; ``{sequence}`` a number of 64 bits.
"""

SQLITE: Final[Dialect] = MappingProxyType(
    {"{bytes}": "BLOB", "{real}": "REAL", "{sequence}": "INTEGER", "{key}": "TEXT"}
)


def format_of(transaction: Transaction) -> int:
    """The format that the database was last brought to."""
    rows = transaction.query("SELECT value FROM meta WHERE name = 'format'")
    return int(rows[0][0])


def refuse_newer(found: int, name: str) -> None:
    """Raise ``NewerDatabase`` when a newer program wrote the database."""
    if found > FORMAT:
        raise NewerDatabase(
            f"{name} has format {found}, and this version of Nameplate knows formats up to "
            f"{FORMAT}: it was written by a newer version, use that one."
        )


def create(transaction: Transaction, *, dialect: Dialect) -> None:
    """Make all tables in an empty database."""
    transaction.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    transaction.execute("INSERT INTO meta (name, value) VALUES ('format', '0')")
    migrate(transaction, dialect=dialect)


def migrate(transaction: Transaction, *, dialect: Dialect) -> None:
    """Run the steps that the database has not seen."""
    for step in STEPS[format_of(transaction) :]:
        for statement in step:
            if callable(statement):
                statement(transaction)
            else:
                transaction.execute(_spelled(statement, dialect))
    transaction.execute("UPDATE meta SET value = ? WHERE name = 'format'", (str(FORMAT),))


def _spelled(statement: str, dialect: Dialect) -> str:
    for word, spelling in dialect.items():
        statement = statement.replace(word, spelling)
    return statement
