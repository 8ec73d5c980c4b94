"""``Microsoft.Authorization/roleAssignments``: who has which role, at any scope."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.authorization import role_refusals
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_scopes import ROOT, scope_key
from nameplate.authorization.roles import Roles
from nameplate.directory.directory import Directory, member_type
from nameplate.providers import role_bodies, role_documents, role_filters
from nameplate.providers.role_bodies import WantedAssignment
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

VERSIONS: Final = ("2022-04-01", "2020-04-01-preview", "2018-09-01-preview", "2015-07-01")
_HELP_SINCE: Final = "2020-04-01"
_FILTERS: Final = ("atScope", "principalId", "assignedTo")

ROLE_ASSIGNMENTS: Final = ResourceType(
    name=role_documents.ASSIGNMENTS,
    api_versions=VERSIONS,
    level=Level.ANY,
    volatile=role_documents.VOLATILE,
)


@dataclass(frozen=True, slots=True)
class RoleAssignments:
    """Given, shown and taken away. What grants nothing here says so in ``unresolved``."""

    roles: Roles
    directory: Directory
    installation: Installation
    served: Collection[str]
    """The types that are served, in lower case: assignments on others grant nothing."""
    type: ResourceType = ROLE_ASSIGNMENTS

    async def find(self, target: Target, turn: Turn) -> JsonObject:
        given = await self._given(target)
        if given is None:
            raise role_refusals.assignment_not_found(target.name)
        return await self._document(given, target)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        wanted = role_filters.terms(target.options.get("$filter", ""), _FILTERS)
        found = await self.roles.assignments(
            target.scope, tenant_id=self.installation.tenant_id, below="atscope" not in wanted
        )
        groups = await self.directory.groups_of(wanted.get("assignedto", "").lower())
        return [await self._document(each, target) for each in found if _fits(each, wanted, groups)]

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        name = role_bodies.guid(target.name)
        if name is None:
            raise role_refusals.invalid_assignment_name(target.name)
        wanted = role_bodies.assignment(body)
        await self._check_role(wanted, target.scope)
        current = await self.roles.assignment(name)
        caller = turn.caller.object_id
        given = RoleAssignment(
            name=name,
            scope=target.scope or ROOT,
            role_id=wanted.role_id,
            principal_id=wanted.principal_id,
            principal_type=await self._principal_type(wanted, target.api_version),
            condition=wanted.condition,
            condition_version=wanted.condition_version,
            description=wanted.description,
            delegated_identity=wanted.delegated_identity,
            can_delegate=wanted.can_delegate,
            created=current.created if current else turn.now,
            updated=turn.now,
            created_by=current.created_by if current else caller,
            updated_by=caller,
        )
        self.roles.assign(turn.work, given)
        return Answer(201, await self._document(given, target, written=True))

    async def remove(self, target: Target, turn: Turn) -> bool | Answer:
        given = await self._given(target)
        if given is None:
            return False
        self.roles.withdraw(turn.work, given)
        return Answer(200, await self._document(given, target))

    async def _given(self, target: Target) -> RoleAssignment | None:
        given = await self.roles.assignment(target.name)
        if given is None or given.scope_key != scope_key(target.scope):
            return None
        return given

    async def _check_role(self, wanted: WantedAssignment, scope: str) -> None:
        role = await self.roles.definition(wanted.role_id)
        tenant, hierarchy = self.installation.tenant_id, await self.roles.hierarchy()
        if role is None or not role.assignable_at(scope, tenant_id=tenant, hierarchy=hierarchy):
            raise role_refusals.unknown_role(wanted.role_id)

    async def _principal_type(self, wanted: WantedAssignment, api_version: str) -> str:
        """The principal's own type; an unknown principal has the type that the body says."""
        principal = await self.directory.object(wanted.principal_id)
        if principal is None and wanted.principal_type is not None:
            return wanted.principal_type
        if principal is None:
            raise role_refusals.principal_not_found(
                wanted.principal_id,
                self.installation.tenant_id,
                helped=api_version >= _HELP_SINCE,
            )
        found = member_type(principal).value
        if wanted.principal_type not in (None, found):
            raise role_refusals.unmatched_principal_type(
                wanted.principal_id, found, wanted.principal_type or ""
            )
        return found

    async def _document(
        self, given: RoleAssignment, target: Target, *, written: bool = False
    ) -> dict[str, Any]:
        at = self.installation.subscription
        return role_documents.assignment(
            given,
            role_documents.definition_id(given.role_id, given.scope, at),
            api_version=target.api_version,
            written=written,
            unresolved=await self._unresolved(given),
        )

    async def _unresolved(self, given: RoleAssignment) -> str:
        if await self.directory.object(given.principal_id) is None:
            return f"The principal '{given.principal_id}' is not in this directory."
        if not self._serves(given.scope_key):
            return "The scope is of a type that is not served here."
        return ""

    def _serves(self, scope: str) -> bool:
        """Whether a scope (a key) is one that decisions are made at."""
        if "/providers/" not in scope:
            return True
        address = parse(scope)
        while address.types:
            if address.type_key in self.served:
                return True
            address = address.parent
        return False


def _fits(given: RoleAssignment, wanted: Mapping[str, str], groups: Collection[str]) -> bool:
    """``assignedTo`` is also what the groups of somebody were given."""
    if wanted.get("principalid", given.principal_id).lower() != given.principal_id:
        return False
    assigned = wanted.get("assignedto", given.principal_id).lower()
    return given.principal_id in (assigned, *groups)
