"""What the trail's records must do: order, chain, bounds, filters."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from nameplate.audit.chain import ORIGIN, ChainPoint, verify
from nameplate.audit.event import Event, EventKind, TimedEvent
from nameplate.audit.selection import CACHED, Selection, Tally
from tests.conformance.stores import AUDIT_LIMIT, Store

SITE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/web1"

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

    async def test_a_page_begins_with_the_newest_and_goes_back(self, store: Store) -> None:
        await self.append(store, timed(*[TOKEN] * 5))

        first = await store.audit.page(Selection(), limit=2)
        second = await store.audit.page(Selection(), limit=2, before=4)
        newer = await store.audit.page(Selection(), limit=2, after=3)

        assert [each.stored.sequence for each in first] == [5, 4]
        assert [each.stored.sequence for each in second] == [3, 2]
        assert [each.stored.sequence for each in newer] == [4, 5]

    @pytest.mark.parametrize(
        ("selection", "expected"),
        [
            (Selection(), [1, 2, 3, 4, 5]),
            (Selection(object_ids=("other",)), [3]),
            (Selection(object_ids=("other",), workload=SITE.lower()), [3, 4]),
            (Selection(workload=SITE.lower()), [4]),
            (Selection(resource="audience"), [2, 3]),
            (Selection(resource=READ.resource.lower()), [1, 4, 5]),
            (Selection(resource=READ.resource.lower().rpartition("/")[0]), [1, 4, 5]),
            (Selection(resource=READ.resource.lower()[:-1]), []),
            (Selection(outcome="denied"), [4, 5]),
            (Selection(kind=EventKind.TOKEN), [2, 3]),
            (Selection(kind=EventKind.TOKEN, outcome="denied"), []),
            (Selection(since=1002.0, until=1004.0), [3, 4]),
            (Selection(since=5000.0), []),
            (Selection(scopes=()), []),
            (Selection(scopes=("/subscriptions/s/resourcegroups/g",)), [1, 4, 5]),
            (Selection(scopes=(SITE.lower(), "/elsewhere")), [4]),
            (Selection(scopes=("/subscriptions/s",), kind=EventKind.TOKEN), []),
            (Selection(until=1001.0, kind=EventKind.DECISION), [1]),
        ],
        ids=str,
    )
    async def test_conditions_select(
        self, store: Store, selection: Selection, expected: list[int]
    ) -> None:
        denied = replace(READ, outcome="denied")
        events = (READ, TOKEN, replace(TOKEN, object_id="other"), replace(denied, workload=SITE))
        inside = replace(denied, resource=f"{READ.resource}/secrets/db")
        await self.append(store, timed(*events, inside, time=1000.0))

        up = await store.audit.page(selection, limit=10, after=0)
        down = await store.audit.page(selection, limit=10)

        assert [each.stored.sequence for each in up] == expected
        assert down == up[::-1]
        assert [each.workload for each in up if each.workload] == [SITE.lower()] * (4 in expected)

    async def test_series_tell_when_they_were_last_used(self, store: Store) -> None:
        await self.append(store, timed(READ, TOKEN, READ, time=100.0))

        numbers = await store.audit.series(Selection(kind=EventKind.DECISION))
        found = await store.audit.used(numbers)

        assert [(each.series.action, each.last, each.sequence, each.count) for each in found] == [
            ("secrets/get", 102.0, 3, 2)
        ]
        assert await store.audit.used(()) == []

    async def test_an_event_is_found_by_its_place(self, store: Store) -> None:
        await self.append(store, timed(READ))

        found = await store.audit.find(1)

        assert found is not None
        assert found.stored.event == READ
        assert await store.audit.find(2) is None

    async def test_minutes_are_counted(self, store: Store) -> None:
        cached = replace(TOKEN, action=CACHED, facts={"count": "7"})
        await self.append(store, timed(READ, READ, cached, time=60.0))
        await self.append(store, timed(READ, replace(READ, outcome="denied"), time=119.0))

        found = await store.audit.tallies(60.0, 180.0)

        assert found == [
            Tally(1, "decision", "allowed", 3),
            Tally(1, CACHED, "allowed", 7),
            Tally(2, "decision", "denied", 1),
        ]
        assert await store.audit.tallies(180.0, 600.0) == []
        assert [
            (each.minute, each.what, each.count)
            for each in await store.audit.tallies(60.0, 180.0, minutes=5)
        ] == [(0, "decision", 3), (0, "decision", 1), (0, CACHED, 7)]

    async def test_a_series_goes_with_the_last_of_its_events(self, store: Store) -> None:
        await self.append(store, timed(READ))
        for _ in range(15):
            await self.append(store, timed(*[TOKEN] * 100))

        assert [each.action for each in (await store.audit.series(Selection())).values()] == [
            "token"
        ]
        assert await store.audit.page(Selection(kind=EventKind.DECISION), limit=5) == []
