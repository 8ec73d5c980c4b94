"""Management groups from memory, and what is refused."""

from dataclasses import replace

import pytest

from nameplate.authorization.hierarchy import group_key
from nameplate.authorization.management_groups import ManagementGroup, ManagementGroups
from nameplate.core.errors import BadRequest
from tests.authorization.policies import TENANT
from tests.authorization.roles import SUBSCRIPTION
from tests.fakes.management_group_records import FakeManagementGroupRecords
from tests.fakes.units import FakeUnits

ID = SUBSCRIPTION.rpartition("/")[2]
TOP = ManagementGroup(name="Top", display_name="Top", parent=TENANT)


class World:
    def __init__(self) -> None:
        self.units = FakeUnits()
        self.groups = ManagementGroups(
            FakeManagementGroupRecords(), self.units.epoch, tenant_id=TENANT
        )

    async def save(self, group: ManagementGroup) -> None:
        work = self.units.begin()
        self.groups.save(work, group)
        await work.commit()

    async def move(self, group: ManagementGroup | None) -> None:
        work = self.units.begin()
        self.groups.put_subscription(work, ID.upper(), group)
        await work.commit()


async def test_there_is_always_a_root_group() -> None:
    world = World()
    (root,) = (await world.groups.every()).values()
    assert (root.name, root.parent) == (TENANT, "")
    assert await world.groups.find(TENANT.upper()) == root
    with pytest.raises(BadRequest):
        world.groups.delete(world.units.begin(), root)


async def test_the_root_group_stays_first_when_it_has_a_name() -> None:
    world = World()
    await world.save(TOP)
    root = replace((await world.groups.every())[TENANT.lower()], display_name="Contoso")
    await world.save(root)
    assert [each.display_name for each in (await world.groups.every()).values()] == [
        "Contoso",
        "Top",
    ]


async def test_what_is_remembered_follows_changes() -> None:
    world = World()
    await world.save(TOP)
    assert (await world.groups.holder(ID)).name == TENANT
    await world.move(TOP)
    assert (await world.groups.holder(ID)).name == "Top"
    over = (await world.groups.hierarchy()).over(SUBSCRIPTION, tenant_id=TENANT)
    assert over == (group_key("Top"), group_key(TENANT))
    await world.move((await world.groups.every())[TENANT.lower()])
    assert (await world.groups.holder(ID)).name == TENANT
