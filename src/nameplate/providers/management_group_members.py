"""What is in a management group: its subscription, put there and taken out, and all its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.authorization.management_groups import (
    TYPE,
    ManagementGroup,
    ManagementGroups,
    no_such_group,
)
from nameplate.authorization.roles import Roles
from nameplate.providers.management_groups import VERSIONS, ManagementGroupType, Trees
from nameplate.resource_manager import refusals
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.provider import Action, Answer, JsonObject, Provider, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_GIVE: Final = "Microsoft.Authorization/roleAssignments/write"
_MEMBERS: Final = ResourceType(
    name=f"{TYPE}/subscriptions", api_versions=VERSIONS, level=Level.TENANT, bodiless=True
)
_DESCENDANTS: Final = ResourceType(
    name=f"{TYPE}/descendants", api_versions=VERSIONS, level=Level.TENANT
)
_ENTITIES: Final = ResourceType(
    name="Microsoft.Management/getEntities", api_versions=VERSIONS, level=Level.TENANT
)


@dataclass(frozen=True, slots=True)
class MemberSubscriptions:
    """The subscription as a member of one group; taken out, it is in the root group again."""

    trees: Trees
    type: ResourceType = _MEMBERS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        group = await self._group(target)
        tree = await self.trees.now()
        return tree.subscription() if tree.holder.key == group.key else None

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        found = await self.find(target, turn)
        return [] if found is None else [found]

    async def needs(self, target: Target, body: JsonObject) -> Sequence[tuple[str, str]]:
        """What it moves out of must allow that too, and roles given above count for it then."""
        tree = await self.trees.now()
        at = self.trees.installation.subscription
        left = f"{tree.holder.id}/subscriptions/{target.name}"
        return ((self.type.action("write"), left), (_GIVE, at))

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        group = await self._group(target)
        self.trees.groups.put_subscription(turn.work, target.name, group)
        return Answer(200, (await self.trees.now()).with_holder(group).subscription())

    async def remove(self, target: Target, turn: Turn) -> bool:
        if await self.find(target, turn) is None:
            return False
        self.trees.groups.put_subscription(turn.work, target.name, None)
        return True

    async def _group(self, target: Target) -> ManagementGroup:
        if len(target.names) > 1:
            self._check_subscription(target.name)
        group = await self.trees.groups.find(target.names[0])
        if group is None:
            raise no_such_group(target.names[0])
        return group

    def _check_subscription(self, given: str) -> None:
        if given.lower() != self.trees.installation.subscription_id.lower():
            raise refusals.subscription_not_found(given[:300])


@dataclass(frozen=True, slots=True)
class Descendants:
    """Everything below a group."""

    trees: Trees
    type: ResourceType = _DESCENDANTS

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        group = await self.trees.groups.find(target.names[0])
        if group is None:
            raise no_such_group(target.names[0])
        return (await self.trees.now()).descendants(group)


@dataclass(frozen=True, slots=True)
class Entities:
    """``POST /providers/Microsoft.Management/getEntities``: the whole tree, flat."""

    trees: Trees
    type: ResourceType = _ENTITIES
    actions: Sequence[Action] = (Action("", verb="action"),)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        found = (await self.trees.now()).entities()
        return Answer(200, {"value": found, "count": len(found), "nextLink": None})


def management_groups(
    groups: ManagementGroups, roles: Roles, at: Installation
) -> tuple[Provider, ...]:
    """The groups and what is in them."""
    trees = Trees(groups, at)
    return (
        ManagementGroupType(groups, roles, trees),
        MemberSubscriptions(trees),
        Descendants(trees),
        Entities(trees),
    )
