"""What Graph changes in the directory: one unit of work each, with its event."""

from typing import Any, Protocol

from nameplate.audit.event import Event, EventKind
from nameplate.authority.graph_body import (
    NewApplication,
    parse_password,
    required_member,
)
from nameplate.authority.graph_documents import password_document, service_principal_document
from nameplate.authority.graph_reads import GraphReads
from nameplate.authority.graph_results import Call, GraphResults
from nameplate.core.errors import BadRequest, Conflict, NotFound
from nameplate.core.work import UnitOfWork, UnitsOfWork
from nameplate.directory.directory import Directory
from nameplate.edge.http import Response


class ChangeTrail(Protocol):
    """Where a change's event rides in its own unit (``audit.Trail``)."""

    def add(self, work: UnitOfWork, event: Event) -> None: ...


class GraphChanges:
    """Handlers of POST requests."""

    def __init__(
        self,
        directory: Directory,
        reads: GraphReads,
        results: GraphResults,
        units: UnitsOfWork,
        trail: ChangeTrail,
    ) -> None:
        self._directory = directory
        self._reads = reads
        self._results = results
        self._units = units
        self._trail = trail

    async def create_application(self, call: Call) -> Response:
        """``POST /applications``."""
        wanted = NewApplication.parse(call.request)
        for uri in wanted.identifier_uris:
            if await self._directory.application_of_uri(uri) is not None:
                raise BadRequest(
                    "Request_BadRequest",
                    "Another object with the same value for property identifierUris already "
                    "exists.",
                )
        work = self._units.begin()
        application = self._directory.register_application(
            work, wanted.display_name, identifier_uris=wanted.identifier_uris
        )
        for name, certificate in wanted.certificates:
            self._directory.add_client_certificate(
                work, application.app_id, certificate, display_name=name
            )
        await self._commit(call, work, "applications/create", application.app_id)
        document = await self._reads.application_document(application)
        return self._results.entity(call, "applications", document, status=201)

    async def delete_application(self, call: Call) -> Response:
        """``DELETE /applications/{id}``: its service principal and its credentials go with it."""
        application = await self._reads.find_application(call.names["id"])
        principal = await self._directory.service_principal_of_app(application.app_id)
        work = self._units.begin()
        if principal is not None:
            await self._directory.delete_service_principal(work, principal.object_id)
        for secret in await self._directory.client_secrets_of(application.app_id):
            self._directory.remove_client_secret(work, secret.key_id)
        self._directory.delete_application(work, application)
        await self._commit(call, work, "applications/delete", application.app_id)
        return Response(204)

    async def create_service_principal(self, call: Call) -> Response:
        """``POST /servicePrincipals``."""
        app_id = required_member(call.request, "appId").lower()
        application = await self._directory.application(app_id)
        if application is None:
            raise BadRequest(
                "NoBackingApplicationObject",
                f"The appId '{app_id[:100]}' of the service principal does not reference a valid "
                "application object.",
            )
        if await self._directory.service_principal_of_app(app_id) is not None:
            raise Conflict(
                "Request_MultipleObjectsWithSameKeyValue",
                "The service principal cannot be created, updated, or restored because the "
                f"service principal name {app_id} is already in use.",
            )
        work = self._units.begin()
        principal = self._directory.instantiate_application(work, application)
        await self._commit(call, work, "servicePrincipals/create", app_id)
        tenant = await self._directory.tenant()
        document = service_principal_document(principal, application, tenant)
        return self._results.entity(call, "servicePrincipals", document, status=201)

    async def add_password(self, call: Call) -> Response:
        """``POST /applications/{id}/addPassword``: the one answer that has the secret's text."""
        application = await self._reads.find_application(call.names["id"])
        wanted = parse_password(call.request)
        work = self._units.begin()
        secret, text = self._directory.add_client_secret(
            work, application.app_id, display_name=wanted.display_name, expires=wanted.expires
        )
        action = "applications/credentials/update"
        await self._commit(call, work, action, application.app_id, added=secret.key_id)
        return self._results.value(
            "microsoft.graph.passwordCredential", password_document(secret, text)
        )

    async def remove_password(self, call: Call) -> Response:
        """``POST /applications/{id}/removePassword``."""
        application = await self._reads.find_application(call.names["id"])
        key_id = required_member(call.request, "keyId").lower()
        known = await self._directory.client_secrets_of(application.app_id)
        if key_id not in [secret.key_id for secret in known]:
            raise NotFound(
                "Request_ResourceNotFound", f"No password credential found with keyId {key_id}."
            )
        work = self._units.begin()
        self._directory.remove_client_secret(work, key_id)
        action = "applications/credentials/update"
        await self._commit(call, work, action, application.app_id, removed=key_id)
        return Response(204)

    async def _commit(
        self, call: Call, work: UnitOfWork, action: str, app_id: str, **facts: Any
    ) -> None:
        event = Event(
            kind=EventKind.CHANGE,
            action=f"microsoft.directory/{action}",
            outcome="allowed",
            resource=app_id,
            object_id=call.principal.object_id,
            app_id=call.principal.app_id,
            display_name=call.principal.display_name,
            request_id=call.request.request_id,
            facts=facts,
        )
        self._trail.add(work, event)
        await work.commit()
