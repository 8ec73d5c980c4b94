"""Pages of a trail that is longer than what is looked at one by one."""

from dataclasses import replace

import pytest

from nameplate.audit.event import Event, EventKind
from nameplate.audit.selection import Selection
from nameplate.store import audit_pages
from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.audit_kit import READ, TOKEN, timed
from tests.conformance.stores import Store, store_on


@pytest.fixture
async def store(database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Sixty tokens, every tenth event a decision, every twentieth refused; little is near."""
    monkeypatch.setattr(audit_pages, "_NEAR", 4)
    monkeypatch.setattr(audit_pages, "_FAR", 12)
    store = store_on(database)
    events: list[Event] = []
    for number in range(1, 61):
        kind = replace(READ, object_id=str(number % 20)) if number % 10 == 0 else TOKEN
        events.append(replace(kind, outcome="denied") if number % 20 == 0 else kind)
    await store.write(lambda work: store.audit.append(work, timed(*events, time=0.0)))
    return store


async def page(store: Store, selection: Selection, **place: int) -> list[int]:
    found = await store.audit.page(selection, limit=2, **place)
    return [each.stored.sequence for each in found]


@pytest.mark.parametrize(
    ("selection", "back", "on"),
    [
        (Selection(), [60, 59], [1, 2]),
        (Selection(kind=EventKind.DECISION), [60, 50], [10, 20]),
        (Selection(outcome="denied"), [60, 40], [20, 40]),
        (Selection(outcome="learned"), [], []),
        (Selection(object_ids=("10",)), [50, 30], [10, 30]),
        (Selection(kind=EventKind.DECISION, until=40.0), [40, 30], [10, 20]),
        (Selection(kind=EventKind.DECISION, since=45.0), [60, 50], [50, 60]),
        (Selection(kind=EventKind.DECISION, since=41.0, until=48.0), [], []),
    ],
    ids=str,
)
async def test_what_is_rare_is_found_however_far_it_is(
    store: Store, selection: Selection, back: list[int], on: list[int]
) -> None:
    assert await page(store, selection) == back
    assert await page(store, selection, after=0) == on


async def test_pages_meet(store: Store) -> None:
    refused = Selection(outcome="denied")
    assert await page(store, refused, before=40) == [20]
    assert await page(store, refused, after=20) == [40, 60]
    assert await page(store, refused, before=1) == []
    assert await page(store, refused, after=60) == []
