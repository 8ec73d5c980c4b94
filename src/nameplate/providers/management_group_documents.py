"""Management groups in ARM's words (``Microsoft.Management``, 2023-04-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nameplate.authorization.management_groups import TYPE, ManagementGroup
from nameplate.core.clock import iso8601
from nameplate.resource_manager.installation import Installation

Groups = Mapping[str, ManagementGroup]


@dataclass(frozen=True, slots=True)
class Tree:
    """Every group, and the one that the subscription stands in."""

    groups: Groups
    holder: ManagementGroup
    at: Installation

    def with_holder(self, group: ManagementGroup) -> "Tree":
        """The same, with the subscription in another group."""
        return replace(self, holder=group)

    def listed(self, group: ManagementGroup) -> dict[str, Any]:
        """An item of the list."""
        return {
            "id": group.id,
            "type": TYPE,
            "name": group.name,
            "properties": {"tenantId": self.at.tenant_id, "displayName": group.display_name},
        }

    def document(
        self, group: ManagementGroup, *, expand: str = "", recurse: bool = False
    ) -> dict[str, Any]:
        """One group; ``expand`` adds its ``children``, its ``path`` or its ``ancestors``."""
        parent = self.groups.get(group.parent.lower()) if group.parent else None
        details: dict[str, Any] = {
            "version": group.version,
            "updatedTime": iso8601(group.updated),
            "updatedBy": group.updated_by or None,
            "parent": _short(parent) if parent else None,
        }
        over = self._ancestors(group)
        if expand == "ancestors":
            details["managementGroupAncestors"] = [each.name for each in over]
            details["managementGroupAncestorsChain"] = [_named(each) for each in over]
        if expand == "path":
            details["path"] = [_named(each) for each in (*reversed(over), group)]
        found = self.listed(group)
        found["properties"]["details"] = details
        if expand == "children":
            found["properties"]["children"] = self._children(group, recurse=recurse) or None
        return found

    def descendants(self, group: ManagementGroup) -> list[dict[str, Any]]:
        """Everything below a group, flat."""
        found: list[dict[str, Any]] = []
        for each in self._inside(group):
            found.extend((_descendant(each, group), *self.descendants(each)))
        if self.holder.key == group.key:
            found.append(
                {
                    "id": self.at.subscription,
                    "type": "/subscriptions",
                    "name": self.at.subscription_id,
                    "properties": {
                        "displayName": self.at.subscription_name,
                        "parent": {"id": group.id},
                    },
                }
            )
        return found

    def subscription(self) -> dict[str, Any]:
        """The subscription, as a member of its group."""
        return {
            "id": f"{self.holder.id}/subscriptions/{self.at.subscription_id}",
            "type": f"{TYPE}/subscriptions",
            "name": self.at.subscription_id,
            "properties": {
                "tenant": self.at.tenant_id,
                "displayName": self.at.subscription_name,
                "parent": {"id": self.holder.id},
                "state": "Active",
            },
        }

    def entities(self) -> list[dict[str, Any]]:
        """Every group and the subscription, each with the way to it from the root group."""
        found = [self._entity(each) for each in self.groups.values()]
        at, over = self.at, [self.holder, *self._ancestors(self.holder)]
        subscription = {
            "id": at.subscription,
            "type": "/subscriptions",
            "name": at.subscription_id,
            "properties": {
                "tenantId": at.tenant_id,
                "displayName": at.subscription_name,
                **_way(over),
                "numberOfDescendants": 0,
                "numberOfChildren": 0,
                "numberOfChildGroups": 0,
            },
        }
        return [*found, subscription]

    def _entity(self, group: ManagementGroup) -> dict[str, Any]:
        found, groups = self.listed(group), len(self._inside(group))
        found["properties"] |= {
            **_way(self._ancestors(group)),
            "numberOfDescendants": len(self.descendants(group)),
            "numberOfChildren": groups + (self.holder.key == group.key),
            "numberOfChildGroups": groups,
        }
        return found

    def _children(self, group: ManagementGroup, *, recurse: bool) -> list[dict[str, Any]]:
        found = []
        for each in self._inside(group):
            child = {"type": TYPE, **_short(each)}
            below = self._children(each, recurse=True) if recurse else []
            found.append({**child, "children": below} if below else child)
        if self.holder.key == group.key:
            at = self.at
            found.append(
                {
                    "type": "/subscriptions",
                    "id": at.subscription,
                    "name": at.subscription_id,
                    "displayName": at.subscription_name,
                }
            )
        return found

    def _inside(self, group: ManagementGroup) -> list[ManagementGroup]:
        return [each for each in self.groups.values() if each.parent.lower() == group.key]

    def _ancestors(self, group: ManagementGroup) -> list[ManagementGroup]:
        found: list[ManagementGroup] = []
        above = self.groups.get(group.parent.lower())
        while above is not None and above not in found:
            found.append(above)
            above = self.groups.get(above.parent.lower())
        return found


def _way(over: Sequence[ManagementGroup]) -> dict[str, Any]:
    """The parent, and the names from the root group down to it."""
    down = list(reversed(over))
    return {
        "parent": {"id": over[0].id if over else None},
        "parentDisplayNameChain": [each.display_name for each in down],
        "parentNameChain": [each.name for each in down],
    }


def _short(group: ManagementGroup) -> dict[str, Any]:
    return {"id": group.id, "name": group.name, "displayName": group.display_name}


def _named(group: ManagementGroup) -> dict[str, Any]:
    return {"name": group.name, "displayName": group.display_name}


def _descendant(group: ManagementGroup, parent: ManagementGroup) -> dict[str, Any]:
    return {
        "id": group.id,
        "type": TYPE,
        "name": group.name,
        "properties": {"displayName": group.display_name, "parent": {"id": parent.id}},
    }
