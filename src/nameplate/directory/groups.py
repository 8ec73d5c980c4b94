"""Groups, and who is in them: themselves, or through other groups."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import uuid4

from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.errors import BadRequest
from nameplate.core.work import UnitOfWork
from nameplate.directory.cached import CachedRead
from nameplate.directory.protocols import GroupRecords
from nameplate.directory.records import Group, Membership, MemberType

MOST_MEMBERS: Final = 10_000
_MOST_GROUPS: Final = 2_000
"""Groups that somebody's membership is followed through: more of them give nothing."""


class Groups:
    """Reads of memberships are memory when warm."""

    def __init__(self, records: GroupRecords, clock: Clock, epoch: ChangeEpoch) -> None:
        self._group_records = records
        self._clock = clock
        self._group = CachedRead(records.find_group, epoch)
        self._memberships = CachedRead(records.list_memberships, epoch)
        self._all_groups_of = CachedRead(self._follow, epoch)

    async def group(self, object_id: str) -> Group | None:
        return await self._group.get(object_id)

    async def groups(self) -> Sequence[Group]:
        return await self._group_records.list_groups()

    def create_group(
        self, work: UnitOfWork, *, display_name: str, mail_nickname: str, description: str = ""
    ) -> Group:
        """A security group that is empty."""
        now = self._clock.now()
        group = Group(str(uuid4()), display_name, description, mail_nickname, now)
        self._group_records.save_group(work, group)
        return group

    def save_group(self, work: UnitOfWork, group: Group) -> None:
        """Give a group another name or description."""
        self._group_records.save_group(work, group)

    async def members(self, group_id: str) -> Sequence[Membership]:
        """Who is in a group itself."""
        return await self._group_records.list_members(group_id)

    def add_member(
        self, work: UnitOfWork, group: Group, *, member_id: str, member_type: MemberType
    ) -> None:
        """Put somebody into a group. Groups may be in one another in any way, circles too."""
        membership = Membership(group.object_id, member_id, member_type)
        self._group_records.save_member(work, membership, limit=MOST_MEMBERS)

    def remove_member(self, work: UnitOfWork, group_id: str, member_id: str) -> None:
        self._group_records.delete_member(work, group_id, member_id)

    async def direct_groups_of(self, object_id: str) -> tuple[str, ...]:
        """The groups that somebody is in themselves."""
        return tuple(each.group_id for each in await self._memberships.get(object_id))

    async def groups_of(self, object_id: str) -> tuple[str, ...]:
        """Every group that somebody is in, also through other groups, sorted."""
        return await self._all_groups_of.get(object_id)

    async def members_below(self, group_id: str) -> set[str]:
        """Who is in a group, also in groups that are in it, each once; those groups too."""

        async def inside(object_id: str) -> Sequence[str]:
            return [each.member_id for each in await self.members(object_id)]

        return await reached(group_id, inside, limit=MOST_MEMBERS)

    async def _follow(self, object_id: str) -> tuple[str, ...]:
        async def above(member_id: str) -> Sequence[str]:
            return await self.direct_groups_of(member_id)

        return tuple(sorted(await reached(object_id, above)))


async def reached(
    start: str, above: Callable[[str], Awaitable[Sequence[str]]], *, limit: int = _MOST_GROUPS
) -> set[str]:
    """What can be reached from a start, each once; circles end, and at a limit the search does."""
    found: set[str] = set()
    waiting = [start]
    while waiting and len(found) < limit:
        for group_id in await above(waiting.pop()):
            if group_id not in found and len(found) < limit:
                found.add(group_id)
                waiting.append(group_id)
    return found


def already_member() -> BadRequest:
    return BadRequest(
        "Request_BadRequest",
        "One or more added object references already exist for the following modified "
        "properties: 'members'.",
    )


def too_many_members(limit: int) -> BadRequest:
    return BadRequest("Directory_QuotaExceeded", f"A group has at most {limit} members here.")
