"""Who somebody is by a password."""

import pytest

from nameplate.core.errors import BadRequest
from nameplate.core.secret_value import SecretValue
from tests.authority.world import PASSWORD, World


async def test_a_right_one_forgets_the_wrong_ones(world: World) -> None:
    user = await world.person()
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(BadRequest, match="AADSTS50126"):
                await world.passwords.authenticate(
                    user.user_principal_name, SecretValue("wrong"), tenant_id="t"
                )
        found = await world.passwords.authenticate(
            user.user_principal_name, SecretValue(PASSWORD), tenant_id="t"
        )
        assert found == user


async def test_who_is_switched_off_is_told_so_only_with_the_right_one(world: World) -> None:
    user = await world.person()
    work = world.begin()
    await world.directory.set_enabled(work, user.object_id, enabled=False)
    await work.commit()
    for text, number in (("wrong", "AADSTS50126"), (PASSWORD, "AADSTS50057")):
        with pytest.raises(BadRequest, match=number):
            await world.passwords.authenticate(
                user.user_principal_name, SecretValue(text), tenant_id="t"
            )
