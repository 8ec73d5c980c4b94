"""Groups, what is in them, and the app roles that principals were given."""

from typing import Final

from nameplate.core.work import UnitOfWork
from nameplate.directory.app_roles import already_assigned
from nameplate.directory.groups import already_member, too_many_members
from nameplate.directory.principals import no_such_principal
from nameplate.directory.records import AppRoleAssignment, Group, Membership, MemberType
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import columns, insert, run, upsert

_GROUP: Final = "object_id display_name description mail_nickname created"
_MEMBER: Final = "group_id member_id member_type"
_ROLE: Final = "assignment_id principal_id principal_type resource_id app_role_id created"

_SELECT_GROUP: Final = f"SELECT {columns(_GROUP)} FROM directory_group"
_SELECT_MEMBER: Final = f"SELECT {columns(_MEMBER)} FROM group_member"
_SELECT_ROLE: Final = f"SELECT {columns(_ROLE)} FROM app_role_assignment"
_SAVE_GROUP: Final = upsert("directory_group", _GROUP, key="object_id")
_ADD_MEMBER: Final = insert("group_member", _MEMBER)
_ADD_ROLE: Final = insert("app_role_assignment", _ROLE)
_GROUP_EXISTS: Final = "SELECT 1 FROM directory_group WHERE object_id = ?"
_IS_MEMBER: Final = "SELECT 1 FROM group_member WHERE group_id = ? AND member_id = ?"
_MEMBERS: Final = "SELECT count(*) FROM group_member WHERE group_id = ?"
_SAME_ROLE: Final = (
    "SELECT 1 FROM app_role_assignment "
    "WHERE principal_id = ? AND resource_id = ? AND app_role_id = ?"
)


class StoredGroups:
    """``GroupRecords`` and ``AppRoleRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_group(self, object_id: str) -> Group | None:
        rows = await self._database.read(f"{_SELECT_GROUP} WHERE object_id = ?", (object_id,))
        return Group(*rows[0]) if rows else None

    async def list_groups(self) -> list[Group]:
        rows = await self._database.read(f"{_SELECT_GROUP} ORDER BY created, object_id")
        return [Group(*row) for row in rows]

    def save_group(self, work: UnitOfWork, group: Group) -> None:
        row = (
            group.object_id,
            group.display_name,
            group.description,
            group.mail_nickname,
            group.created,
        )
        run(work, _SAVE_GROUP, row)

    def delete_group(self, work: UnitOfWork, object_id: str) -> None:
        run(work, "DELETE FROM group_member WHERE group_id = ?", (object_id,))
        run(work, "DELETE FROM directory_group WHERE object_id = ?", (object_id,))

    async def list_members(self, group_id: str) -> list[Membership]:
        return await self._members("group_id = ? ORDER BY member_id", group_id)

    async def list_memberships(self, member_id: str) -> list[Membership]:
        return await self._members("member_id = ? ORDER BY group_id", member_id)

    def save_member(self, work: UnitOfWork, membership: Membership, *, limit: int) -> None:
        group, member = membership.group_id, membership.member_id

        def write(transaction: Transaction) -> None:
            if not transaction.query(_GROUP_EXISTS, (group,)):
                raise no_such_principal(group)
            if transaction.query(_IS_MEMBER, (group, member)):
                raise already_member()
            if transaction.query(_MEMBERS, (group,))[0][0] >= limit:
                raise too_many_members(limit)
            transaction.execute(_ADD_MEMBER, (group, member, membership.member_type.value))

        work.add(write)

    def delete_member(self, work: UnitOfWork, group_id: str, member_id: str) -> None:
        sql = "DELETE FROM group_member WHERE group_id = ? AND member_id = ?"
        run(work, sql, (group_id, member_id))

    def delete_memberships(self, work: UnitOfWork, member_id: str) -> None:
        run(work, "DELETE FROM group_member WHERE member_id = ?", (member_id,))

    async def list_app_roles_of(self, principal_id: str) -> list[AppRoleAssignment]:
        return await self._roles("principal_id", principal_id)

    async def list_app_roles_for(self, resource_id: str) -> list[AppRoleAssignment]:
        return await self._roles("resource_id", resource_id)

    def save_app_role(self, work: UnitOfWork, assignment: AppRoleAssignment) -> None:
        same = (assignment.principal_id, assignment.resource_id, assignment.app_role_id)
        row = (
            assignment.assignment_id,
            assignment.principal_id,
            assignment.principal_type.value,
            assignment.resource_id,
            assignment.app_role_id,
            assignment.created,
        )

        def write(transaction: Transaction) -> None:
            if transaction.query(_SAME_ROLE, same):
                raise already_assigned()
            transaction.execute(_ADD_ROLE, row)

        work.add(write)

    def delete_app_role(self, work: UnitOfWork, assignment_id: str) -> None:
        sql = "DELETE FROM app_role_assignment WHERE assignment_id = ?"
        run(work, sql, (assignment_id,))

    def delete_app_roles(self, work: UnitOfWork, object_id: str) -> None:
        for column in ("principal_id", "resource_id"):
            run(work, f"DELETE FROM app_role_assignment WHERE {column} = ?", (object_id,))

    async def _members(self, where: str, value: str) -> list[Membership]:
        rows = await self._database.read(f"{_SELECT_MEMBER} WHERE {where}", (value,))
        return [Membership(row[0], row[1], MemberType(row[2])) for row in rows]

    async def _roles(self, column: str, value: str) -> list[AppRoleAssignment]:
        where = f"WHERE {column} = ? ORDER BY created, assignment_id"
        rows = await self._database.read(f"{_SELECT_ROLE} {where}", (value,))
        return [_role(row) for row in rows]


def _role(row: Row) -> AppRoleAssignment:
    return AppRoleAssignment(row[0], row[1], MemberType(row[2]), row[3], row[4], row[5])
