"""Groups and who is in them."""

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from nameplate.directory.groups import reached
from nameplate.directory.records import Group, MemberType
from tests.directory.conftest import World

IDS = st.sampled_from("abcdefgh")


async def made(world: World, name: str) -> Group:
    work = world.begin()
    group = world.directory.create_group(work, display_name=name, mail_nickname=name)
    await work.commit()
    return group


async def put(world: World, group: Group, member: str | Group) -> None:
    work = world.begin()
    if isinstance(member, Group):
        member_id, kind = member.object_id, MemberType.GROUP
    else:
        member_id, kind = member, MemberType.USER
    world.directory.add_member(work, group, member_id=member_id, member_type=kind)
    await work.commit()


async def test_membership_goes_through_groups_in_circles_too(world: World) -> None:
    outer, inner = await made(world, "outer"), await made(world, "inner")
    await put(world, inner, "u")
    await put(world, outer, inner)
    await put(world, inner, outer)
    both = tuple(sorted((outer.object_id, inner.object_id)))

    assert await world.directory.direct_groups_of("u") == (inner.object_id,)
    assert await world.directory.groups_of("u") == both
    assert [each.member_id for each in await world.directory.members(inner.object_id)] == sorted(
        ["u", outer.object_id]
    )

    work = world.begin()
    world.directory.remove_member(work, inner.object_id, "u")
    await work.commit()
    assert await world.directory.groups_of("u") == ()


async def test_a_warm_answer_is_memory(world: World) -> None:
    await put(world, await made(world, "one"), "u")
    await world.directory.groups_of("u")
    await world.directory.groups_of("nobody")
    reads = world.records.reads
    await world.directory.groups_of("u")
    await world.directory.groups_of("nobody")
    assert world.records.reads == reads


async def test_a_deleted_group_takes_what_it_was_given_along(world: World) -> None:
    outer, inner = await made(world, "outer"), await made(world, "inner")
    await put(world, inner, "u")
    await put(world, outer, inner)
    work = world.begin()
    world.directory.assign_app_role(
        work,
        principal_id=inner.object_id,
        principal_type=MemberType.GROUP,
        resource_id="r",
        app_role_id="role",
    )
    await work.commit()
    work = world.begin()
    world.directory.delete_group(work, inner.object_id)
    await work.commit()
    assert await world.directory.group(inner.object_id) is None
    assert await world.directory.members(outer.object_id) == []
    assert await world.directory.app_roles_for("r") == []
    assert [each.display_name for each in await world.directory.groups()] == ["outer"]


async def test_a_group_can_be_renamed(world: World) -> None:
    group = await made(world, "one")
    work = world.begin()
    changed = Group(group.object_id, "two", "why", "two", group.created)
    world.directory.save_group(work, changed)
    await work.commit()
    assert await world.directory.group(group.object_id) == changed


@given(st.dictionaries(IDS, st.lists(IDS, max_size=4), max_size=8), st.integers(0, 8))
async def test_what_is_reached_is_what_paths_lead_to(
    edges: Mapping[str, Sequence[str]], limit: int
) -> None:
    async def above(node: str) -> Sequence[str]:
        return edges.get(node, ())

    expected: set[str] = set(edges.get("a", ()))
    for _ in range(8):
        expected |= {up for node in expected for up in edges.get(node, ())}
    assert await reached("a", above) == expected
    bounded = await reached("a", above, limit=limit)
    assert bounded <= expected
    assert len(bounded) == min(limit, len(expected))
