"""App roles that were given."""

from nameplate.directory.records import AppRoleAssignment, MemberType
from tests.directory.conftest import World


async def given(world: World, principal_id: str, role: str = "role") -> AppRoleAssignment:
    work = world.begin()
    assignment = world.directory.assign_app_role(
        work,
        principal_id=principal_id,
        principal_type=MemberType.USER,
        resource_id="r",
        app_role_id=role,
    )
    await work.commit()
    return assignment


async def test_they_are_given_found_and_withdrawn(world: World) -> None:
    first, second = await given(world, "u"), await given(world, "v")
    assert await world.directory.app_roles_of("u") == [first]
    assert {each.assignment_id for each in await world.directory.app_roles_for("r")} == {
        first.assignment_id,
        second.assignment_id,
    }
    work = world.begin()
    world.directory.withdraw_app_role(work, first.assignment_id)
    await work.commit()
    assert await world.directory.app_roles_of("u") == []


async def test_a_warm_answer_is_memory(world: World) -> None:
    await given(world, "u")
    await world.directory.app_roles_of("u")
    reads = world.records.reads
    await world.directory.app_roles_of("u")
    assert world.records.reads == reads


async def test_they_go_with_whom_they_were_given_to(world: World) -> None:
    work = world.begin()
    user = world.directory.create_user(work, user_principal_name="a@b", display_name="A")
    await work.commit()
    await given(world, user.object_id)
    work = world.begin()
    await world.directory.delete_user(work, user.object_id)
    await work.commit()
    assert await world.directory.app_roles_for("r") == []
