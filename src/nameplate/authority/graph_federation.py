"""``federatedIdentityCredentials`` of applications in Graph: whose tokens stand for them."""

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from nameplate.authority.graph_body import invalid, json_object, listed, required_text
from nameplate.authority.graph_reads import READ, GraphReads
from nameplate.authority.graph_results import Call, Document, GraphResults
from nameplate.authority.graph_routes import GraphRoute
from nameplate.authority.graph_writes import GraphWrites
from nameplate.core.errors import Conflict
from nameplate.directory.directory import Directory
from nameplate.directory.federation import Trust
from nameplate.directory.principals import no_such_principal
from nameplate.directory.records import FederatedIdentityCredential
from nameplate.edge.http import Response

_CHANGE: Final = "applications/credentials/update"
_FILTERED: Final = ("id", "name", "issuer", "subject")
_LONGEST: Final = 600


class GraphFederation:
    """Handlers of one application's credentials; each goes by its id or its name."""

    def __init__(
        self, directory: Directory, reads: GraphReads, results: GraphResults, writes: GraphWrites
    ) -> None:
        self._directory = directory
        self._reads = reads
        self._results = results
        self._writes = writes

    def routes(self) -> tuple[GraphRoute, ...]:
        every = "applications/{id}/federatedIdentityCredentials"
        one = f"{every}/{{credential}}"
        return (
            GraphRoute("GET", every, f"applications/{READ}", self.every),
            GraphRoute("POST", every, _CHANGE, self.create),
            GraphRoute("GET", one, f"applications/{READ}", self.one),
            GraphRoute("PATCH", one, _CHANGE, self.update),
            GraphRoute("DELETE", one, _CHANGE, self.delete),
        )

    async def every(self, call: Call) -> Response:
        """``GET /applications/{id}/federatedIdentityCredentials``."""
        found = await self._directory.federated_credentials_of(await self._owner(call))
        documents = [_document(each) for each in found]
        return self._results.collection(
            call, _collection(call), documents, _FILTERED, address=call.request.path
        )

    async def one(self, call: Call) -> Response:
        """``GET .../federatedIdentityCredentials/{id or name}``."""
        found = await self._find(call, await self._owner(call))
        return self._results.entity(call, _collection(call), _document(found))

    async def create(self, call: Call) -> Response:
        """``POST .../federatedIdentityCredentials``."""
        owner, body = await self._owner(call), json_object(call.request)
        name = required_text(body, "name")
        if await self._directory.federated_credential(owner, name) is not None:
            raise Conflict(
                "Request_MultipleObjectsWithSameKeyValue",
                f"FederatedIdentityCredential with name {name} already exists.",
            )
        work = self._writes.begin()
        made = await self._directory.federate(work, owner, name, _trust(body))
        await self._writes.commit(call, work, _CHANGE, owner, federated=made.name)
        return self._results.entity(call, _collection(call), _document(made), status=201)

    async def update(self, call: Call) -> Response:
        """``PATCH .../federatedIdentityCredentials/{id or name}``: all but the name."""
        owner, body = await self._owner(call), json_object(call.request)
        held = await self._find(call, owner)
        if body.get("name", held.name) != held.name:
            raise invalid("name")
        was = _document(held)
        work = self._writes.begin()
        await self._directory.federate(work, owner, held.name, _trust({**was, **body}))
        await self._writes.commit(call, work, _CHANGE, owner, federated=held.name)
        return Response(204)

    async def delete(self, call: Call) -> Response:
        """``DELETE .../federatedIdentityCredentials/{id or name}``."""
        owner = await self._owner(call)
        held = await self._find(call, owner)
        work = self._writes.begin()
        self._directory.end_federation(work, owner, held.name)
        await self._writes.commit(call, work, _CHANGE, owner, ended=held.name)
        return Response(204)

    async def _owner(self, call: Call) -> str:
        return (await self._reads.find_application(call.names["id"])).app_id

    async def _find(self, call: Call, owner: str) -> FederatedIdentityCredential:
        wanted = call.names["credential"].lower()
        for each in await self._directory.federated_credentials_of(owner):
            if wanted in (each.key, _id(each)):
                return each
        raise no_such_principal(call.names["credential"])


def _collection(call: Call) -> str:
    return f"applications('{call.names['id']}')/federatedIdentityCredentials"


def _document(credential: FederatedIdentityCredential) -> Document:
    return {
        "id": _id(credential),
        "name": credential.name,
        "issuer": credential.issuer,
        "subject": credential.subject,
        "description": credential.description or None,
        "audiences": list(credential.audiences),
    }


def _id(credential: FederatedIdentityCredential) -> str:
    """Always the same for one name of one application."""
    return str(uuid5(NAMESPACE_URL, f"{credential.owner_id}/{credential.key}"))


def _trust(body: Document) -> Trust:
    return Trust(
        issuer=_text(body, "issuer"),
        subject=_text(body, "subject"),
        audiences=tuple(listed(dict(body), "audiences", str)),
        description=str(body.get("description") or ""),
    )


def _text(body: Document, name: str) -> str:
    value: Any = body.get(name)
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        raise invalid(name)
    return value
