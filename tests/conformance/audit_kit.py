"""What the trail's records must do: order, chain, bounds, filters."""

from collections.abc import Sequence
from dataclasses import replace

from nameplate.audit.chain import ORIGIN, ChainPoint, verify
from nameplate.audit.event import Event, EventKind, TimedEvent
from tests.conformance.stores import AUDIT_LIMIT, Store

READ = Event(
    kind=EventKind.DECISION,
    action="secrets/get",
    outcome="allowed",
    resource="/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/contoso",
    object_id="11111111-1111-1111-1111-111111111111",
    app_id="22222222-2222-2222-2222-222222222222",
    display_name="web1",
    reason="an access policy gives secrets/get",
    request_id="33333333-3333-3333-3333-333333333333",
    facts={"operation": "SecretGet", "name": "db-password"},
)
TOKEN = Event(kind=EventKind.TOKEN, action="token", outcome="allowed", resource="audience")


def timed(*events: Event, time: float = 1000.5) -> list[TimedEvent]:
    """The events with a time each."""
    return [TimedEvent(time + index, event) for index, event in enumerate(events)]


class AuditKit:
    """``AuditRecords``."""

    async def append(self, store: Store, events: Sequence[TimedEvent]) -> None:
        await store.write(lambda work: store.audit.append(work, events))

    async def test_an_empty_trail_starts_and_ends_at_the_origin(self, store: Store) -> None:
        assert await store.audit.start() == ORIGIN
        assert await store.audit.last() == ORIGIN
        assert await store.audit.after(0, limit=10) == []

    async def test_events_come_back_whole_and_in_order(self, store: Store) -> None:
        await self.append(store, timed(READ, TOKEN))
        await self.append(store, timed(READ))

        found = await store.audit.after(0, limit=10)

        assert [each.sequence for each in found] == [1, 2, 3]
        assert [each.event for each in found] == [READ, TOKEN, READ]
        assert [each.time for each in found] == [1000.5, 1001.5, 1000.5]

    async def test_the_chain_holds_over_units(self, store: Store) -> None:
        await self.append(store, timed(READ, TOKEN))
        await self.append(store, timed(TOKEN))

        found = await store.audit.after(0, limit=10)

        assert verify(found, ORIGIN)
        assert await store.audit.last() == ChainPoint(3, found[-1].hash)

    async def test_a_changed_event_breaks_the_chain(self, store: Store) -> None:
        await self.append(store, timed(READ, TOKEN, READ))

        found = await store.audit.after(0, limit=10)
        found[1] = replace(found[1], event=replace(TOKEN, outcome="denied"))

        assert verify(found, ORIGIN).broken_at == 2

    async def test_order_is_sequence_when_the_clock_is_set_back(self, store: Store) -> None:
        for time in (5000.0, 4000.0, 3000.0):
            await self.append(store, timed(READ, time=time))

        found = await store.audit.after(0, limit=10)

        assert [each.time for each in found] == [5000.0, 4000.0, 3000.0]
        assert verify(found, ORIGIN)

    async def test_pages_follow_the_sequence(self, store: Store) -> None:
        await self.append(store, timed(*[TOKEN] * 5))

        assert [each.sequence for each in await store.audit.after(0, limit=2)] == [1, 2]
        assert [each.sequence for each in await store.audit.after(2, limit=2)] == [3, 4]
        assert [each.sequence for each in await store.audit.after(4, limit=2)] == [5]

    async def test_a_principal_and_a_kind_select(self, store: Store) -> None:
        change = replace(READ, kind=EventKind.CHANGE)
        await self.append(store, timed(READ, TOKEN, change, replace(READ, object_id="other")))

        of_one = await store.audit.after(0, limit=10, object_id=READ.object_id)
        of_kind = await store.audit.after(0, limit=10, kind=EventKind.DECISION)
        of_both = await store.audit.after(
            0, limit=10, object_id=READ.object_id, kind=EventKind.CHANGE
        )

        assert [each.sequence for each in of_one] == [1, 3]
        assert [each.sequence for each in of_kind] == [1, 4]
        assert [each.sequence for each in of_both] == [3]

    async def test_the_oldest_are_dropped_and_the_chain_still_holds(self, store: Store) -> None:
        for _ in range(15):
            await self.append(store, timed(*[TOKEN] * 100))

        start, last = await store.audit.start(), await store.audit.last()
        found = await store.audit.after(0, limit=2000)

        assert last.sequence == 1500
        assert AUDIT_LIMIT <= len(found) < AUDIT_LIMIT + 500
        assert found[0].sequence == start.sequence + 1
        assert verify(found, start)

    async def test_it_moves_no_cache(self, store: Store) -> None:
        before = store.epoch.value
        await self.append(store, timed(READ))
        assert store.epoch.value == before
