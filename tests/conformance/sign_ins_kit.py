"""What the directory's records must do for refresh tokens."""

from dataclasses import replace

import pytest

from nameplate.core.errors import Conflict
from nameplate.directory.records import RefreshToken
from tests.conformance.stores import Store

REFRESH = RefreshToken(
    b"r" * 32, "family-1", "user-1", "client-1", "tenant", "openid", 10.0, 10.0, 100.0
)


class RefreshTokensKit:
    """``RefreshTokenRecords``."""

    NEXT = replace(REFRESH, digest=b"n" * 32, issued=20.0, expires=110.0)

    async def rotate(self, store: Store, successor: RefreshToken = NEXT) -> None:
        records = store.directory
        await store.write(
            lambda work: records.rotate_refresh_token(work, REFRESH.digest, successor)
        )

    async def test_one_is_found_by_its_digest_alone(self, store: Store) -> None:
        records = store.directory
        await store.write(lambda work: records.save_refresh_token(work, REFRESH))
        assert await records.find_refresh_token(REFRESH.digest) == REFRESH
        assert await records.find_refresh_token(b"o" * 32) is None

    async def test_its_first_use_counts_and_each_gives_the_next(self, store: Store) -> None:
        records = store.directory
        await store.write(lambda work: records.save_refresh_token(work, REFRESH))
        second = replace(self.NEXT, digest=b"s" * 32, issued=21.0)
        await self.rotate(store)
        await self.rotate(store, second)
        assert await records.find_refresh_token(REFRESH.digest) == replace(REFRESH, used=20.0)
        assert await records.find_refresh_token(self.NEXT.digest) == self.NEXT
        assert await records.find_refresh_token(second.digest) == second

    async def test_one_that_is_not_spent_stays_as_good(self, store: Store) -> None:
        records = store.directory
        await store.write(lambda work: records.save_refresh_token(work, REFRESH))
        other = replace(self.NEXT, client_id="client-2", method="pwd", confidential=True)
        await store.write(
            lambda work: records.rotate_refresh_token(work, REFRESH.digest, other, spent=False)
        )
        assert await records.find_refresh_token(REFRESH.digest) == REFRESH
        assert await records.find_refresh_token(other.digest) == other

    async def test_a_revoked_family_has_no_next_one(self, store: Store) -> None:
        records = store.directory
        await store.write(lambda work: records.save_refresh_token(work, REFRESH))
        await self.rotate(store)
        await store.write(lambda work: records.revoke_refresh_family(work, "family-1", 30.0))
        await store.write(lambda work: records.revoke_refresh_family(work, "family-1", 31.0))
        found = await records.find_refresh_token(self.NEXT.digest)
        assert found == replace(self.NEXT, revoked=30.0)
        with pytest.raises(Conflict, match="revoked meanwhile"):
            await self.rotate(store, replace(self.NEXT, digest=b"t" * 32))
        assert await records.find_refresh_token(b"t" * 32) is None

    async def test_one_that_is_gone_has_no_next_one(self, store: Store) -> None:
        with pytest.raises(Conflict, match="revoked meanwhile"):
            await self.rotate(store)

    async def test_those_of_a_user_end_together(self, store: Store) -> None:
        records = store.directory
        other = replace(REFRESH, digest=b"o" * 32, family_id="family-2", user_id="user-2")
        for each in (REFRESH, other):
            await store.write(lambda work, each=each: records.save_refresh_token(work, each))  # type: ignore[misc]  # mypy cannot infer a lambda's default
        await store.write(lambda work: records.revoke_refresh_tokens_of(work, "user-1", 30.0))
        assert await records.find_refresh_token(REFRESH.digest) == replace(REFRESH, revoked=30.0)
        assert await records.find_refresh_token(other.digest) == other
        await store.write(lambda work: records.delete_refresh_tokens_of(work, "user-1"))
        assert await records.find_refresh_token(REFRESH.digest) is None
        assert await records.find_refresh_token(other.digest) == other

    async def test_expired_ones_are_swept(self, store: Store) -> None:
        records = store.directory
        await store.write(lambda work: records.save_refresh_token(work, REFRESH))
        await store.write(lambda work: records.delete_expired_refresh_tokens(work, 99.0))
        assert await records.find_refresh_token(REFRESH.digest) == REFRESH
        await store.write(lambda work: records.delete_expired_refresh_tokens(work, 100.0))
        assert await records.find_refresh_token(REFRESH.digest) is None

    async def test_no_cache_notices(self, store: Store) -> None:
        before = store.epoch.value
        await store.write(lambda work: store.directory.save_refresh_token(work, REFRESH))
        await self.rotate(store)
        assert store.epoch.value == before
