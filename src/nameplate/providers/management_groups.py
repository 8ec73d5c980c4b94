"""``Microsoft.Management/managementGroups``: what stands above the subscription.

A role that is given on one holds for everything in it, so whoever moves a group into another must
be allowed to give roles on what moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.authorization.management_groups import (
    TYPE,
    ManagementGroup,
    ManagementGroups,
    no_such_group,
)
from nameplate.authorization.roles import Roles
from nameplate.core.errors import BadRequest
from nameplate.providers.management_group_documents import Tree
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, NameRule, ResourceType

VERSIONS: Final = ("2023-04-01", "2021-04-01", "2020-05-01", "2020-02-01")
_GIVE: Final = "Microsoft.Authorization/roleAssignments/write"
_NAME: Final = NameRule(
    r"[-\w.()]{0,89}[-\w()]",
    "A management group's name has 1 to 90 letters, digits, '-', '.', '(', ')' or '_', and does "
    "not end with '.'.",
)
_GROUPS: Final = ResourceType(
    name=TYPE,
    api_versions=VERSIONS,
    level=Level.TENANT,
    name_rule=_NAME,
    filtered=True,
    volatile=("details.version", "details.updatedTime", "details.updatedBy"),
)


@dataclass(frozen=True, slots=True)
class Trees:
    """Looks at the tree as it is now."""

    groups: ManagementGroups
    installation: Installation

    async def now(self) -> Tree:
        every = await self.groups.every()
        holder = await self.groups.holder(self.installation.subscription_id)
        return Tree(every, holder, self.installation)


@dataclass(frozen=True, slots=True)
class ManagementGroupType:
    """Groups of groups and of the subscription; the root group always is."""

    groups: ManagementGroups
    roles: Roles
    trees: Trees
    type: ResourceType = _GROUPS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        group = await self._group(target.name)
        expand = target.options.get("$expand", "").lower()
        recurse = target.options.get("$recurse", "").lower() == "true"
        return (await self.trees.now()).document(group, expand=expand, recurse=recurse)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        tree = await self.trees.now()
        return [tree.listed(each) for each in tree.groups.values()]

    async def needs(self, target: Target, body: JsonObject) -> Sequence[tuple[str, str]]:
        """To write in the group that it goes into; to give roles on a group that moves."""
        current = await self.groups.find(target.name)
        parent = _parent(body)
        if current is not None and (not parent or parent.lower() == current.parent.lower()):
            return ()
        into = await self._group(parent or self.trees.installation.tenant_id)
        writes = (self.type.action("write"), into.id)
        return (writes,) if current is None else (writes, (_GIVE, current.id))

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        current = await self.groups.find(target.name)
        if current is None:
            _NAME.check(target.name)
        return await self._saved(current, target, body, turn)

    async def amend(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        return await self._saved(await self._group(target.name), target, body, turn)

    async def remove(self, target: Target, turn: Turn) -> bool | Answer:
        group = await self.groups.find(target.name)
        if group is None:
            return False
        self.groups.delete(turn.work, group)
        self.roles.forget(turn.work, group.id)
        return Answer(204)

    async def _saved(
        self, current: ManagementGroup | None, target: Target, body: JsonObject, turn: Turn
    ) -> Answer:
        root = self.trees.installation.tenant_id
        parent = await self._group(_parent(body) or (current.parent if current else root) or root)
        is_root = target.name.lower() == root.lower()
        if is_root and _parent(body):
            raise BadRequest("BadRequest", "The root management group cannot be moved.")
        group = ManagementGroup(
            name=current.name if current else target.name,
            display_name=_display_name(body) or (current.display_name if current else target.name),
            parent="" if is_root else parent.name,
            version=current.version + 1 if current else 1,
            created=current.created if current else turn.now,
            updated=turn.now,
            updated_by=turn.caller.object_id,
        )
        if current is not None and _same(group, current):
            group = current
        else:
            self.groups.save(turn.work, group)
        tree = await self.trees.now()
        changed = Tree({**tree.groups, group.key: group}, tree.holder, tree.at)
        return Answer(200, changed.document(group))

    async def _group(self, name: str) -> ManagementGroup:
        group = await self.groups.find(name)
        if group is None:
            raise no_such_group(name)
        return group


def _same(one: ManagementGroup, other: ManagementGroup) -> bool:
    return (one.display_name, one.parent.lower()) == (other.display_name, other.parent.lower())


def _parent(body: JsonObject) -> str:
    """The parent's name: of a PUT deep in its ``properties``, of a PATCH a member of its own."""
    details = _object(_object(body.get("properties")).get("details"))
    given = _object(details.get("parent")).get("id") or body.get("parentGroupId")
    if given is None:
        return ""
    prefix = f"/providers/{TYPE}/".lower()
    if not isinstance(given, str) or not given.lower().startswith(prefix):
        raise BadRequest(
            "BadRequest",
            f"The parent of a management group is given by its id: '/providers/{TYPE}/<name>'.",
            target="parent",
        )
    return given[len(prefix) :].strip("/")


def _display_name(body: JsonObject) -> str:
    given = _object(body.get("properties")).get("displayName") or body.get("displayName") or ""
    if not isinstance(given, str) or len(given) > 90:
        raise BadRequest("BadRequest", "'displayName' is a text of at most 90 characters.")
    return given


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
