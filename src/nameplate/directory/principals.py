"""The tenant, applications, service principals and users."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.errors import BadRequest, InternalFailure, NotFound
from nameplate.core.work import UnitOfWork
from nameplate.directory.cached import CachedRead
from nameplate.directory.protocols import PrincipalRecords
from nameplate.directory.records import (
    Application,
    ApplicationSettings,
    ServicePrincipal,
    ServicePrincipalType,
    Tenant,
    User,
)


class Principals:
    """Who there is. Reads by id are memory when warm."""

    def __init__(self, records: PrincipalRecords, clock: Clock, epoch: ChangeEpoch) -> None:
        self.new_id: Callable[[str], str] = random_id
        """Makes ids; it is told for what. The same app may be given the same ones in each test."""
        self._principal_records = records
        self._clock = clock
        self._tenant = CachedRead(self._read_tenant, epoch)
        self._principals = CachedRead(self._read_principal, epoch)
        self._applications = CachedRead(records.find_application, epoch)
        self._of_app = CachedRead(records.find_service_principal_of_app, epoch)
        self._every_application = CachedRead(self._read_applications, epoch)
        self._of_resource = CachedRead(records.find_service_principal_of_resource, epoch)

    async def tenant(self) -> Tenant:
        """The tenant of this installation."""
        tenant = await self._tenant.get("")
        if tenant is None:
            raise InternalFailure("TenantMissing", "The installation has no tenant yet.")
        return tenant

    async def tenant_if_any(self) -> Tenant | None:
        """The tenant, or ``None`` before the first start has made it."""
        return await self._tenant.get("")

    def save_tenant(self, work: UnitOfWork, tenant: Tenant) -> None:
        """Create the tenant, or give it another name."""
        self._principal_records.save_tenant(work, tenant)

    async def principal(self, object_id: str) -> ServicePrincipal | User | None:
        """The principal that tokens and permissions name by its object id."""
        return await self._principals.get(object_id)

    def principal_cached(self, object_id: str) -> ServicePrincipal | User | None:
        """The principal if it is in memory; ``None`` says nothing but that ``principal`` knows."""
        held = self._principals.peek(object_id)
        return None if held is None else held[0]

    async def service_principal(self, object_id: str) -> ServicePrincipal | None:
        found = await self.principal(object_id)
        return found if isinstance(found, ServicePrincipal) else None

    async def service_principal_of_app(self, app_id: str) -> ServicePrincipal | None:
        return await self._of_app.get(app_id.lower())

    async def service_principal_of_resource(self, resource_id: str) -> ServicePrincipal | None:
        """The identity of a site, or the user-assigned identity with that ARM id."""
        return await self._of_resource.get(resource_id.lower())

    async def service_principals(
        self, display_name: str | None = None
    ) -> Sequence[ServicePrincipal]:
        """Every service principal, or those of a name (compared without case, as Graph does)."""
        every = await self._principal_records.list_service_principals()
        if display_name is None:
            return every
        wanted = display_name.casefold()
        return [found for found in every if found.display_name.casefold() == wanted]

    async def application(self, app_id: str) -> Application | None:
        return await self._applications.get(app_id.lower())

    async def application_of_uri(self, identifier_uri: str) -> Application | None:
        """The application that has an identifier URI; a slash at its end does not matter."""
        wanted = identifier_uri.rstrip("/")
        for application in await self._every_application.get(""):
            if any(uri.rstrip("/") == wanted for uri in application.identifier_uris):
                return application
        return None

    async def applications(self) -> Sequence[Application]:
        return await self._principal_records.list_applications()

    async def user(self, object_id: str) -> User | None:
        found = await self.principal(object_id)
        return found if isinstance(found, User) else None

    async def user_named(self, user_principal_name: str) -> User | None:
        """The user with a principal name, in any case."""
        return await self._principal_records.find_user_named(user_principal_name.lower())

    async def users(self) -> Sequence[User]:
        return await self._principal_records.list_users()

    def create_managed_identity(
        self, work: UnitOfWork, *, display_name: str, resource_id: str
    ) -> ServicePrincipal:
        """An application and its service principal, both named as the app or identity is."""
        application = self._register(work, display_name, (), of=resource_id)
        kind = ServicePrincipalType.MANAGED_IDENTITY
        return self._instantiate(work, application, kind, resource_id)

    def create_application(
        self, work: UnitOfWork, display_name: str, *, identifier_uris: Sequence[str] = ()
    ) -> tuple[Application, ServicePrincipal]:
        """An application of somebody's own, with its service principal."""
        application = self._register(work, display_name, tuple(identifier_uris))
        kind = ServicePrincipalType.APPLICATION
        return application, self._instantiate(work, application, kind, None)

    def register_application(
        self,
        work: UnitOfWork,
        display_name: str,
        *,
        identifier_uris: Sequence[str] = (),
        settings: ApplicationSettings | None = None,
    ) -> Application:
        """An application that has no service principal yet: Graph creates the two apart."""
        return self._register(work, display_name, tuple(identifier_uris), settings)

    def save_application(self, work: UnitOfWork, application: Application) -> None:
        """Change what a registration says."""
        self._principal_records.save_application(work, application)

    def save_service_principal(self, work: UnitOfWork, principal: ServicePrincipal) -> None:
        """Change what a service principal says; ``set_enabled`` switches it on and off."""
        self._principal_records.save_service_principal(work, principal)

    def save_user(self, work: UnitOfWork, user: User) -> None:
        """Give a user another name; ``set_enabled`` switches them on and off."""
        self._principal_records.save_user(work, user)

    def instantiate_application(
        self, work: UnitOfWork, application: Application
    ) -> ServicePrincipal:
        """The service principal of an application that has none."""
        return self._instantiate(work, application, ServicePrincipalType.APPLICATION, None)

    def delete_application(self, work: UnitOfWork, application: Application) -> None:
        """Delete an application that nothing in the tenant instantiates."""
        self._principal_records.delete_application(work, application.app_id)

    def create_user(
        self,
        work: UnitOfWork,
        *,
        user_principal_name: str,
        display_name: str,
        object_id: str | None = None,
    ) -> User:
        """A user; the operator's id may be given, because it is known before the first start."""
        user = User(
            object_id=(object_id or self.new_id(f"user {user_principal_name}")).lower(),
            user_principal_name=user_principal_name,
            display_name=display_name,
            enabled=True,
            created=self._clock.now(),
        )
        self._principal_records.save_user(work, user)
        return user

    async def set_enabled(self, work: UnitOfWork, object_id: str, *, enabled: bool) -> None:
        """Switch a principal on or off; off ends its tokens at every door."""
        records = self._principal_records
        found = await self._read_principal(object_id)
        if found is None:
            raise no_such_principal(object_id)
        if isinstance(found, ServicePrincipal):
            records.save_service_principal(work, replace(found, enabled=enabled))
        else:
            records.save_user(work, replace(found, enabled=enabled))

    def _register(
        self,
        work: UnitOfWork,
        display_name: str,
        identifier_uris: tuple[str, ...],
        settings: ApplicationSettings | None = None,
        of: str = "",
    ) -> Application:
        """``of``: the resource whose identity it is, if it is one's."""
        application = Application(
            app_id=self.new_id(f"client id of {of or display_name}"),
            object_id=self.new_id(f"application of {of or display_name}"),
            display_name=display_name,
            identifier_uris=identifier_uris,
            created=self._clock.now(),
            settings=settings or ApplicationSettings(),
        )
        self._principal_records.save_application(work, application)
        return application

    def _instantiate(
        self,
        work: UnitOfWork,
        application: Application,
        kind: ServicePrincipalType,
        resource_id: str | None,
    ) -> ServicePrincipal:
        principal = ServicePrincipal(
            object_id=self.new_id(f"principal of {resource_id or application.app_id}"),
            app_id=application.app_id,
            display_name=application.display_name,
            type=kind,
            enabled=True,
            resource_id=resource_id,
            created=self._clock.now(),
        )
        self._principal_records.save_service_principal(work, principal)
        return principal

    async def _read_tenant(self, _: str) -> Tenant | None:
        return await self._principal_records.find_tenant()

    async def _read_applications(self, _: str) -> Sequence[Application]:
        return await self._principal_records.list_applications()

    async def _read_principal(self, object_id: str) -> ServicePrincipal | User | None:
        found = await self._principal_records.find_service_principal(object_id)
        return found or await self._principal_records.find_user(object_id)


def no_such_principal(object_id: str) -> NotFound:
    """Microsoft Graph's words for a directory object that is not there."""
    return NotFound(
        "Request_ResourceNotFound",
        f"Resource '{object_id[:100]}' does not exist or one of its queried reference-property "
        "objects are not present.",
    )


def name_taken() -> BadRequest:
    """Microsoft Graph's words for a user whose name is another's."""
    return BadRequest(
        "Request_BadRequest",
        "Another object with the same value for property userPrincipalName already exists.",
    )


def random_id(of: str) -> str:  # noqa: ARG001 - chance needs no reason
    """A new id, whatever it is for."""
    return str(uuid4())
