"""Passwords of users."""

from collections.abc import Awaitable

import pytest

from nameplate.core.errors import BadRequest
from nameplate.core.secret_value import SecretValue
from tests.directory.conftest import World

GOOD = SecretValue("Correct-Horse-7")


async def test_the_last_one_set_is_the_right_one(world: World) -> None:
    for text in ("First-Password-1", GOOD.reveal()):
        work = world.begin()
        await world.directory.set_password(work, "u", SecretValue(text))
        await work.commit()
    assert await world.directory.check_password("u", GOOD)
    assert not await world.directory.check_password("u", SecretValue("First-Password-1"))
    assert not await world.directory.check_password("nobody", GOOD)
    assert not await world.directory.check_password("u", SecretValue("x" * 10_000))
    assert GOOD.reveal() not in str(world.records.passwords)


async def test_without_one_nothing_is_right(world: World) -> None:
    work = world.begin()
    await world.directory.set_password(work, "u", GOOD)
    world.directory.forget_password(work, "u")
    await work.commit()
    assert not await world.directory.check_password("u", GOOD)


@pytest.mark.parametrize("text", ["", "Short-1", "alllowercase", "lower1234567", "X1-" * 100])
async def test_a_weak_one_is_refused_and_not_repeated(world: World, text: str) -> None:
    setting: Awaitable[None] = world.directory.set_password(world.begin(), "u", SecretValue(text))
    with pytest.raises(BadRequest, match="complexity") as refusal:
        await setting
    assert text == "" or text not in refusal.value.message


async def test_a_changed_one_ends_every_sign_in(world: World) -> None:
    work = world.begin()
    token = world.directory.issue_refresh_token(
        work, user_id="u", client_id="c", tenant_id="t", scope="s"
    )
    await work.commit()
    work = world.begin()
    await world.directory.change_password(work, "u", GOOD)
    await work.commit()
    found = await world.directory.refresh_token(token)
    assert found is not None
    assert found.revoked is not None
