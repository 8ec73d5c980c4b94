"""Selections of events, and what an event counts as."""

from dataclasses import replace

import pytest

from nameplate.audit.event import Event, EventKind
from nameplate.audit.selection import CACHED, Selection, Series, tally_of

EVENT = Event(
    kind=EventKind.DECISION,
    action="secrets/get",
    outcome="denied",
    resource="/Subscriptions/s/Vaults/One",
    object_id="o",
    workload="/Sites/Web1",
)
SERIES = Series.of(EVENT)


def test_a_series_is_compared_without_regard_to_case() -> None:
    assert SERIES.resource == EVENT.resource
    assert SERIES.resource_key == "/subscriptions/s/vaults/one"
    assert SERIES.workload_key == "/sites/web1"


def test_only_no_condition_is_everything() -> None:
    assert Selection().everything
    assert Selection(since=1.0).everything
    assert not Selection(scopes=()).everything


@pytest.mark.parametrize(
    ("selection", "takes"),
    [
        (Selection(), True),
        (Selection(object_ids=("o",), outcome="denied"), True),
        (Selection(object_ids=("x",), workload="/sites/web1"), True),
        (Selection(object_ids=("x",)), False),
        (Selection(resource="/subscriptions/s"), True),
        (Selection(resource="/subscriptions/s/vaults/on"), False),
        (Selection(kind=EventKind.TOKEN), False),
        (Selection(scopes=("/sites",)), True),
        (Selection(scopes=("/other",)), False),
    ],
)
def test_conditions_hold_together(selection: Selection, *, takes: bool) -> None:
    assert selection.takes(SERIES) is takes


def test_tokens_from_the_cache_count_for_as_many_as_they_tell_of() -> None:
    cached = replace(EVENT, action=CACHED, outcome="allowed", facts={"count": "7"})
    assert tally_of(cached) == (CACHED, "allowed", 7)
    assert tally_of(replace(cached, facts={"count": "many"})) == (CACHED, "allowed", 1)
    assert tally_of(EVENT) == ("decision", "denied", 1)
