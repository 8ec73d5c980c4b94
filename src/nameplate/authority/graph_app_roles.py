"""``appRoleAssignments`` in Graph: who was given which role of which application."""

from collections.abc import Sequence
from typing import Final

from nameplate.authority.graph_body import json_object, required_guid
from nameplate.authority.graph_documents import app_role_assignment_document
from nameplate.authority.graph_objects import GraphObjects
from nameplate.authority.graph_reads import READ, GraphReads
from nameplate.authority.graph_results import Call, Document, GraphResults
from nameplate.authority.graph_routes import GraphRoute
from nameplate.authority.graph_writes import GraphWrites
from nameplate.core.errors import BadRequest
from nameplate.directory.app_roles import DEFAULT_ACCESS
from nameplate.directory.directory import Directory, member_type
from nameplate.directory.principals import no_such_principal
from nameplate.directory.records import AppRoleAssignment, MemberType, ServicePrincipal
from nameplate.edge.http import Response

_CHANGE: Final = "servicePrincipals/appRoleAssignedTo/update"
_PRINCIPALS: Final = ("users", "groups", "servicePrincipals")
_FILTERED: Final = ("appRoleId", "principalId", "principalType", "resourceId", "id")


class GraphAppRoles:
    """Handlers of assignments, from the principal's end and from the resource's."""

    def __init__(
        self,
        directory: Directory,
        reads: GraphReads,
        objects: GraphObjects,
        results: GraphResults,
        writes: GraphWrites,
    ) -> None:
        self._directory = directory
        self._reads = reads
        self._objects = objects
        self._results = results
        self._writes = writes

    def routes(self) -> tuple[GraphRoute, ...]:
        resource = "servicePrincipals/{id}/appRoleAssignedTo"
        given = [
            route
            for kind in _PRINCIPALS
            for route in (
                GraphRoute(
                    "GET", f"{kind}/{{id}}/appRoleAssignments", f"{kind}/{READ}", self.given
                ),
                GraphRoute("POST", f"{kind}/{{id}}/appRoleAssignments", _CHANGE, self.give),
                GraphRoute(
                    "DELETE", f"{kind}/{{id}}/appRoleAssignments/{{assignment}}", _CHANGE, self.take
                ),
            )
        ]
        return (
            *given,
            GraphRoute("GET", "me/appRoleAssignments", None, self.given),
            GraphRoute("GET", resource, f"servicePrincipals/{READ}", self.given_at),
            GraphRoute("POST", resource, _CHANGE, self.give_at),
            GraphRoute("DELETE", f"{resource}/{{assignment}}", _CHANGE, self.take_at),
        )

    async def given(self, call: Call) -> Response:
        """``GET .../appRoleAssignments``: what somebody was given themselves."""
        found = await self._directory.app_roles_of(await self._objects.whose(call))
        return await self._shown(call, found)

    async def given_at(self, call: Call) -> Response:
        """``GET /servicePrincipals/{id}/appRoleAssignedTo``: what was given at a resource."""
        resource = await self._reads.find_principal(call.names["id"])
        return await self._shown(call, await self._directory.app_roles_for(resource.object_id))

    async def give(self, call: Call) -> Response:
        """``POST .../appRoleAssignments``: the body names the same principal as the path."""
        return await self._give(call, "principalId", await self._objects.whose(call))

    async def give_at(self, call: Call) -> Response:
        """``POST /servicePrincipals/{id}/appRoleAssignedTo``."""
        resource = await self._reads.find_principal(call.names["id"])
        return await self._give(call, "resourceId", resource.object_id)

    async def take(self, call: Call) -> Response:
        """``DELETE .../appRoleAssignments/{id}``."""
        return await self._take(
            call, await self._directory.app_roles_of(await self._objects.whose(call))
        )

    async def take_at(self, call: Call) -> Response:
        """``DELETE /servicePrincipals/{id}/appRoleAssignedTo/{id}``."""
        resource = await self._reads.find_principal(call.names["id"])
        return await self._take(call, await self._directory.app_roles_for(resource.object_id))

    async def _give(self, call: Call, named: str, object_id: str) -> Response:
        body = json_object(call.request)
        principal_id, resource_id, role_id = (
            required_guid(body, name) for name in ("principalId", "resourceId", "appRoleId")
        )
        if object_id != {"principalId": principal_id, "resourceId": resource_id}[named]:
            raise BadRequest(
                "Request_BadRequest", f"The {named} of the body is not the one of the request."
            )
        principal = await self._directory.object(principal_id)
        resource = await self._directory.service_principal(resource_id)
        if principal is None or resource is None:
            raise no_such_principal(principal_id if principal is None else resource_id)
        kind = member_type(principal)
        await self._require_role(resource, role_id, kind)
        work = self._writes.begin()
        assignment = self._directory.assign_app_role(
            work,
            principal_id=principal_id,
            principal_type=kind,
            resource_id=resource_id,
            app_role_id=role_id,
        )
        facts = {"principal": principal_id, "role": role_id}
        await self._writes.commit(call, work, _CHANGE, resource_id, **facts)
        document = await self._document(assignment)
        return self._results.entity(call, "appRoleAssignments", document, status=201)

    async def _require_role(
        self, resource: ServicePrincipal, role_id: str, kind: MemberType
    ) -> None:
        """Raise BadRequest for a role that there is not, or not for that kind of principal."""
        if role_id == DEFAULT_ACCESS:
            return
        application = await self._directory.application(resource.app_id)
        roles = () if application is None else application.settings.app_roles
        wanted = "Application" if kind is MemberType.SERVICE_PRINCIPAL else "User"
        for role in roles:
            if role.id == role_id and role.enabled and wanted in role.allowed_member_types:
                return
        raise BadRequest(
            "Request_BadRequest",
            f"Permission being assigned was not found on application '{resource.app_id}'",
        )

    async def _take(self, call: Call, found: Sequence[AppRoleAssignment]) -> Response:
        wanted = call.names["assignment"]
        if wanted not in [each.assignment_id for each in found]:
            raise no_such_principal(wanted)
        work = self._writes.begin()
        self._directory.withdraw_app_role(work, wanted)
        await self._writes.commit(call, work, _CHANGE, wanted)
        return Response(204)

    async def _shown(self, call: Call, found: Sequence[AppRoleAssignment]) -> Response:
        documents = [await self._document(each) for each in found]
        return self._results.collection(
            call, "appRoleAssignments", documents, _FILTERED, address=call.request.path
        )

    async def _document(self, assignment: AppRoleAssignment) -> Document:
        principal = await self._directory.object(assignment.principal_id)
        resource = await self._directory.service_principal(assignment.resource_id)
        return app_role_assignment_document(
            assignment,
            principal_name="" if principal is None else principal.display_name,
            resource_name="" if resource is None else resource.display_name,
        )
