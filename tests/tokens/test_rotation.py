"""The life of signing keys, step by step."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.core.errors import NotFound
from nameplate.tokens.records import KeyState, SigningKeyRecord
from nameplate.tokens.rotation import (
    KeyPolicy,
    active_of,
    advanced,
    next_of,
    promoted,
    record_first,
    record_next,
    revoked,
)
from tests.fakes.keys import NOW, signing_key

DAY = 86_400
POLICY = KeyPolicy()


def ring() -> list[SigningKeyRecord]:
    active = record_first(signing_key(0), b"sealed", NOW, POLICY)
    return [active, record_next([active], signing_key(1), b"sealed", NOW + 1, POLICY)]


def states(records: list[SigningKeyRecord]) -> dict[str, KeyState]:
    return {each.kid: each.state for each in records}


def test_the_next_key_waits_for_the_active_one_to_retire() -> None:
    """Published from the start, it signs after 90 days."""
    active, following = ring()

    assert following.activates == active.retires == NOW + 90 * DAY
    assert advanced(ring(), NOW + 89 * DAY, POLICY) == ring()


def test_a_late_next_key_is_published_long_enough() -> None:
    """After a long sleep the old key goes on signing until caches know the new one."""
    active = ring()[0]
    late = NOW + 100 * DAY

    following = record_next([active], signing_key(1), b"sealed", late, POLICY)

    assert following.activates == late + POLICY.published_before
    assert active_of(advanced([active, following], late + DAY, POLICY)) == active


def test_a_due_key_signs_and_the_old_one_is_kept_past_its_tokens() -> None:
    """Active becomes retired for longer than a token lives, then is forgotten."""
    due = NOW + 90 * DAY
    old, new = (signing_key(0).kid, signing_key(1).kid)

    turned = advanced(ring(), due, POLICY)

    assert states(turned) == {old: KeyState.RETIRED, new: KeyState.ACTIVE}
    assert states(advanced(turned, due + 86_700, POLICY)) == states(turned)
    assert states(advanced(turned, due + POLICY.kept_after, POLICY)) == {new: KeyState.ACTIVE}


def test_a_revoked_key_loses_its_private_part_and_the_next_one_signs() -> None:
    """At once; the revoked record stays so that its name is known."""
    old, new = (signing_key(0).kid, signing_key(1).kid)

    after = revoked(ring(), old, NOW + DAY, POLICY)

    assert states(after) == {old: KeyState.REVOKED, new: KeyState.ACTIVE}
    assert after[0].sealed_private == b""
    assert revoked(after, old, NOW + 2 * DAY, POLICY) == after
    assert states(advanced(after, NOW + 5 * DAY, POLICY)) == {new: KeyState.ACTIVE}


def test_revoking_the_next_key_leaves_the_active_one() -> None:
    """The ring asks for another next key."""
    after = revoked(ring(), signing_key(1).kid, NOW, POLICY)

    assert active_of(after) == ring()[0]
    assert next_of(after) is None


def test_an_unknown_key_is_not_found() -> None:
    """The message says which."""
    with pytest.raises(NotFound, match="no signing key 'nobody'"):
        revoked(ring(), "nobody", NOW, POLICY)


def test_a_policy_outlasts_the_longest_token() -> None:
    """Settings that would forget a key too early are refused at the start."""
    POLICY.check_outlasts(86_700)
    with pytest.raises(ValueError, match="kept for 60 s, tokens live for 3900 s"):
        replace(POLICY, kept_after=60).check_outlasts(3_900)
    with pytest.raises(ValueError, match="some time in each state"):
        KeyPolicy(active_for=0)


@given(st.lists(st.sampled_from(["wait", "rotate", "revoke"]), max_size=12))
def test_whatever_happens_one_key_signs_and_none_is_lost_early(steps: list[str]) -> None:
    """One active key at any time; a key that signed stays published for a token's life."""
    now, records = NOW, ring()
    signed: dict[str, float] = {}
    for step in steps:
        active = active_of(records)
        assert active is not None
        signed[active.kid] = now
        now += 10 * DAY if step == "wait" else 3_600
        records = advanced(records, now, POLICY)
        if next_of(records) is None:
            spare = replace(records[0], kid=f"k{now}", state=KeyState.NEXT, created=now)
            records.append(replace(spare, activates=now + 90 * DAY))
        if step == "rotate":
            records = promoted(records, now, POLICY)
        elif step == "revoke":
            gone = next(each.kid for each in records if each.state is KeyState.ACTIVE)
            records = revoked(records, gone, now, POLICY)
            signed.pop(gone, None)

        assert sum(each.state is KeyState.ACTIVE for each in records) == 1
        published = {each.kid for each in records if each.state is not KeyState.REVOKED}
        recent = {kid for kid, last in signed.items() if now - last < 86_700}
        assert recent <= published
