"""Directory objects of any kind in Graph: found by id, and asked in which groups they are."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from nameplate.authority.graph_body import flag, guids, json_object, listed
from nameplate.authority.graph_documents import group_document, user_document
from nameplate.authority.graph_reads import GraphReads
from nameplate.authority.graph_results import Call, GraphResults
from nameplate.authority.graph_routes import GraphRoute
from nameplate.directory.directory import Directory
from nameplate.directory.principals import no_such_principal
from nameplate.directory.records import Application, Group, ServicePrincipal, User
from nameplate.edge.http import Response

_READ: Final = "directoryObjects/standard/read"
_MEMBERS: Final = "groups/members/read"
_KINDS: Final = ("users", "groups", "servicePrincipals", "directoryObjects")
_FILTERED: Final = ("displayName", "id", "userPrincipalName", "appId", "mailNickname")


class GraphObjects:
    """Handlers of what is asked of users, groups and service principals alike."""

    def __init__(self, directory: Directory, reads: GraphReads, results: GraphResults) -> None:
        self._directory = directory
        self._reads = reads
        self._results = results

    def routes(self) -> tuple[GraphRoute, ...]:
        places = [("me", None), *((f"{kind}/{{id}}", _MEMBERS) for kind in _KINDS)]
        asked = [
            route
            for place, action in places
            for route in (
                GraphRoute("POST", f"{place}/checkMemberGroups", action, self.check_groups),
                GraphRoute("POST", f"{place}/getMemberGroups", action, self.member_groups),
                GraphRoute("POST", f"{place}/getMemberObjects", action, self.member_groups),
                GraphRoute("GET", f"{place}/memberOf", action, self.member_of),
                GraphRoute("GET", f"{place}/transitiveMemberOf", action, self.member_of_all),
            )
        ]
        return (
            GraphRoute("POST", "directoryObjects/getByIds", _READ, self.by_ids),
            GraphRoute("GET", "directoryObjects/{id}", _READ, self.show),
            *asked,
        )

    async def by_ids(self, call: Call) -> Response:
        """``POST /directoryObjects/getByIds``: those that there are."""
        body = json_object(call.request)
        ids = guids(body, "ids")
        kinds = {each.lower() for each in listed(body, "types", str)} - {"directoryobject"}
        documents = [
            document
            for document in await self._documents(ids)
            if not kinds or document["@odata.type"].rpartition(".")[2].lower() in kinds
        ]
        return self._results.listed(call, "directoryObjects", documents)

    async def show(self, call: Call) -> Response:
        """``GET /directoryObjects/{id}``."""
        documents = await self._documents([call.names["id"].lower()])
        if not documents:
            raise no_such_principal(call.names["id"])
        return self._results.entity(call, "directoryObjects", documents[0])

    async def check_groups(self, call: Call) -> Response:
        """``POST .../checkMemberGroups``: which of some groups somebody is in."""
        asked = guids(json_object(call.request), "groupIds", most=20)
        held = await self._directory.groups_of(await self.whose(call))
        found = [each for each in dict.fromkeys(asked) if each in held]
        return self._results.value("Collection(Edm.String)", {"value": found})

    async def member_groups(self, call: Call) -> Response:
        """``POST .../getMemberGroups``: every group that somebody is in."""
        flag(json_object(call.request), "securityEnabledOnly")
        held = await self._directory.groups_of(await self.whose(call))
        return self._results.value("Collection(Edm.String)", {"value": list(held)})

    async def member_of(self, call: Call) -> Response:
        """``GET .../memberOf``: the groups that somebody is in themselves."""
        return await self.shown(
            call, await self._directory.direct_groups_of(await self.whose(call))
        )

    async def member_of_all(self, call: Call) -> Response:
        """``GET .../transitiveMemberOf``."""
        return await self.shown(call, await self._directory.groups_of(await self.whose(call)))

    async def shown(self, call: Call, ids: Iterable[str]) -> Response:
        """Objects as a collection with its pages."""
        documents = await self._documents(ids)
        return self._results.collection(
            call, "directoryObjects", documents, _FILTERED, address=call.request.path
        )

    async def whose(self, call: Call) -> str:
        """The object that is asked about. Raises NotFound."""
        if "id" not in call.names:
            return call.principal.object_id
        name = call.names["id"]
        if "@" in name:
            return (await self._reads.find_user(name)).object_id
        if name.startswith("appId="):
            return (await self._reads.find_principal(name)).object_id
        found = await self._directory.object(name.lower())
        if found is None:
            raise no_such_principal(name)
        return found.object_id

    async def _documents(self, ids: Iterable[str]) -> Sequence[dict[str, Any]]:
        found = [await self._object(each) for each in dict.fromkeys(ids)]
        return [await self._document(each) for each in found if each is not None]

    async def _object(self, object_id: str) -> ServicePrincipal | User | Group | Application | None:
        found = await self._directory.object(object_id)
        return found or await self._reads.registered(object_id)

    async def _document(
        self, found: ServicePrincipal | User | Group | Application
    ) -> dict[str, Any]:
        if isinstance(found, User):
            return {"@odata.type": "#microsoft.graph.user", **user_document(found)}
        if isinstance(found, Group):
            return {"@odata.type": "#microsoft.graph.group", **group_document(found)}
        if isinstance(found, Application):
            document = await self._reads.application_document(found)
            return {"@odata.type": "#microsoft.graph.application", **document}
        document = await self._reads.principal_document(found)
        return {"@odata.type": "#microsoft.graph.servicePrincipal", **document}
