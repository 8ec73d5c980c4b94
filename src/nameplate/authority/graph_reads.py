"""What Graph shows of the directory."""

from collections.abc import Sequence
from typing import Final

from nameplate.authority.graph_documents import (
    application_document,
    organization_document,
    service_principal_document,
    user_document,
)
from nameplate.authority.graph_results import Call, Document, GraphResults
from nameplate.authority.graph_routes import GraphRoute
from nameplate.core.errors import BadRequest
from nameplate.core.principal import PrincipalType
from nameplate.directory.directory import Directory
from nameplate.directory.principals import no_such_principal
from nameplate.directory.records import Application, ServicePrincipal, ServicePrincipalType, User
from nameplate.edge.http import Response

_BY_APP_ID: Final = "appId="
READ: Final = "standard/read"


class GraphReads:
    """Handlers of GET requests."""

    def __init__(self, directory: Directory, results: GraphResults) -> None:
        self._directory = directory
        self._results = results

    def routes(self) -> tuple[GraphRoute, ...]:
        principals, applications = f"servicePrincipals/{READ}", f"applications/{READ}"
        users, organization = f"users/{READ}", f"organization/{READ}"
        return (
            GraphRoute("GET", "me", None, self.me),
            GraphRoute("GET", "organization", organization, self.organization),
            GraphRoute("GET", "users", users, self.users),
            GraphRoute("GET", "users/{id}", users, self.user),
            GraphRoute("GET", "servicePrincipals", principals, self.service_principals),
            GraphRoute("GET", "servicePrincipals/{id}", principals, self.service_principal),
            GraphRoute("GET", "applications", applications, self.applications),
            GraphRoute("GET", "applications/{id}", applications, self.application),
        )

    async def me(self, call: Call) -> Response:
        """The signed-in user. An application has no ``me``."""
        if call.principal.type is not PrincipalType.USER:
            raise BadRequest(
                "BadRequest", "/me request is only valid with delegated authentication flow."
            )
        user = await self._directory.user(call.principal.object_id)
        return self._user(call, user)

    async def user(self, call: Call) -> Response:
        """A user by object id or user principal name."""
        return self._user(call, await self.find_user(call.names["id"]))

    async def find_user(self, name: str) -> User:
        """A user by object id or user principal name. Raises NotFound."""
        user = await self._directory.user(name.lower())
        user = user or await self._directory.user_named(name)
        if user is None:
            raise no_such_principal(name)
        return user

    async def users(self, call: Call) -> Response:
        every = await self._directory.users()
        documents = [user_document(user, whole=_selecting(call)) for user in every]
        filtered_by = ("displayName", "userPrincipalName", "id", "accountEnabled", "mailNickname")
        return self._results.collection(call, "users", documents, filtered_by)

    async def organization(self, call: Call) -> Response:
        tenant = await self._directory.tenant()
        documents = [organization_document(tenant)]
        return self._results.collection(call, "organization", documents, ("id", "displayName"))

    async def service_principals(self, call: Call) -> Response:
        every = await self._directory.service_principals()
        documents = [await self.principal_document(each) for each in every]
        filtered_by = (
            *("displayName", "appId", "id", "appDisplayName", "accountEnabled"),
            *("servicePrincipalType", "servicePrincipalNames", "alternativeNames"),
        )
        return self._results.collection(call, "servicePrincipals", documents, filtered_by)

    async def service_principal(self, call: Call) -> Response:
        principal = await self.find_principal(call.names["id"])
        document = await self.principal_document(principal)
        return self._results.entity(call, "servicePrincipals", document)

    async def applications(self, call: Call) -> Response:
        documents = [await self.application_document(each) for each in await self._registered()]
        filtered_by = ("displayName", "appId", "id", "identifierUris")
        return self._results.collection(call, "applications", documents, filtered_by)

    async def application(self, call: Call) -> Response:
        application = await self.find_application(call.names["id"])
        document = await self.application_document(application)
        return self._results.entity(call, "applications", document)

    async def application_document(self, application: Application) -> Document:
        """An application with its credentials."""
        return application_document(
            application,
            await self._directory.tenant(),
            await self._directory.client_secrets_of(application.app_id),
            await self._directory.certificates_of(application.app_id),
        )

    async def find_application(self, name: str) -> Application:
        """An application that is shown, by object id or as ``appId=``. Raises NotFound."""
        wanted, by_app = name.removeprefix(_BY_APP_ID).lower(), name.startswith(_BY_APP_ID)
        for application in await self._registered():
            if wanted == (application.app_id if by_app else application.object_id):
                return application
        raise no_such_principal(wanted)

    async def registered(self, object_id: str) -> Application | None:
        """An application that is shown, by object id."""
        found = (each for each in await self._registered() if each.object_id == object_id)
        return next(found, None)

    async def find_principal(self, name: str) -> ServicePrincipal:
        """A service principal by object id or as ``appId=``. Raises NotFound."""
        wanted = name.removeprefix(_BY_APP_ID).lower()
        if name.startswith(_BY_APP_ID):
            found = await self._directory.service_principal_of_app(wanted)
        else:
            found = await self._directory.service_principal(wanted)
        if found is None:
            raise no_such_principal(wanted)
        return found

    async def _registered(self) -> Sequence[Application]:
        """Applications of somebody's own: those of managed identities are not shown."""
        managed = {
            principal.app_id
            for principal in await self._directory.service_principals()
            if principal.type is ServicePrincipalType.MANAGED_IDENTITY
        }
        every = await self._directory.applications()
        return [each for each in every if each.app_id not in managed]

    async def principal_document(self, principal: ServicePrincipal) -> Document:
        """A service principal with what its application declares."""
        application = await self._directory.application(principal.app_id)
        tenant = await self._directory.tenant()
        return service_principal_document(principal, application, tenant)

    def _user(self, call: Call, user: User | None) -> Response:
        if user is None:
            raise no_such_principal(call.names.get("id", ""))
        document = user_document(user, whole=_selecting(call))
        return self._results.entity(call, "users", document)


def _selecting(call: Call) -> bool:
    """Whether properties are named: those that are not shown unasked are shown then."""
    return bool(call.request.query.get("$select"))
