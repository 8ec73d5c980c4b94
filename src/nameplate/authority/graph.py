"""The small Graph as a wire: the part of Microsoft Graph v1.0 that shows the directory."""

import re
from collections.abc import Iterable
from typing import Final

from nameplate.authority.graph_gate import GraphGate
from nameplate.authority.graph_results import Call
from nameplate.authority.graph_routes import GraphPart, GraphRoute
from nameplate.authority.rendering import SECURITY, correlation_id
from nameplate.core.clock import Clock, iso8601
from nameplate.core.errors import BadRequest, MethodNotAllowed, NameplateError
from nameplate.edge.http import Request, Response, json_response
from nameplate.edge.routing import Match, Routes
from nameplate.edge.wire import Wire

_ALTERNATE_KEY: Final = re.compile(r"\(appId='([^'/]*)'\)", re.IGNORECASE)


class GraphWire(Wire):
    """``graph.microsoft.com``, or this installation's own name for it."""

    name = "graph"
    body_limit = 256 * 1024

    def __init__(self, gate: GraphGate, parts: Iterable[GraphPart], clock: Clock) -> None:
        self._gate = gate
        self._clock = clock
        self._routes: Routes[GraphRoute] = Routes(ignore_case=True, strip_slash=True)
        for route in (each for part in parts for each in part.routes()):
            self._routes.add(route.method, f"/v1.0/{route.path}", route)

    async def handle(self, request: Request) -> Response:
        principal = await self._gate.authenticate(request)
        match = self._find(request)
        if match.handler.action is not None:
            await self._gate.permit(principal, f"microsoft.directory/{match.handler.action}")
        return await match.handler.handler(Call(request, principal, match.names))

    def render(self, error: NameplateError, request: Request) -> Response:
        inner = {
            "date": iso8601(self._clock.now(), digits=0).removesuffix("Z"),
            "request-id": request.request_id,
            "client-request-id": correlation_id(request),
        }
        document = {"code": error.code, "message": error.message, "innerError": inner}
        headers = (("request-id", request.request_id), *SECURITY, *error.headers)
        return json_response(
            error.status, {"error": document}, headers, content_type="application/json"
        )

    def _find(self, request: Request) -> Match[GraphRoute]:
        """The route; ``/applications(appId='x')`` is read as ``/applications/appId=x``."""
        path = _ALTERNATE_KEY.sub(r"/appId=\1", request.path, count=1)
        match = self._routes.find(request.method, path)
        if match is not None:
            return match
        allowed = self._routes.allowed(path)
        if allowed:
            raise MethodNotAllowed(
                "Request_BadRequest",
                f"Specified HTTP method is not allowed for the request target: it takes "
                f"{', '.join(allowed)}.",
                headers=(("allow", ", ".join(allowed)),),
            )
        segment = path.removeprefix("/v1.0/").partition("/")[0]
        raise BadRequest("BadRequest", f"Resource not found for the segment '{segment[:100]}'.")
