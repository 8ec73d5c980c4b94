"""What this server is and serves: ``nameplate status``, ``doctor``, and the roots to trust."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nameplate.admin.routes import Call, Route
from nameplate.edge.http import Response, json_response

Facts = Callable[[], Awaitable[Mapping[str, Any]]]


class StatusApi:
    """Answers facts that the server collects; none of them is a secret."""

    def __init__(self, status: Facts, trust: Facts) -> None:
        self._status = status
        self._trust = trust

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", "/status", "Nameplate.Admin/status/read", self.status),
            Route("GET", "/trust", "Nameplate.Admin/status/read", self.trust),
        )

    async def status(self, call: Call) -> Response:  # noqa: ARG002 - every handler takes the call
        return json_response(200, await self._status())

    async def trust(self, call: Call) -> Response:  # noqa: ARG002 - every handler takes the call
        return json_response(200, await self._trust())
