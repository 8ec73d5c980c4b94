"""A ring whose keys are ready, so that a test makes none."""

from nameplate.core.epoch import FixedEpoch
from nameplate.tokens.key_ring import KeyRing
from nameplate.tokens.records import SigningKeyRecord
from nameplate.tokens.rotation import KeyPolicy, record_first, record_next
from tests.fakes.clock import FakeClock
from tests.fakes.keys import envelope, signing_key
from tests.fakes.signing_key_records import FakeSigningKeyRecords
from tests.fakes.units import FakeUnits


def key_ring(
    clock: FakeClock,
    *,
    records: FakeSigningKeyRecords | None = None,
    epoch: FixedEpoch | None = None,
    policy: KeyPolicy | None = None,
) -> KeyRing:
    """A ring over fakes; ``ensure`` has not been called."""
    shared = epoch or FixedEpoch()
    return KeyRing(
        records or ready_records(clock),
        envelope(),
        clock,
        shared,
        FakeUnits(shared),
        policy=policy,
    )


def ready_records(clock: FakeClock) -> FakeSigningKeyRecords:
    """A store that holds an active and a next key."""
    records, policy, now = FakeSigningKeyRecords(), KeyPolicy(), clock.now()
    active = record_first(signing_key(0), _sealed(0), now, policy)
    following = record_next([active], signing_key(1), _sealed(1), now + 1, policy)
    records.rows = {each.kid: each for each in (active, following)}
    return records


def _sealed(which: int) -> bytes:
    key = signing_key(which)
    return envelope().seal(key.to_private_bytes(), SigningKeyRecord.place_of(key.kid))
