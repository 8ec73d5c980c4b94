"""The ring of signing keys."""

import asyncio

import orjson
import pytest

from nameplate.core.epoch import FixedEpoch
from nameplate.core.errors import NotFound
from nameplate.tokens.key_ring import NoActiveKeyError
from nameplate.tokens.records import KeyState
from tests.fakes.clock import FakeClock
from tests.fakes.key_ring import key_ring, ready_records
from tests.fakes.keys import signing_key
from tests.fakes.signing_key_records import FakeSigningKeyRecords

DAY = 86_400
OLD, NEW = signing_key(0).kid, signing_key(1).kid


def states(records: FakeSigningKeyRecords) -> list[KeyState]:
    return sorted(each.state for each in records.rows.values())


async def test_a_first_start_makes_one_active_key_and_a_next_one_after_it() -> None:
    """A first start waits for one key; the next is made when there is time."""
    records = FakeSigningKeyRecords()
    ring = key_ring(FakeClock(), records=records)

    with pytest.raises(NoActiveKeyError):
        ring.active()
    await ring.ensure()

    assert states(records) == [KeyState.ACTIVE]
    assert await ring.rotate_if_due()
    assert states(records) == [KeyState.ACTIVE, KeyState.NEXT]
    assert not await ring.rotate_if_due()


async def test_first_starts_at_once_end_with_one_active_key() -> None:
    """All sign with the key of whoever was first."""
    records, epoch, clock = FakeSigningKeyRecords(), FixedEpoch(), FakeClock()
    rings = [key_ring(clock, records=records, epoch=epoch) for _ in range(4)]

    await asyncio.gather(*(ring.ensure() for ring in rings))

    assert states(records) == [KeyState.ACTIVE]
    assert len({ring.active().kid for ring in rings}) == 1


async def test_two_servers_make_one_next_key() -> None:
    """The one that lost finds nothing left to do."""
    clock, epoch = FakeClock(), FixedEpoch()
    records = ready_records(clock)
    del records.rows[NEW]
    rings = [key_ring(clock, records=records, epoch=epoch) for _ in range(2)]
    for ring in rings:
        await ring.ensure()

    done = await asyncio.gather(*(ring.rotate_if_due() for ring in rings))

    assert sorted(done) == [False, True]
    assert states(records) == [KeyState.ACTIVE, KeyState.NEXT]


async def test_a_stored_private_key_is_sealed() -> None:
    """Nothing in a record is the key in the clear."""
    records = FakeSigningKeyRecords()
    ring = key_ring(FakeClock(), records=records)

    await ring.ensure()

    private = ring.active().to_private_bytes()
    assert all(private[40:80] not in each.sealed_private for each in records.rows.values())


async def test_the_key_set_has_what_may_be_trusted_and_public_members_only() -> None:
    """Active first, then next; ready bytes."""
    ring = key_ring(FakeClock())
    await ring.ensure()

    keys = orjson.loads(ring.jwks())["keys"]

    assert [key["kid"] for key in keys] == [OLD, NEW]
    assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & {name for key in keys for name in key}
    assert ring.jwks() is ring.jwks()


async def test_time_turns_the_ring_by_itself() -> None:
    """After 90 days the next key signs and the old one is still found."""
    clock = FakeClock()
    records = ready_records(clock)
    ring = key_ring(clock, records=records)
    await ring.ensure()

    clock.advance(91 * DAY)
    assert await ring.rotate_if_due()

    assert ring.active().kid == NEW
    assert ring.find(OLD) is not None
    assert states(records) == [KeyState.ACTIVE, KeyState.NEXT, KeyState.RETIRED]


async def test_an_operator_may_rotate_at_once() -> None:
    """The key that was published signs; another one is published."""
    ring = key_ring(FakeClock())
    await ring.ensure()

    await ring.rotate()

    assert ring.active().kid == NEW
    assert len(orjson.loads(ring.jwks())["keys"]) == 3


async def test_a_revoked_key_is_gone_from_the_set() -> None:
    """The next one signs; the revoked one is neither found nor published."""
    ring = key_ring(FakeClock())
    await ring.ensure()

    await ring.revoke(OLD)

    assert ring.active().kid == NEW
    assert ring.find(OLD) is None
    assert OLD.encode() not in ring.jwks()
    assert {each.state for each in await ring.records() if each.kid == OLD} == {KeyState.REVOKED}
    with pytest.raises(NotFound):
        await ring.revoke("nobody")


async def test_another_servers_change_is_followed() -> None:
    """When the epoch moves the ring is read again, once."""
    clock, epoch = FakeClock(), FixedEpoch()
    records = ready_records(clock)
    here, there = (key_ring(clock, records=records, epoch=epoch) for _ in range(2))
    await here.ensure()
    await there.ensure()

    await there.revoke(OLD)
    was_stale = here.stale
    await here.follow()
    reads = records.reads
    await here.follow()

    assert here.find(OLD) is None
    assert was_stale > here.stale
    assert records.reads == reads
