"""``Microsoft.Authorization/roleDefinitions``: Azure's own roles, and the tenant's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.authorization import role_refusals
from nameplate.authorization.hierarchy import Hierarchy
from nameplate.authorization.role_definition import RoleDefinition
from nameplate.authorization.role_scopes import covers, scope_key
from nameplate.authorization.roles import Roles
from nameplate.providers import role_bodies, role_documents, role_filters
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

VERSIONS: Final = ("2022-05-01-preview", "2022-04-01", "2018-01-01-preview", "2015-07-01")
_FILTERS: Final = ("roleName", "type", "atScope", "atScopeAndBelow")

_DEFINITIONS: Final = ResourceType(
    name=role_documents.DEFINITIONS,
    api_versions=VERSIONS,
    level=Level.ANY,
    volatile=role_documents.VOLATILE,
)


@dataclass(frozen=True, slots=True)
class RoleDefinitions:
    """Read everywhere; custom ones are written and deleted."""

    roles: Roles
    installation: Installation
    type: ResourceType = _DEFINITIONS

    async def find(self, target: Target, turn: Turn) -> JsonObject:
        role = await self.roles.definition(target.name)
        if role is None:
            raise role_refusals.role_not_found(target.name)
        return self._document(role, target)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        wanted = role_filters.terms(target.options.get("$filter", ""), _FILTERS)
        hierarchy = await self.roles.hierarchy()
        return [
            self._document(role, target)
            for role in await self.roles.definitions()
            if _fits(role, wanted) and self._is_seen(role, target.scope, wanted, hierarchy)
        ]

    async def reaches(self, target: Target, body: JsonObject) -> Sequence[str]:
        """A role counts wherever it may be assigned: before the change, and after it."""
        role = await self.roles.definition(target.name)
        before = role.assignable_scopes if role is not None and not role.built_in else ()
        after = role_bodies.definition(body).assignable_scopes if body else ()
        return tuple(dict.fromkeys((*before, *after)))

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        role_id = role_bodies.guid(target.name)
        if role_id is None:
            raise role_refusals.bad_format()
        wanted = role_bodies.definition(body)
        current = await self.roles.definition(role_id)
        caller = turn.caller.object_id
        role = RoleDefinition(
            id=role_id,
            name=wanted.name,
            description=wanted.description,
            permissions=wanted.permissions,
            assignable_scopes=wanted.assignable_scopes,
            created=current.created if current else turn.now,
            updated=turn.now,
            created_by=current.created_by if current else caller,
            updated_by=caller,
        )
        self.roles.save_definition(turn.work, role)
        return Answer(201, self._document(role, target, written=True))

    async def remove(self, target: Target, turn: Turn) -> bool | Answer:
        role = await self.roles.definition(target.name)
        if role is None:
            return False
        self.roles.delete_definition(turn.work, role)
        return Answer(200, self._document(role, target))

    def _document(
        self, role: RoleDefinition, target: Target, *, written: bool = False
    ) -> dict[str, Any]:
        at = self.installation.subscription
        role_id = role_documents.definition_id(role.id, target.scope, at)
        return role_documents.definition(role, role_id, written=written)

    def _is_seen(
        self, role: RoleDefinition, scope: str, wanted: Mapping[str, str], hierarchy: Hierarchy
    ) -> bool:
        tenant = self.installation.tenant_id
        if role.assignable_at(scope, tenant_id=tenant, hierarchy=hierarchy):
            return True
        if scope_key(scope) != "/" and "atscopeandbelow" not in wanted:
            return False
        here = scope_key(scope)
        return any(
            covers(here, scope_key(each), tenant_id=tenant, hierarchy=hierarchy)
            for each in role.assignable_scopes
        )


def _fits(role: RoleDefinition, wanted: Mapping[str, str]) -> bool:
    kind = "BuiltInRole" if role.built_in else "CustomRole"
    return all(
        value.lower() == wanted.get(name, value).lower()
        for name, value in (("rolename", role.name), ("type", kind))
    )
