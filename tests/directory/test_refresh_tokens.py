"""Refresh tokens: used once, replaced, and ended as a family."""

import pytest

from nameplate.core.errors import Conflict
from nameplate.core.secret_value import SecretValue
from nameplate.directory.records import RefreshToken
from nameplate.directory.refresh_tokens import GRACE, LIFETIME, RefreshTokenState
from tests.directory.conftest import World


async def issue(world: World, user_id: str = "user-1") -> SecretValue:
    work = world.begin()
    text = world.directory.issue_refresh_token(
        work, user_id=user_id, client_id="client-1", tenant_id="tenant", scope="openid"
    )
    await work.commit()
    return text


async def read(world: World, text: SecretValue) -> RefreshToken:
    found = await world.directory.refresh_token(text)
    assert found is not None
    return found


async def rotate(world: World, token: RefreshToken) -> SecretValue:
    work = world.begin()
    text = world.directory.rotate_refresh_token(work, token)
    await work.commit()
    return text


async def state(world: World, text: SecretValue) -> RefreshTokenState:
    return world.directory.refresh_token_state(await read(world, text))


async def test_only_a_keyed_hash_of_it_is_kept(world: World) -> None:
    text = await issue(world)
    found = await read(world, text)
    assert len(text.reveal()) >= 64
    assert text.reveal() not in repr(world.records.refresh_tokens)
    assert (found.user_id, found.client_id, found.tenant_id) == ("user-1", "client-1", "tenant")
    assert await world.directory.refresh_token(SecretValue("guess")) is None


async def test_unused_it_lasts_ninety_days(world: World) -> None:
    text = await issue(world)
    world.clock.advance(LIFETIME - 1)
    assert await state(world, text) is RefreshTokenState.LIVE
    world.clock.advance(1)
    assert await state(world, text) is RefreshTokenState.EXPIRED


async def test_each_use_begins_the_time_anew(world: World) -> None:
    text = await issue(world)
    begun = (await read(world, text)).signed_in
    for _ in range(3):
        world.clock.advance(LIFETIME - 1)
        text = await rotate(world, await read(world, text))
    assert await state(world, text) is RefreshTokenState.LIVE
    assert (await read(world, text)).signed_in == begun


async def test_a_used_one_is_good_for_a_moment_counted_from_its_first_use(world: World) -> None:
    text = await issue(world)
    await rotate(world, await read(world, text))
    world.clock.advance(GRACE - 1)
    assert await state(world, text) is RefreshTokenState.LIVE
    await rotate(world, await read(world, text))
    world.clock.advance(1)
    assert await state(world, text) is RefreshTokenState.REUSED


async def test_a_revoked_family_is_over(world: World) -> None:
    first, other = await issue(world), await issue(world)
    second = await rotate(world, await read(world, first))
    held = await read(world, second)
    work = world.begin()
    world.directory.revoke_refresh_family(work, held)
    await work.commit()
    assert await state(world, first) is RefreshTokenState.REVOKED
    assert await state(world, second) is RefreshTokenState.REVOKED
    assert await state(world, other) is RefreshTokenState.LIVE
    with pytest.raises(Conflict):
        await rotate(world, held)


async def test_switching_a_user_off_ends_their_sign_ins_for_good(world: World) -> None:
    work = world.begin()
    user = world.directory.create_user(work, user_principal_name="a@b", display_name="A")
    await work.commit()
    text = await issue(world, user.object_id)
    for enabled in (True, False, True):
        work = world.begin()
        await world.directory.set_enabled(work, user.object_id, enabled=enabled)
        await work.commit()
    assert await state(world, text) is RefreshTokenState.REVOKED


async def test_a_deleted_user_has_none(world: World) -> None:
    text = await issue(world)
    work = world.begin()
    await world.directory.delete_user(work, "user-1")
    await work.commit()
    assert await world.directory.refresh_token(text) is None


async def test_an_expired_one_is_remembered_for_a_while(world: World) -> None:
    text = await issue(world)
    for days, there in ((90, True), (30, False)):
        world.clock.advance(days * 86_400)
        work = world.begin()
        world.directory.sweep_refresh_tokens(work)
        await work.commit()
        assert (await world.directory.refresh_token(text) is not None) is there
