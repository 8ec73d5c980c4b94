"""What a SQLite database held, to be put back: for tests that begin alike.

Triggers of the writer's own connection note which tables are written to, so that putting back
costs as much as was changed. Rows are held in memory; only small databases are meant. The trail is
left alone, and the change epoch, which never goes back: putting back what caches hold moves it.
"""

from collections.abc import Collection
from typing import Final

from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Row, Transaction, Write

_TABLES: Final = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
    "AND name <> 'change_epoch' AND name NOT LIKE 'audit%' ORDER BY name"
)
_NOTES: Final = "CREATE TEMP TABLE written (name TEXT PRIMARY KEY)"
_NOTE: Final = (
    "CREATE TEMP TRIGGER written_{name}_{change} AFTER {change} ON main.{name} "
    "WHEN NOT EXISTS (SELECT 1 FROM written WHERE name = '{name}') "
    "BEGIN INSERT INTO written VALUES ('{name}'); END"
)


class State:
    """The rows of every table but the trail's, at one moment."""

    __slots__ = ("epoch", "rows")

    def __init__(self, rows: dict[str, list[Row]], epoch: int) -> None:
        self.rows = rows
        self.epoch = epoch
        """The change epoch when it was last what the database held."""


class Snapshots:
    """States of a database, taken and put back in any order."""

    def __init__(self, database: Database, *, besides: Collection[str] = ()) -> None:
        """``besides``: tables that are left alone."""
        self._database = database
        self._besides = frozenset(besides)
        self._known: dict[str, list[Row]] = {}
        """The rows as they are, but for tables that were written to since."""

    async def take(self) -> State:
        """Remember what is committed now."""
        names = [] if self._known else await self._tables()

        def write(transaction: Transaction) -> None:
            if names:
                transaction.execute(_NOTES)
            for name in names:
                _watch(transaction, name)
            for name in names or _written(transaction):
                self._known[name] = transaction.query(f"SELECT * FROM {name}")

        await self._commit(write, coherent=False)
        return State(dict(self._known), self._database.epoch.value)

    async def restore(self, state: State) -> None:
        """Put a state back. Caches hear of it by the epoch, if anything was changed that they hold.

        They need not where no coherent unit has committed since: what such units leave alone,
        no cache holds.
        """

        def write(transaction: Transaction) -> None:
            others = (name for name, rows in state.rows.items() if rows is not self._known[name])
            for name in {*_written(transaction), *others}:
                _put_back(transaction, name, state.rows[name])
            transaction.execute("DELETE FROM written")
            transaction.memo.clear()  # what other writes of this transaction had read is no more
            self._known = dict(state.rows)

        await self._commit(write, coherent=self._database.epoch.value != state.epoch)
        if self._database.epoch.value != state.epoch:
            state.epoch = self._database.epoch.value

    async def _tables(self) -> list[str]:
        found = await self._database.read(_TABLES)
        return [name for (name,) in found if name not in self._besides]

    async def _commit(self, write: Write, *, coherent: bool) -> None:
        work: UnitOfWork = self._database.begin()
        work.add(write, coherent=coherent)
        await work.commit()


def _watch(transaction: Transaction, name: str) -> None:
    for change in ("INSERT", "UPDATE", "DELETE"):
        transaction.execute(_NOTE.format(name=name, change=change))


def _written(transaction: Transaction) -> list[str]:
    """The tables that were written to, and forget that they were."""
    names = [name for (name,) in transaction.query("SELECT name FROM written")]
    transaction.execute("DELETE FROM written")
    return names


def _put_back(transaction: Transaction, name: str, rows: list[Row]) -> None:
    transaction.execute(f"DELETE FROM {name}")
    if rows:
        places = ", ".join("?" * len(rows[0]))
        transaction.execute_many(f"INSERT INTO {name} VALUES ({places})", rows)
