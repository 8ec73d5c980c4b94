"""Graph's answers: entities, collections with their pages, and the context of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nameplate.authority.odata import next_link, page, selected
from nameplate.authority.rendering import SECURITY
from nameplate.core.cloud import Cloud
from nameplate.core.principal import Principal
from nameplate.edge.http import Request, Response, json_response

Document = Mapping[str, Any]

_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false"
_HEADERS = (("odata-version", "4.0"), ("cache-control", "no-cache"), *SECURITY)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was let pass."""

    request: Request
    principal: Principal
    names: Mapping[str, str]


class GraphResults:
    """Writes answers with ``@odata.context``."""

    def __init__(self, cloud: Cloud) -> None:
        self._root = f"https://{cloud.graph_host}{cloud.port_suffix}/v1.0"

    def entity(
        self, call: Call, collection: str, document: Document, *, status: int = 200
    ) -> Response:
        """One object of a collection."""
        shown = selected(call.request, document)
        return self._answer(status, f"{collection}/$entity", shown)

    def value(self, type_name: str, document: Document) -> Response:
        """A value that is in no collection."""
        return self._answer(200, type_name, document)

    def collection(
        self,
        call: Call,
        collection: str,
        documents: Sequence[Document],
        properties: Sequence[str],
        *,
        address: str = "",
    ) -> Response:
        """A page of objects; ``properties`` may be filtered by.

        ``address``: the path of the request, where it is not the collection's own.
        """
        found, following = page(call.request, documents, properties)
        more = {}
        if following is not None:
            path = address.removeprefix("/v1.0/") or collection
            more["@odata.nextLink"] = next_link(call.request, f"{self._root}/{path}", following)
        value = [selected(call.request, document) for document in found]
        return self._answer(200, collection, {**more, "value": value})

    def listed(self, call: Call, collection: str, documents: Sequence[Document]) -> Response:
        """All objects at once: what was asked for by ids."""
        value = [selected(call.request, document) for document in documents]
        return self._answer(200, collection, {"value": value})

    def _answer(self, status: int, context: str, document: Document) -> Response:
        named = {"@odata.context": f"{self._root}/$metadata#{context}", **document}
        return json_response(status, named, _HEADERS, content_type=f"{_TYPE};charset=utf-8")
