"""Groups in Graph, and who is in them."""

import re
from dataclasses import replace
from typing import Final

from nameplate.authority.graph_body import (
    flag,
    invalid,
    json_object,
    listed,
    optional_text,
    required_text,
)
from nameplate.authority.graph_documents import group_document
from nameplate.authority.graph_objects import GraphObjects
from nameplate.authority.graph_results import Call, GraphResults
from nameplate.authority.graph_routes import GraphRoute
from nameplate.authority.graph_writes import GraphWrites
from nameplate.core.errors import BadRequest, NotFound
from nameplate.directory.directory import Directory, member_type
from nameplate.directory.principals import no_such_principal
from nameplate.directory.records import Group
from nameplate.edge.http import Response

_READ: Final = "groups/standard/read"
_MEMBERS: Final = "groups/members/read"
_REFERENCE: Final = "@odata.id"
_ID_AT_END: Final = re.compile(r".*/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/?")
_NICKNAME: Final = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}")


class GraphGroups:
    """Handlers of ``/groups``."""

    def __init__(
        self,
        directory: Directory,
        objects: GraphObjects,
        results: GraphResults,
        writes: GraphWrites,
    ) -> None:
        self._directory = directory
        self._objects = objects
        self._results = results
        self._writes = writes

    def routes(self) -> tuple[GraphRoute, ...]:
        group, members = "groups/{id}", "groups/{id}/members"
        change = "groups/members/update"
        return (
            GraphRoute("GET", "groups", _READ, self.groups),
            GraphRoute("GET", group, _READ, self.group),
            GraphRoute("POST", "groups", "groups/create", self.create),
            GraphRoute("PATCH", group, "groups/basic/update", self.update),
            GraphRoute("DELETE", group, "groups/delete", self.delete),
            GraphRoute("GET", members, _MEMBERS, self.members),
            GraphRoute("GET", "groups/{id}/transitiveMembers", _MEMBERS, self.all_members),
            GraphRoute("POST", f"{members}/$ref", change, self.add_member),
            GraphRoute("DELETE", f"{members}/{{member}}/$ref", change, self.remove_member),
        )

    async def groups(self, call: Call) -> Response:
        documents = [group_document(each) for each in await self._directory.groups()]
        filtered_by = ("displayName", "mailNickname", "id", "securityEnabled", "mailEnabled")
        return self._results.collection(call, "groups", documents, filtered_by)

    async def group(self, call: Call) -> Response:
        document = group_document(await self._find(call))
        return self._results.entity(call, "groups", document)

    async def create(self, call: Call) -> Response:
        """``POST /groups``: security groups, which is what permissions are given to."""
        body = json_object(call.request)
        if flag(body, "mailEnabled") or flag(body, "securityEnabled") is False:
            raise BadRequest("Request_BadRequest", "Only security groups are served here.")
        if listed(body, "groupTypes", str):
            raise invalid("groupTypes")
        nickname = required_text(body, "mailNickname")
        if not _NICKNAME.fullmatch(nickname):
            raise invalid("mailNickname")
        work = self._writes.begin()
        group = self._directory.create_group(
            work,
            display_name=required_text(body, "displayName"),
            mail_nickname=nickname,
            description=optional_text(body, "description") or "",
        )
        await self._writes.commit(call, work, "groups/create", group.object_id)
        return self._results.entity(call, "groups", group_document(group), status=201)

    async def update(self, call: Call) -> Response:
        """``PATCH /groups/{id}``: its names."""
        held = await self._find(call)
        body = json_object(call.request)
        description = optional_text(body, "description")
        changed = replace(
            held,
            display_name=required_text({"displayName": held.display_name} | body, "displayName"),
            description=held.description if "description" not in body else description or "",
        )
        work = self._writes.begin()
        self._directory.save_group(work, changed)
        await self._writes.commit(call, work, "groups/basic/update", held.object_id)
        return Response(204)

    async def delete(self, call: Call) -> Response:
        """``DELETE /groups/{id}``: its members lose what it was given."""
        group = await self._find(call)
        work = self._writes.begin()
        self._directory.delete_group(work, group.object_id)
        await self._writes.commit(call, work, "groups/delete", group.object_id)
        return Response(204)

    async def members(self, call: Call) -> Response:
        """``GET /groups/{id}/members``: those who are in it themselves."""
        group = await self._find(call)
        ids = [each.member_id for each in await self._directory.members(group.object_id)]
        return await self._objects.shown(call, ids)

    async def all_members(self, call: Call) -> Response:
        """``GET /groups/{id}/transitiveMembers``: also those of groups that are in it."""
        group = await self._find(call)
        return await self._objects.shown(
            call, sorted(await self._directory.members_below(group.object_id))
        )

    async def add_member(self, call: Call) -> Response:
        """``POST /groups/{id}/members/$ref``."""
        group = await self._find(call)
        reference = required_text(json_object(call.request), _REFERENCE)
        named = _ID_AT_END.fullmatch(reference)
        if named is None:
            raise invalid(_REFERENCE)
        member = await self._directory.object(named[1].lower())
        if member is None:
            raise no_such_principal(named[1])
        if member.object_id == group.object_id:
            raise BadRequest("Request_BadRequest", "A group cannot be a member of itself.")
        work = self._writes.begin()
        self._directory.add_member(
            work, group, member_id=member.object_id, member_type=member_type(member)
        )
        facts = {"added": member.object_id}
        await self._writes.commit(call, work, "groups/members/update", group.object_id, **facts)
        return Response(204)

    async def remove_member(self, call: Call) -> Response:
        """``DELETE /groups/{id}/members/{member}/$ref``."""
        group, member_id = await self._find(call), call.names["member"].lower()
        known = await self._directory.members(group.object_id)
        if member_id not in [each.member_id for each in known]:
            raise NotFound(
                "Request_ResourceNotFound",
                f"Resource '{member_id[:100]}' does not exist or one of its queried "
                "reference-property objects are not present.",
            )
        work = self._writes.begin()
        self._directory.remove_member(work, group.object_id, member_id)
        facts = {"removed": member_id}
        await self._writes.commit(call, work, "groups/members/update", group.object_id, **facts)
        return Response(204)

    async def _find(self, call: Call) -> Group:
        name = call.names["id"].lower()
        found = await self._directory.group(name)
        if found is None:
            raise no_such_principal(name)
        return found
