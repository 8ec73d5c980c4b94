"""What Graph changes of applications and service principals."""

from dataclasses import replace

from nameplate.authority.graph_application_body import WantedApplication
from nameplate.authority.graph_body import (
    flag,
    invalid,
    json_object,
    parse_password,
    required_member,
)
from nameplate.authority.graph_documents import password_document
from nameplate.authority.graph_reads import GraphReads
from nameplate.authority.graph_results import Call, GraphResults
from nameplate.authority.graph_routes import GraphRoute
from nameplate.authority.graph_writes import GraphWrites
from nameplate.core.errors import BadRequest, Conflict, NotFound
from nameplate.core.work import UnitOfWork
from nameplate.directory.directory import Directory
from nameplate.directory.records import Application, ApplicationSettings, ServicePrincipalType
from nameplate.edge.http import Response

_CREDENTIALS = "applications/credentials/update"


class GraphChanges:
    """Handlers of POST, PATCH and DELETE requests."""

    def __init__(
        self, directory: Directory, reads: GraphReads, results: GraphResults, writes: GraphWrites
    ) -> None:
        self._directory = directory
        self._reads = reads
        self._results = results
        self._writes = writes

    def routes(self) -> tuple[GraphRoute, ...]:
        application, principal = "applications/{id}", "servicePrincipals/{id}"
        basic, principals = "applications/basic/update", "servicePrincipals"
        return (
            GraphRoute("POST", "applications", "applications/create", self.create_application),
            GraphRoute("PATCH", application, basic, self.update_application),
            GraphRoute("DELETE", application, "applications/delete", self.delete_application),
            GraphRoute("POST", f"{application}/addPassword", _CREDENTIALS, self.add_password),
            GraphRoute("POST", f"{application}/removePassword", _CREDENTIALS, self.remove_password),
            GraphRoute("POST", principals, f"{principals}/create", self.create_service_principal),
            GraphRoute("PATCH", principal, f"{principals}/basic/update", self.update_principal),
            GraphRoute("DELETE", principal, f"{principals}/delete", self.delete_principal),
        )

    async def create_application(self, call: Call) -> Response:
        """``POST /applications``."""
        wanted = WantedApplication.parse(call.request)
        if wanted.display_name is None:
            raise invalid("displayName")
        settings = wanted.settings(ApplicationSettings())
        await self._require_free(wanted.identifier_uris or (), "")
        work = self._writes.begin()
        application = self._directory.register_application(
            work,
            wanted.display_name,
            identifier_uris=wanted.identifier_uris or (),
            settings=settings,
        )
        self._add_certificates(work, application, wanted)
        await self._writes.commit(call, work, "applications/create", application.app_id)
        document = await self._reads.application_document(application)
        return self._results.entity(call, "applications", document, status=201)

    async def update_application(self, call: Call) -> Response:
        """``PATCH /applications/{id}``: only what the body says is changed."""
        held = await self._reads.find_application(call.names["id"])
        wanted = WantedApplication.parse(call.request)
        uris = held.identifier_uris if wanted.identifier_uris is None else wanted.identifier_uris
        await self._require_free(uris, held.app_id)
        changed = replace(
            held,
            display_name=wanted.display_name or held.display_name,
            identifier_uris=uris,
            settings=wanted.settings(held.settings),
        )
        work = self._writes.begin()
        self._directory.save_application(work, changed)
        if wanted.kept_keys is not None:
            for each in await self._directory.certificates_of(held.app_id):
                if each.key_id not in wanted.kept_keys:
                    self._directory.remove_client_certificate(work, each.key_id)
        self._add_certificates(work, changed, wanted)
        await self._writes.commit(call, work, "applications/basic/update", held.app_id)
        return Response(204)

    async def delete_application(self, call: Call) -> Response:
        """``DELETE /applications/{id}``: its service principal and its credentials go with it."""
        application = await self._reads.find_application(call.names["id"])
        principal = await self._directory.service_principal_of_app(application.app_id)
        work = self._writes.begin()
        if principal is not None:
            await self._directory.delete_service_principal(work, principal.object_id)
        for secret in await self._directory.client_secrets_of(application.app_id):
            self._directory.remove_client_secret(work, secret.key_id)
        self._directory.delete_application(work, application)
        await self._writes.commit(call, work, "applications/delete", application.app_id)
        return Response(204)

    async def create_service_principal(self, call: Call) -> Response:
        """``POST /servicePrincipals``."""
        app_id = required_member(call.request, "appId").lower()
        required = flag(json_object(call.request), "appRoleAssignmentRequired")
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
        work = self._writes.begin()
        principal = self._directory.instantiate_application(work, application)
        if required:
            principal = replace(principal, assignment_required=True)
            self._directory.save_service_principal(work, principal)
        await self._writes.commit(call, work, "servicePrincipals/create", app_id)
        document = await self._reads.principal_document(principal)
        return self._results.entity(call, "servicePrincipals", document, status=201)

    async def update_principal(self, call: Call) -> Response:
        """``PATCH /servicePrincipals/{id}``: on or off, and whether assignment is required."""
        principal = await self._reads.find_principal(call.names["id"])
        body = json_object(call.request)
        enabled, required = (
            flag(body, name) for name in ("accountEnabled", "appRoleAssignmentRequired")
        )
        if required is not None:
            principal = replace(principal, assignment_required=required)
        if enabled is not None:
            principal = replace(principal, enabled=enabled)
        work = self._writes.begin()
        self._directory.save_service_principal(work, principal)
        action = "servicePrincipals/basic/update"
        await self._writes.commit(call, work, action, principal.object_id)
        return Response(204)

    async def delete_principal(self, call: Call) -> Response:
        """``DELETE /servicePrincipals/{id}``: its application stays."""
        principal = await self._reads.find_principal(call.names["id"])
        if principal.type is ServicePrincipalType.MANAGED_IDENTITY:
            raise BadRequest(
                "Request_BadRequest",
                "A managed identity goes with its resource: switch it off or delete it there.",
            )
        work = self._writes.begin()
        self._directory.delete_instance(work, principal.object_id)
        action = "servicePrincipals/delete"
        await self._writes.commit(call, work, action, principal.object_id)
        return Response(204)

    async def add_password(self, call: Call) -> Response:
        """``POST /applications/{id}/addPassword``: the one answer that has the secret's text."""
        application = await self._reads.find_application(call.names["id"])
        wanted = parse_password(call.request)
        work = self._writes.begin()
        secret, text = self._directory.add_client_secret(
            work, application.app_id, display_name=wanted.display_name, expires=wanted.expires
        )
        await self._writes.commit(call, work, _CREDENTIALS, application.app_id, added=secret.key_id)
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
        work = self._writes.begin()
        self._directory.remove_client_secret(work, key_id)
        await self._writes.commit(call, work, _CREDENTIALS, application.app_id, removed=key_id)
        return Response(204)

    async def _require_free(self, uris: tuple[str, ...], app_id: str) -> None:
        """Raise BadRequest when another application has one of the URIs."""
        for uri in uris:
            owner = await self._directory.application_of_uri(uri)
            if owner is not None and owner.app_id != app_id:
                raise BadRequest(
                    "Request_BadRequest",
                    "Another object with the same value for property identifierUris already "
                    "exists.",
                )

    def _add_certificates(
        self, work: UnitOfWork, application: Application, wanted: WantedApplication
    ) -> None:
        for name, certificate in wanted.certificates:
            self._directory.add_client_certificate(
                work, application.app_id, certificate, display_name=name
            )
