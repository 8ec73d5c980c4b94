"""Which identity a workload acts as, and for which resources there are tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from nameplate.core.cloud import Cloud
from nameplate.directory.access import terms_of
from nameplate.directory.directory import Directory
from nameplate.directory.records import IdentityAssignment, ServicePrincipal
from nameplate.managed_identity.selectors import Selector, SelectorKind


@dataclass(frozen=True, slots=True)
class FoundIdentity:
    """An identity of a workload's resource."""

    principal: ServicePrincipal
    issued_on: str | None
    """The resource, where the identity is not its own but assigned to it."""


class Identities:
    """Answers from the directory, which is memory when warm."""

    def __init__(self, directory: Directory, clouds: Sequence[Cloud]) -> None:
        self._directory = directory
        self._clouds = tuple(clouds)

    async def find(self, resource_id: str, selector: Selector | None) -> FoundIdentity | None:
        """The identity that a workload of a resource means.

        Without a selector it is the system-assigned one: there is no falling back to another.
        """
        assignment = await self._directory.assignment(resource_id)
        if assignment is None:
            return None
        system = await self._system_assigned(assignment)
        if system is not None and (selector is None or _is(system, selector)):
            return FoundIdentity(system, issued_on=None)
        if selector is None:
            return None
        for identity_id in assignment.user_assigned:
            principal = await self._directory.service_principal_of_resource(identity_id)
            if principal is not None and _is(principal, selector):
                return FoundIdentity(principal, issued_on=assignment.resource_id)
        return None

    async def only_one(self, resource_id: str) -> FoundIdentity | None:
        """The one user-assigned identity of a resource that has no other identity."""
        assignment = await self._directory.assignment(resource_id)
        if assignment is None or assignment.system_assigned is not None:
            return None
        if len(assignment.user_assigned) != 1:
            return None
        (identity_id,) = assignment.user_assigned
        principal = await self._directory.service_principal_of_resource(identity_id)
        if principal is None:
            return None
        return FoundIdentity(principal, issued_on=assignment.resource_id)

    async def knows_resource(self, resource: str) -> bool:
        """Whether a token may be asked for: a service of the cloud, or an application here."""
        if any(cloud.knows_resource(resource) for cloud in self._clouds):
            return True
        if await self._directory.application(resource) is not None:
            return True
        return await self._directory.application_of_uri(resource) is not None

    async def assigned(self, principal: ServicePrincipal, resource: str) -> bool:
        """Whether a resource that asks for assignments has one for a principal."""
        return (await terms_of(self._directory, resource, principal)).assigned

    async def _system_assigned(self, assignment: IdentityAssignment) -> ServicePrincipal | None:
        if assignment.system_assigned is None:
            return None
        found = await self._directory.principal(assignment.system_assigned)
        return found if isinstance(found, ServicePrincipal) else None


def _is(principal: ServicePrincipal, selector: Selector) -> bool:
    if selector.kind is SelectorKind.CLIENT_ID:
        return principal.app_id == selector.value
    if selector.kind is SelectorKind.OBJECT_ID:
        return principal.object_id == selector.value
    return principal.resource_id is not None and principal.resource_id.lower() == selector.value
