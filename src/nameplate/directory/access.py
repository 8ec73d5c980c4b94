"""What an application of the tenant has to say about tokens for it: roles, groups, version.

App roles as https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps has
them: a user has those of the groups that they are in themselves, a service principal only its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from nameplate.directory.records import (
    Application,
    AppRoleAssignment,
    ServicePrincipal,
    User,
)

_EVERY_GROUP: Final = frozenset(("securitygroup", "all"))
_ASSIGNED_GROUPS: Final = "applicationgroup"
_ID_LENGTH: Final = 36
"""Of a client id: what cannot be one is not looked for in the store."""


@dataclass(frozen=True, slots=True)
class ResourceTerms:
    """What tokens for a resource say of one principal; the defaults are a cloud service's."""

    application: Application | None = None
    principal: ServicePrincipal | None = None
    """The application's own service principal."""
    roles: tuple[str, ...] = ()
    """Sorted."""
    groups: tuple[str, ...] | None = None
    """Where the application asks for them: object ids, sorted."""
    assigned: bool = True
    """Whether the principal may have a token for it at all."""

    @property
    def token_version(self) -> Literal["1.0", "2.0"]:
        """The version of the tokens that it takes."""
        wanted = None if self.application is None else self.application.settings.token_version
        return "2.0" if wanted == 2 else "1.0"

    @property
    def token_audience(self) -> str | None:
        """Its client id, where its tokens name that and not what was asked for."""
        said = self.application
        return said.app_id if said is not None and said.settings.token_version == 2 else None


class Known(Protocol):
    """What the terms are found with (``directory.Directory``)."""

    async def application(self, app_id: str) -> Application | None: ...

    async def application_of_uri(self, identifier_uri: str) -> Application | None: ...

    async def service_principal_of_app(self, app_id: str) -> ServicePrincipal | None: ...

    async def app_roles_of(self, principal_id: str) -> Sequence[AppRoleAssignment]: ...

    async def app_roles_for(self, resource_id: str) -> Sequence[AppRoleAssignment]: ...

    async def direct_groups_of(self, object_id: str) -> tuple[str, ...]: ...

    async def groups_of(self, object_id: str) -> tuple[str, ...]: ...


async def terms_of(known: Known, resource: str, who: ServicePrincipal | User) -> ResourceTerms:
    """The terms of a resource, by client id or identifier URI, for a principal."""
    application = await known.application_of_uri(resource)
    if application is None and len(resource) == _ID_LENGTH:
        application = await known.application(resource)
    if application is None:
        return ResourceTerms()
    return await terms_at(known, application, who)


async def terms_at(
    known: Known, application: Application, who: ServicePrincipal | User
) -> ResourceTerms:
    """The terms of an application of the tenant for a principal."""
    resource = await known.service_principal_of_app(application.app_id)
    if resource is None:
        return ResourceTerms(application)
    given = await _given(known, resource, who)
    return ResourceTerms(
        application=application,
        principal=resource,
        roles=_values(application, given),
        groups=await _groups(known, application, resource, who),
        assigned=bool(given) or not resource.assignment_required or _itself(resource, who),
    )


async def _given(
    known: Known, resource: ServicePrincipal, who: ServicePrincipal | User
) -> list[AppRoleAssignment]:
    holders = [who.object_id]
    if isinstance(who, User):
        holders += await known.direct_groups_of(who.object_id)
    return [
        each
        for holder in holders
        for each in await known.app_roles_of(holder)
        if each.resource_id == resource.object_id
    ]


def _values(application: Application, given: Sequence[AppRoleAssignment]) -> tuple[str, ...]:
    """The values of roles that are still declared; one that is switched off stays given."""
    ids = {each.app_role_id for each in given}
    values = {role.value for role in application.settings.app_roles if role.id in ids}
    return tuple(sorted(values - {""}))


async def _groups(
    known: Known,
    application: Application,
    resource: ServicePrincipal,
    who: ServicePrincipal | User,
) -> tuple[str, ...] | None:
    wanted = {each.strip().lower() for each in (application.settings.group_claims or "").split(",")}
    if wanted & _EVERY_GROUP:
        return await known.groups_of(who.object_id)
    if _ASSIGNED_GROUPS in wanted:
        own = await known.direct_groups_of(who.object_id)
        assigned = {each.principal_id for each in await known.app_roles_for(resource.object_id)}
        return tuple(each for each in own if each in assigned)
    return None


def _itself(resource: ServicePrincipal, who: ServicePrincipal | User) -> bool:
    return resource.object_id == who.object_id
