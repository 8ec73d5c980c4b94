"""What a role allows: permissions as patterns of actions, and where it may be assigned.

``Microsoft.Authorization/roleDefinitions`` (2022-04-01). ``notActions`` take away from the
``actions`` beside them and from nothing else: they deny nothing that another role gives.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nameplate.authorization.hierarchy import Hierarchy
from nameplate.authorization.role_scopes import covers, scope_key
from nameplate.authorization.wildcard import first_match

Patterns = tuple[str, ...]

_ROOT_GROUP_ONLY: Final = Hierarchy()


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePermissions:
    """One entry of a role's ``permissions``."""

    actions: Patterns = ()
    not_actions: Patterns = ()
    data_actions: Patterns = ()
    not_data_actions: Patterns = ()
    condition: str | None = None
    condition_version: str | None = None

    def gives(self, action: str, *, data: bool) -> bool:
        """Whether it names the action and does not take it away."""
        given, _ = self._patterns(data=data)
        return first_match(given, action) is not None and self.left_out(action, data=data) is None

    def left_out(self, action: str, *, data: bool) -> str | None:
        """The pattern that takes away an action which this entry otherwise gives."""
        given, taken = self._patterns(data=data)
        return None if first_match(given, action) is None else first_match(taken, action)

    def _patterns(self, *, data: bool) -> tuple[Patterns, Patterns]:
        if data:
            return self.data_actions, self.not_data_actions
        return self.actions, self.not_actions


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDefinition:
    """A role: one of Azure's own, or the tenant's."""

    id: str
    """A GUID in lower case; its ARM id's last part."""
    name: str
    """``roleName``: what people call it."""
    description: str | None = None
    built_in: bool = False
    permissions: tuple[RolePermissions, ...]
    assignable_scopes: tuple[str, ...] = ("/",)
    created: float = 0.0
    updated: float = 0.0
    created_by: str | None = None
    updated_by: str | None = None

    def giving(self, action: str, *, data: bool) -> tuple[RolePermissions, ...]:
        """The entries that give an action; none: the role does not."""
        return tuple(each for each in self.permissions if each.gives(action, data=data))

    def left_out(self, action: str, *, data: bool) -> str | None:
        """Why an action that the role seems to give is not given: the pattern that takes it."""
        found: Iterable[str | None] = (
            each.left_out(action, data=data) for each in self.permissions
        )
        return next((pattern for pattern in found if pattern is not None), None)

    def assignable_at(
        self, scope: str, *, tenant_id: str, hierarchy: Hierarchy = _ROOT_GROUP_ONLY
    ) -> bool:
        """Whether it may be assigned at a scope."""
        key = scope_key(scope)
        return any(
            covers(scope_key(each), key, tenant_id=tenant_id, hierarchy=hierarchy)
            for each in self.assignable_scopes
        )
