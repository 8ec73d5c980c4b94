"""Who may read what of the trail."""

import pytest

from nameplate.admin.activity_rights import READ, ActivityRights
from nameplate.audit.selection import Selection
from nameplate.core.errors import Forbidden
from tests.admin.activity_world import GROUP, OPERATOR, STRANGER, SUBSCRIPTION, World


async def test_a_selection_is_narrowed_to_what_roles_show() -> None:
    world = World()
    rights = ActivityRights(world.authorizer, SUBSCRIPTION)
    asked = Selection(outcome="denied")
    assert await rights.narrowed(OPERATOR, asked) == asked
    assert (await rights.narrowed(STRANGER, asked)).scopes == ()
    await world.give_role("Reader", GROUP, to="stranger")
    assert (await rights.narrowed(STRANGER, asked)).scopes == (GROUP.lower(),)
    assert await rights.may(STRANGER, READ, GROUP)
    with pytest.raises(Forbidden):
        await rights.require_all(STRANGER)


async def test_one_event_is_seen_where_it_acted_or_what_it_is_about() -> None:
    world = World()
    rights = ActivityRights(world.authorizer, SUBSCRIPTION)
    await world.refused()
    found = await world.trail.find(1)
    assert found is not None
    assert await rights.sees(OPERATOR, found)
    assert not await rights.sees(STRANGER, found)
    await world.give_role("Reader", f"{GROUP}/providers/Microsoft.Web", to="stranger")
    assert await rights.sees(STRANGER, found)
