"""Which management group stands in which, and the subscription in which of them.

A tenant has a root management group, named like the tenant; the others are inside it, at any depth.
Names are compared without regard to case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PREFIX: Final = "/providers/microsoft.management/managementgroups/"
_DEEPEST: Final = 32


def group_key(name: str) -> str:
    """The key of a management group, as a scope."""
    return f"{PREFIX}{name.lower()}"


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The tree; made of nothing, it is a tenant that has only its root group."""

    parents: Mapping[str, str] = field(default_factory=dict)
    """What a group stands in, by its name; in lower case. The root group for what is not here."""
    subscriptions: Mapping[str, str] = field(default_factory=dict)
    """The same of subscriptions, by their ids."""

    def over(self, key: str, *, tenant_id: str) -> tuple[str, ...]:
        """The keys of the groups that contain a scope, the innermost first.

        A group that is not there yet counts as one that would be made in the root group.
        """
        root = tenant_id.lower()
        parts = key.split("/")
        if parts[1:2] == ["subscriptions"]:
            return self._chain(self.subscriptions.get("/".join(parts[2:3]), root), root)
        if key.startswith(PREFIX) and parts[4] != root:
            return self._chain(self.parents.get(parts[4], root), root)
        return ()

    def _chain(self, name: str, root: str) -> tuple[str, ...]:
        found: list[str] = []
        while name != root and len(found) < _DEEPEST:
            found.append(group_key(name))
            name = self.parents.get(name, root)
        return (*found, group_key(root))
