"""A wire that answers with what it was asked, and fails when it is told to."""

import asyncio
from collections.abc import Mapping
from typing import Any

from nameplate.core.errors import NameplateError
from nameplate.edge.http import Request, Response, json_response
from nameplate.edge.wire import Wire


class FakeWire(Wire):
    """Answers every request with its own facts; its errors have a shape of their own."""

    def __init__(self, name: str = "fake", *, body_limit: int = 1000) -> None:
        self.name = name
        self.body_limit = body_limit
        self.requests: list[Request] = []
        self.asked = asyncio.Event()
        self.failure: Exception | None = None
        self.instant: Response | None = None
        self.gate: asyncio.Event | None = None
        """Set it to an event, and every answer waits for it."""

    def fast(self, scope: Mapping[str, Any]) -> Response | None:
        return self.instant

    async def handle(self, request: Request) -> Response:
        self.requests.append(request)
        self.asked.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        facts = {
            "wire": self.name,
            "method": request.method,
            "host": request.host,
            "path": request.path,
            "query": request.query.items(),
            "body": request.body.decode(),
            "client": request.client,
        }
        return json_response(200, facts, [("x-fake", self.name)])

    def render(self, error: NameplateError, request: Request) -> Response:
        document = {self.name: [error.code, error.message, request.request_id]}
        return json_response(error.status, document, error.headers)
