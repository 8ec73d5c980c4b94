"""The trail's records over a database keep the protocol, and processes share one chain."""

import asyncio
from dataclasses import replace

from nameplate.audit.chain import ORIGIN, keyed, verify
from nameplate.core.errors import Conflict
from nameplate.store.audit import StoredAudit
from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.audit_kit import READ, TOKEN, AuditKit, timed
from tests.conformance.stores import Store, store_on
from tests.conformance.units_kit import refuse


class TestStoredAudit(AuditKit):
    """The kit, and what a database adds."""

    async def test_two_connections_write_one_chain(
        self, store: Store, database: SqliteDatabase
    ) -> None:
        other = SqliteDatabase.open(database.path)
        for time, each in ((30.0, store), (20.0, store_on(other)), (10.0, store)):
            await self.append(each, timed(READ, TOKEN, time=time))

        found = await store.audit.after(0, limit=10)

        assert [event.time for event in found] == [30.0, 31.0, 20.0, 21.0, 10.0, 11.0]
        assert verify(found, ORIGIN)
        await other.close()

    async def test_a_unit_undone_in_a_group_leaves_no_gap(
        self, store: Store, database: SqliteDatabase
    ) -> None:
        units = [database.begin() for _ in range(3)]
        for work in units:
            store.audit.append(work, timed(READ, TOKEN))
        units[1].add(refuse)
        outcomes = await asyncio.gather(*(work.commit() for work in units), return_exceptions=True)

        assert [isinstance(outcome, Conflict) for outcome in outcomes] == [False, True, False]
        found = await store.audit.after(0, limit=10)
        assert [event.sequence for event in found] == [1, 2, 3, 4]
        assert verify(found, ORIGIN)

    async def test_a_keyed_chain_is_mended_by_nobody_without_the_key(
        self, database: SqliteDatabase
    ) -> None:
        digest = keyed(b"k" * 32)
        records = StoredAudit(database, digest=digest)
        work = database.begin()
        records.append(work, timed(READ))
        await work.commit()

        found = await records.after(0, limit=10)

        assert verify(found, ORIGIN, digest=digest)
        assert not verify(found, ORIGIN)
        assert not verify([replace(found[0], time=0.0)], ORIGIN, digest=digest)
