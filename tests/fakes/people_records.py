"""The directory's records of passwords, groups and app roles in memory."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from nameplate.core.work import UnitOfWork
from nameplate.directory.app_roles import already_assigned
from nameplate.directory.groups import already_member, too_many_members
from nameplate.directory.principals import no_such_principal
from nameplate.directory.records import AppRoleAssignment, Group, Membership, PasswordRecord

K = TypeVar("K")
T = TypeVar("T")


class FakePeopleRecords:
    """Dictionaries; ``reads`` counts what was asked of them."""

    def __init__(self) -> None:
        self.reads = 0
        self.passwords: dict[str, PasswordRecord] = {}
        self.groups: dict[str, Group] = {}
        self.members: dict[tuple[str, str], Membership] = {}
        self.app_roles: dict[str, AppRoleAssignment] = {}

    async def find_password(self, user_id: str) -> PasswordRecord | None:
        self.reads += 1
        return self.passwords.get(user_id)

    def save_password(self, work: UnitOfWork, password: PasswordRecord) -> None:
        work.add(lambda _: self.passwords.update({password.user_id: password}), coherent=False)

    def delete_password(self, work: UnitOfWork, user_id: str) -> None:
        work.add(lambda _: drop(self.passwords, user_id), coherent=False)

    async def find_group(self, object_id: str) -> Group | None:
        self.reads += 1
        return self.groups.get(object_id)

    async def list_groups(self) -> Sequence[Group]:
        self.reads += 1
        return sorted(self.groups.values(), key=lambda each: (each.created, each.object_id))

    def save_group(self, work: UnitOfWork, group: Group) -> None:
        work.add(lambda _: self.groups.update({group.object_id: group}))

    def delete_group(self, work: UnitOfWork, object_id: str) -> None:
        def write(_: object) -> None:
            drop(self.groups, object_id)
            self._drop_members(lambda each: each.group_id == object_id)

        work.add(write)

    async def list_members(self, group_id: str) -> Sequence[Membership]:
        self.reads += 1
        found = [each for each in self.members.values() if each.group_id == group_id]
        return sorted(found, key=lambda each: each.member_id)

    async def list_memberships(self, member_id: str) -> Sequence[Membership]:
        self.reads += 1
        found = [each for each in self.members.values() if each.member_id == member_id]
        return sorted(found, key=lambda each: each.group_id)

    def save_member(self, work: UnitOfWork, membership: Membership, *, limit: int) -> None:
        group = membership.group_id
        key = (group, membership.member_id)

        def write(_: object) -> None:
            if group not in self.groups:
                raise no_such_principal(group)
            if key in self.members:
                raise already_member()
            if sum(each.group_id == group for each in self.members.values()) >= limit:
                raise too_many_members(limit)
            self.members[key] = membership

        work.add(write)

    def delete_member(self, work: UnitOfWork, group_id: str, member_id: str) -> None:
        work.add(lambda _: drop(self.members, (group_id, member_id)))

    def delete_memberships(self, work: UnitOfWork, member_id: str) -> None:
        work.add(lambda _: self._drop_members(lambda each: each.member_id == member_id))

    def _drop_members(self, gone: Callable[[Membership], bool]) -> None:
        self.members = {key: each for key, each in self.members.items() if not gone(each)}

    async def list_app_roles_of(self, principal_id: str) -> Sequence[AppRoleAssignment]:
        return self._app_roles(lambda each: each.principal_id == principal_id)

    async def list_app_roles_for(self, resource_id: str) -> Sequence[AppRoleAssignment]:
        return self._app_roles(lambda each: each.resource_id == resource_id)

    def _app_roles(self, wanted: Callable[[AppRoleAssignment], bool]) -> list[AppRoleAssignment]:
        self.reads += 1
        found = [each for each in self.app_roles.values() if wanted(each)]
        return sorted(found, key=lambda each: (each.created, each.assignment_id))

    def save_app_role(self, work: UnitOfWork, assignment: AppRoleAssignment) -> None:
        def what(each: AppRoleAssignment) -> tuple[str, str, str]:
            return each.principal_id, each.resource_id, each.app_role_id

        def write(_: object) -> None:
            if what(assignment) in map(what, self.app_roles.values()):
                raise already_assigned()
            self.app_roles[assignment.assignment_id] = assignment

        work.add(write)

    def delete_app_role(self, work: UnitOfWork, assignment_id: str) -> None:
        work.add(lambda _: drop(self.app_roles, assignment_id))

    def delete_app_roles(self, work: UnitOfWork, object_id: str) -> None:
        def write(_: object) -> None:
            self.app_roles = {
                key: each
                for key, each in self.app_roles.items()
                if object_id not in (each.principal_id, each.resource_id)
            }

        work.add(write)


def drop(table: dict[K, T], key: K) -> None:
    """Remove what is there."""
    table.pop(key, None)
