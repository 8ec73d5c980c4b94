"""What the records of signing keys and authorities must do: change as one, or not at all."""

from dataclasses import replace

import pytest

from nameplate.core.errors import Conflict
from nameplate.crypto.authorities import AuthorityRecord
from nameplate.tokens.records import KeyState, SigningKeyRecord
from tests.conformance.stores import Store

KEY = SigningKeyRecord("kid-1", KeyState.ACTIVE, b"der", b"sealed", 1.0, 2.0, 3.0, 4.5)
NEXT = replace(KEY, kid="kid-2", state=KeyState.NEXT, created=2.0)
AUTHORITY = AuthorityRecord(
    name="production",
    authority_id="a1",
    root_pem=b"root",
    issuing_pem=b"issuing",
    sealed_key=b"sealed",
    permitted=("a.example", "b.example"),
    created=1.0,
    not_after=100.0,
)


class SigningKeysKit:
    """``SigningKeyRecords``."""

    async def test_a_first_ring_is_saved_oldest_first(self, store: Store) -> None:
        keys = store.signing_keys
        await store.write(lambda work: keys.replace(work, [], [NEXT, KEY]))
        assert list(await keys.all()) == [KEY, NEXT]

    async def test_of_two_first_rings_one_is_refused(self, store: Store) -> None:
        keys = store.signing_keys
        await store.write(lambda work: keys.replace(work, [], [KEY]))
        with pytest.raises(Conflict, match="SigningKeysChanged"):
            await store.write(lambda work: keys.replace(work, [], [NEXT]))
        assert list(await keys.all()) == [KEY]

    async def test_keys_change_state_come_and_go_at_once(self, store: Store) -> None:
        keys = store.signing_keys
        revoked = replace(KEY, state=KeyState.REVOKED, sealed_private=b"")
        third = replace(KEY, kid="kid-3", state=KeyState.ACTIVE, created=3.0)
        await store.write(lambda work: keys.replace(work, [], [KEY, NEXT]))
        await store.write(lambda work: keys.replace(work, [KEY, NEXT], [revoked, third]))
        assert list(await keys.all()) == [revoked, third]

    async def test_a_ring_that_changed_meanwhile_stays(self, store: Store) -> None:
        keys = store.signing_keys
        retired = replace(KEY, state=KeyState.RETIRED)
        await store.write(lambda work: keys.replace(work, [], [retired]))
        with pytest.raises(Conflict, match="SigningKeysChanged"):
            await store.write(lambda work: keys.replace(work, [KEY], []))
        assert list(await keys.all()) == [retired]

    async def test_a_change_moves_the_epoch(self, store: Store) -> None:
        before = store.epoch.value
        await store.write(lambda work: store.signing_keys.replace(work, [], [KEY]))
        assert store.epoch.value > before


class AuthoritiesKit:
    """``AuthorityRecords``."""

    async def test_authorities_are_saved_oldest_first(self, store: Store) -> None:
        authorities = store.authorities
        second = replace(AUTHORITY, authority_id="a0", created=2.0)
        await store.write(lambda work: authorities.replace(work, [], [second, AUTHORITY]))
        assert list(await authorities.all()) == [AUTHORITY, second]

    async def test_of_two_first_ones_one_is_refused(self, store: Store) -> None:
        authorities = store.authorities
        second = replace(AUTHORITY, authority_id="a2")
        await store.write(lambda work: authorities.replace(work, [], [AUTHORITY]))
        with pytest.raises(Conflict, match="AuthoritiesChanged"):
            await store.write(lambda work: authorities.replace(work, [], [second]))
        assert list(await authorities.all()) == [AUTHORITY]

    async def test_a_new_one_joins_and_an_old_one_goes(self, store: Store) -> None:
        authorities = store.authorities
        second = replace(AUTHORITY, authority_id="a2", created=2.0)
        await store.write(lambda work: authorities.replace(work, [], [AUTHORITY]))
        await store.write(lambda work: authorities.replace(work, [AUTHORITY], [AUTHORITY, second]))
        assert list(await authorities.all()) == [AUTHORITY, second]
        await store.write(lambda work: authorities.replace(work, [AUTHORITY, second], [second]))
        assert list(await authorities.all()) == [second]
