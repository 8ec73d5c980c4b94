"""What the directory's records must do for passwords, groups and app roles."""

from dataclasses import replace

import pytest

from nameplate.core.errors import BadRequest, NotFound
from nameplate.directory.records import (
    AppRoleAssignment,
    Group,
    Membership,
    MemberType,
    PasswordRecord,
)
from tests.conformance.stores import Store

GROUP = Group("group-1", "Readers", "who reads", "readers", 10.0)
MEMBERSHIP = Membership("group-1", "user-1", MemberType.USER)
APP_ROLE = AppRoleAssignment("given-1", "user-1", MemberType.USER, "object-1", "role-1", 10.0)


class PasswordsKit:
    """``PasswordRecords``."""

    async def test_a_user_has_one_at_most(self, store: Store) -> None:
        directory = store.directory
        first, second = (PasswordRecord("user-1", text, 10.0) for text in ("a$b", "c$d"))
        assert await directory.find_password("user-1") is None
        await store.write(lambda work: directory.save_password(work, first))
        await store.write(lambda work: directory.save_password(work, second))
        assert await directory.find_password("user-1") == second
        await store.write(lambda work: directory.delete_password(work, "user-1"))
        assert await directory.find_password("user-1") is None


class GroupsKit:
    """``GroupRecords``."""

    async def put(self, store: Store, *memberships: Membership, limit: int = 9) -> None:
        for each in memberships:
            work = store.units.begin()
            store.directory.save_member(work, each, limit=limit)
            await work.commit()

    async def test_a_group_is_saved_replaced_listed_and_deleted(self, store: Store) -> None:
        directory = store.directory
        younger = replace(GROUP, object_id="group-0", created=11.0)
        renamed = replace(GROUP, display_name="Writers", description="")
        for each in (younger, GROUP, renamed):
            await store.write(lambda work, each=each: directory.save_group(work, each))  # type: ignore[misc]  # mypy cannot infer a lambda's default
        assert await directory.find_group("group-1") == renamed
        assert list(await directory.list_groups()) == [renamed, younger]
        await store.write(lambda work: directory.delete_group(work, "group-1"))
        assert await directory.find_group("group-1") is None

    async def test_members_are_listed_from_both_ends(self, store: Store) -> None:
        directory = store.directory
        second = Membership("group-1", "object-1", MemberType.SERVICE_PRINCIPAL)
        other = replace(MEMBERSHIP, group_id="group-0")
        for name in ("group-0", "group-1"):
            group = replace(GROUP, object_id=name)
            await store.write(lambda work, group=group: directory.save_group(work, group))  # type: ignore[misc]  # mypy cannot infer a lambda's default
        await self.put(store, MEMBERSHIP, second, other)

        assert list(await directory.list_members("group-1")) == [second, MEMBERSHIP]
        assert list(await directory.list_memberships("user-1")) == [other, MEMBERSHIP]

        await store.write(lambda work: directory.delete_member(work, "group-1", "user-1"))
        assert list(await directory.list_members("group-1")) == [second]
        await store.write(lambda work: directory.delete_memberships(work, "object-1"))
        assert list(await directory.list_members("group-1")) == []
        await store.write(lambda work: directory.delete_group(work, "group-0"))
        assert list(await directory.list_memberships("user-1")) == []

    async def test_what_cannot_be_added_is_refused(self, store: Store) -> None:
        with pytest.raises(NotFound):
            await self.put(store, MEMBERSHIP)
        await store.write(lambda work: store.directory.save_group(work, GROUP))
        await self.put(store, MEMBERSHIP)
        with pytest.raises(BadRequest, match="already exist"):
            await self.put(store, MEMBERSHIP)
        with pytest.raises(BadRequest, match="at most 1"):
            await self.put(store, replace(MEMBERSHIP, member_id="user-2"), limit=1)
        assert list(await store.directory.list_members("group-1")) == [MEMBERSHIP]

    async def test_a_membership_moves_the_epoch(self, store: Store) -> None:
        await store.write(lambda work: store.directory.save_group(work, GROUP))
        before = store.epoch.value
        await self.put(store, MEMBERSHIP)
        assert store.epoch.value > before


class AppRolesKit:
    """``AppRoleRecords``."""

    async def test_they_are_listed_from_both_ends_and_deleted(self, store: Store) -> None:
        directory = store.directory
        second = replace(APP_ROLE, assignment_id="given-0", app_role_id="role-2")
        other = replace(APP_ROLE, assignment_id="given-2", principal_id="user-2")
        for each in (APP_ROLE, second, other):
            await store.write(lambda work, each=each: directory.save_app_role(work, each))  # type: ignore[misc]  # mypy cannot infer a lambda's default
        assert list(await directory.list_app_roles_of("user-1")) == [second, APP_ROLE]
        assert list(await directory.list_app_roles_for("object-1")) == [second, APP_ROLE, other]

        await store.write(lambda work: directory.delete_app_role(work, "given-1"))
        assert list(await directory.list_app_roles_of("user-1")) == [second]
        await store.write(lambda work: directory.delete_app_roles(work, "user-1"))
        assert list(await directory.list_app_roles_for("object-1")) == [other]
        await store.write(lambda work: directory.delete_app_roles(work, "object-1"))
        assert list(await directory.list_app_roles_of("user-2")) == []

    async def test_nothing_is_given_twice(self, store: Store) -> None:
        directory = store.directory
        await store.write(lambda work: directory.save_app_role(work, APP_ROLE))
        with pytest.raises(BadRequest, match="already exists on the object"):
            await store.write(
                lambda work: directory.save_app_role(work, replace(APP_ROLE, assignment_id="x"))
            )
