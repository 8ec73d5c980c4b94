"""Roles and who has them, from memory when warm."""

from dataclasses import replace

import pytest

from nameplate.authorization.built_in_roles import OWNER, built_in_roles
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RoleDefinition
from nameplate.authorization.roles import Roles
from nameplate.core.errors import NameplateError
from tests.authorization.policies import TENANT, person
from tests.authorization.roles import GROUP, SUBSCRIPTION, VAULT, assigned, built_in, role
from tests.fakes.role_records import FakeRoleRecords
from tests.fakes.units import FakeUnits


class World:
    def __init__(self) -> None:
        self.units = FakeUnits()
        self.records = FakeRoleRecords()
        self.roles = Roles(self.records, self.units.epoch)

    async def give(self, *given: tuple[RoleAssignment, RoleDefinition]) -> None:
        work = self.units.begin()
        for assignment, _ in given:
            self.roles.assign(work, assignment)
        await work.commit()

    async def define(self, definition: RoleDefinition) -> None:
        work = self.units.begin()
        self.roles.save_definition(work, definition)
        await work.commit()


async def test_what_is_held_is_read_once_until_something_changes() -> None:
    world = World()
    given = assigned(built_in("Reader"), GROUP)
    await world.give(given)
    who = person().object_id

    assert await world.roles.held(who) == await world.roles.held(who.upper()) == (given,)
    assert world.records.reads == 1
    await world.give(assigned(built_in("Owner"), GROUP))
    assert len(await world.roles.held(who)) == 2
    assert world.records.reads == 2


async def test_an_assignment_of_a_role_that_is_gone_gives_nothing() -> None:
    world = World()
    await world.give(assigned(role(), GROUP))
    assert await world.roles.held(person().object_id) == ()


async def test_custom_roles_stand_behind_the_built_in_ones() -> None:
    world = World()
    custom = role(name="Mine")
    await world.define(custom)

    assert await world.roles.definition(custom.id.upper()) == custom
    assert await world.roles.definition(OWNER.upper()) == built_in("Owner")
    assert (await world.roles.definitions())[-1] == custom
    assert len(await world.roles.definitions()) == len(built_in_roles()) + 1


async def test_a_custom_role_takes_no_built_in_place() -> None:
    world = World()
    for taken, code in (
        (replace(role(), id=OWNER), "RoleDefinitionIsBuiltIn"),
        (role(name="owner"), "RoleDefinitionWithSameNameExists"),
    ):
        with pytest.raises(NameplateError) as refused:
            await world.define(taken)
        assert refused.value.code == code
    with pytest.raises(NameplateError):
        world.roles.delete_definition(world.units.begin(), built_in("Owner"))


async def test_assignments_are_those_above_and_on_demand_those_below() -> None:
    world = World()
    above, here, below = (assigned(role(), scope) for scope in (SUBSCRIPTION, GROUP, VAULT))
    await world.give(above, here, below)

    found = await world.roles.assignments(GROUP, tenant_id=TENANT, below=False)
    everything = await world.roles.assignments(GROUP, tenant_id=TENANT, below=True)

    assert {each.scope for each in found} == {SUBSCRIPTION, GROUP}
    assert {each.scope for each in everything} == {SUBSCRIPTION, GROUP, VAULT}


async def test_what_is_gone_is_forgotten_with_all_inside() -> None:
    world = World()
    kept, gone = assigned(role(), SUBSCRIPTION), assigned(role(), VAULT)
    await world.give(kept, gone)
    work = world.units.begin()
    world.roles.forget(work, GROUP.upper())
    await work.commit()
    assert await world.roles.assignment(gone[0].name) is None
    assert await world.roles.assignment(kept[0].name.upper()) == kept[0]
