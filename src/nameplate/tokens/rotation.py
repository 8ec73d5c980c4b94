"""When signing keys change: pure steps from one ring of records to the next.

A key is published before it signs for longer than a verifier caches the JWKS, and stays published
after it signed for longer than its last token lives. There is always a next key, so that a
revocation at noon needs no waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nameplate.core.errors import NotFound
from nameplate.crypto.signing import SigningKey
from nameplate.tokens.records import KeyState, SigningKeyRecord

Ring = Sequence[SigningKeyRecord]

_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class KeyPolicy:
    """How long a key spends in each state, in seconds."""

    active_for: float = 90 * _DAY
    published_before: float = 2 * _DAY
    """Verifiers commonly cache a JWKS for a day."""
    kept_after: float = 3 * _DAY
    """The longest token lives a day and five minutes."""

    def __post_init__(self) -> None:
        if min(self.active_for, self.published_before, self.kept_after) <= 0:
            raise ValueError("a key spends some time in each state")

    def check_outlasts(self, longest_token: float) -> None:
        """Raise ValueError when a key could be forgotten before its last token is over."""
        if self.kept_after <= longest_token:
            raise ValueError(
                f"retired keys are kept for {self.kept_after:.0f} s, "
                f"tokens live for {longest_token:.0f} s"
            )


def active_of(ring: Ring) -> SigningKeyRecord | None:
    """The key that signs."""
    return next((each for each in ring if each.state is KeyState.ACTIVE), None)


def next_of(ring: Ring) -> SigningKeyRecord | None:
    """The key that will sign."""
    return next((each for each in ring if each.state is KeyState.NEXT), None)


def record_first(key: SigningKey, sealed: bytes, now: float, policy: KeyPolicy) -> SigningKeyRecord:
    """The first key of a ring: nobody caches a JWKS yet, so it signs at once."""
    retires = now + policy.active_for
    return SigningKeyRecord(
        kid=key.kid,
        state=KeyState.ACTIVE,
        certificate=key.certificate,
        sealed_private=sealed,
        created=now,
        activates=now,
        retires=retires,
        expires=retires + policy.kept_after,
    )


def record_next(
    ring: Ring, key: SigningKey, sealed: bytes, now: float, policy: KeyPolicy
) -> SigningKeyRecord:
    """The key after the active one: it signs when that retires, but not before it is known."""
    active = active_of(ring)
    activates = now + policy.published_before
    if active is not None:
        activates = max(activates, active.retires)
    first = record_first(key, sealed, activates, policy)
    return replace(first, state=KeyState.NEXT, created=now)


def advanced(ring: Ring, now: float, policy: KeyPolicy) -> list[SigningKeyRecord]:
    """What time alone does: a next key whose time has come signs, what is over is forgotten."""
    waiting = next_of(ring)
    if waiting is not None and waiting.activates <= now:
        ring = promoted(ring, now, policy)
    signing = {KeyState.ACTIVE, KeyState.NEXT}
    return [each for each in ring if each.state in signing or each.expires > now]


def promoted(ring: Ring, now: float, policy: KeyPolicy) -> list[SigningKeyRecord]:
    """The next key signs from now on and the active one retires."""
    return [_promoted(each, now, policy) for each in ring]


def revoked(ring: Ring, kid: str, now: float, policy: KeyPolicy) -> list[SigningKeyRecord]:
    """A key is revoked and its private part destroyed; the next one signs if it was active.

    Raises NotFound when there is no such key.
    """
    found = next((each for each in ring if each.kid == kid), None)
    if found is None:
        raise NotFound("SigningKeyNotFound", f"There is no signing key '{kid[:100]}'.")
    if found.state is KeyState.REVOKED:
        return list(ring)
    if found.state is KeyState.ACTIVE:
        ring = promoted(ring, now, policy)
    ended = replace(
        found,
        state=KeyState.REVOKED,
        sealed_private=b"",
        retires=min(found.retires, now),
        expires=now + policy.kept_after,
    )
    return [ended if each.kid == kid else each for each in ring]


def _promoted(record: SigningKeyRecord, now: float, policy: KeyPolicy) -> SigningKeyRecord:
    if record.state is KeyState.NEXT:
        retires = now + policy.active_for
        return replace(
            record,
            state=KeyState.ACTIVE,
            activates=now,
            retires=retires,
            expires=retires + policy.kept_after,
        )
    if record.state is KeyState.ACTIVE:
        return replace(record, state=KeyState.RETIRED, retires=now, expires=now + policy.kept_after)
    return record
