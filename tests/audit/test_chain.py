"""The chain: what is stored is what was said, and any change of it shows."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.audit.chain import (
    ORIGIN,
    ChainPoint,
    Digest,
    decode,
    encode,
    keyed,
    link,
    sha256,
    verify,
)
from nameplate.audit.event import Event, EventKind, StoredEvent

TEXT = st.text(st.characters(codec="utf-8"))
EVENTS = st.builds(
    Event,
    kind=st.sampled_from(EventKind),
    action=TEXT,
    outcome=st.sampled_from(["allowed", "denied", "learned", "failed"]),
    resource=TEXT,
    object_id=st.none() | TEXT,
    app_id=st.none() | TEXT,
    display_name=st.none() | TEXT,
    reason=TEXT,
    request_id=TEXT,
    facts=st.dictionaries(TEXT, TEXT),
)
EVENT = Event(kind=EventKind.TOKEN, action="token", outcome="allowed", resource="audience")


def chained(events: Sequence[Event], digest: Digest = sha256) -> list[StoredEvent]:
    """The events as a store would keep them."""
    point, stored = ORIGIN, []
    for event in events:
        point = link(point, 1.5, encode(event), digest=digest)
        stored.append(StoredEvent(point.sequence, 1.5, event, point.hash))
    return stored


@given(EVENTS)
def test_an_event_survives_its_bytes(event: Event) -> None:
    assert decode(encode(event)) == event
    assert encode(decode(encode(event))) == encode(event)


def test_the_order_of_facts_does_not_count() -> None:
    assert encode(replace(EVENT, facts={"a": "1", "b": "2"})) == encode(
        replace(EVENT, facts={"b": "2", "a": "1"})
    )


def test_an_empty_chain_holds() -> None:
    found = verify([], ORIGIN)
    assert found
    assert (found.verified, found.end) == (0, ORIGIN)


@given(st.lists(EVENTS, min_size=1, max_size=5))
def test_a_chain_holds(events: list[Event]) -> None:
    stored = chained(events)
    found = verify(stored, ORIGIN)
    assert found
    assert found.verified == len(events)
    assert found.end == ChainPoint(stored[-1].sequence, stored[-1].hash)


@pytest.mark.parametrize(
    "change",
    [
        {"event": replace(EVENT, outcome="denied")},
        {"time": 1.25},
        {"sequence": 7},
        {"hash": bytes(32)},
    ],
)
def test_a_change_breaks_it_there(change: dict[str, object]) -> None:
    stored = chained([EVENT] * 4)
    stored[2] = replace(stored[2], **change)  # type: ignore[arg-type]  # each key has its type
    found = verify(stored, ORIGIN)
    assert not found
    assert (found.verified, found.broken_at, found.end.sequence) == (2, 3, 2)


def test_what_was_removed_or_exchanged_shows() -> None:
    stored = chained([EVENT, replace(EVENT, action="a"), replace(EVENT, action="b")])
    assert not verify([stored[0], stored[2]], ORIGIN)
    assert not verify([stored[1], stored[0], stored[2]], ORIGIN)


def test_it_may_be_followed_from_any_point() -> None:
    stored = chained([EVENT] * 4)
    assert verify(stored[2:], ChainPoint(2, stored[1].hash))


def test_a_keyed_chain_needs_its_key() -> None:
    stored = chained([EVENT] * 2, digest=keyed(b"key"))
    assert verify(stored, ORIGIN, digest=keyed(b"key"))
    assert not verify(stored, ORIGIN, digest=keyed(b"other"))
    assert not verify(stored, ORIGIN)
