"""Series in the database: one for each kind of thing that happens; it goes with its events."""

from dataclasses import replace

from nameplate.audit.event import Event
from nameplate.store.audit_series import Indexed, drop_old_tallies, drop_unused, index
from nameplate.store.database import Transaction
from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.audit_kit import READ, TOKEN


def indexed(*events: Event) -> list[Indexed]:
    return [Indexed.of(120.0, event) for event in events]


async def in_transaction(database: SqliteDatabase, *events: Event) -> list[int]:
    numbers: list[int] = []
    work = database.begin()
    work.add(lambda transaction: numbers.extend(index(transaction, indexed(*events))))
    await work.commit()
    return numbers


async def test_the_same_has_the_same_number_in_every_transaction(database: SqliteDatabase) -> None:
    upper = replace(READ, resource=READ.resource.upper(), reason="another", facts={})
    first = await in_transaction(database, READ, TOKEN, upper)
    assert first == [1, 2, 1]
    assert await in_transaction(database, TOKEN, replace(TOKEN, outcome="denied")) == [2, 3]


async def test_what_has_no_event_is_dropped(database: SqliteDatabase) -> None:
    assert await in_transaction(database, READ) == [1]
    work = database.begin()
    work.add(lambda transaction: drop_unused(transaction, [1]))
    await work.commit()
    assert await database.read("SELECT id FROM audit_series") == []
    assert await in_transaction(database, TOKEN) == [1]


async def test_old_counts_are_dropped(database: SqliteDatabase) -> None:
    await in_transaction(database, READ, READ)
    assert await database.read("SELECT minute, events FROM audit_tally") == [(2, 2)]

    def drop(transaction: Transaction) -> None:
        drop_old_tallies(transaction, 120.0 + 32 * 86_400)

    work = database.begin()
    work.add(drop)
    await work.commit()
    assert await database.read("SELECT minute FROM audit_tally") == []
