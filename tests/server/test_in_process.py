"""The doors, asked without a socket: one exchange, and an answer that goes on."""

import asyncio
from collections.abc import Mapping
from typing import Any

from nameplate.core.errors import NameplateError
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable, RawWire
from nameplate.edge.http import Request, Response, json_response
from nameplate.edge.wire import Wire
from nameplate.server.in_process import InProcess


class Echo(Wire):
    """Answers with what it was sent."""

    name = "echo"
    body_limit = 100

    async def handle(self, request: Request) -> Response:
        document = {
            "method": request.method,
            "path": request.path,
            "query": dict(request.query.items()),
            "authorization": request.headers.get("authorization"),
            "body": request.body.decode(),
        }
        return json_response(200, document, [("ETag", '"1"')])

    def render(self, error: NameplateError, request: Request) -> Response:
        return json_response(error.status, {"error": {"code": error.code}})


class Dripping(RawWire):
    """Sends a piece, then another, then waits until nobody listens."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for piece in (b"one", b"two"):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await receive()
            await receive()
        finally:
            self.ended.set()


def api(**wires: Wire | RawWire) -> InProcess:
    return InProcess(Door(HostTable({f"{name}.test": wire for name, wire in wires.items()})))


async def test_an_exchange() -> None:
    reply = await api(echo=Echo()).send(
        "POST", "https://echo.test/a%20b?x=1&x-y=%2F", [("Authorization", "Bearer t")], b"body"
    )
    assert reply.status == 200
    assert reply.header("etag") == '"1"'
    assert reply.json() == {
        "method": "POST",
        "path": "/a b",
        "query": {"x": "1", "x-y": "/"},
        "authorization": "Bearer t",
        "body": "body",
    }


async def test_the_doors_limits_hold() -> None:
    reply = await api(echo=Echo()).send("PUT", "https://echo.test/", body=b"x" * 101)
    assert reply.status == 413


async def test_a_host_that_nobody_answers_for() -> None:
    assert (await api(echo=Echo()).send("GET", "https://other.test/")).status == 421


async def test_a_stream_ends_when_nobody_listens() -> None:
    dripping = Dripping()
    found = []
    async with api(drip=dripping).stream("https://drip.test/logstream") as streaming:
        assert streaming.status == 200
        async for piece in streaming.pieces:
            found.append(piece)
            if len(found) == 2:
                break
    assert found == [b"one", b"two"]
    assert dripping.ended.is_set()


async def test_a_stream_of_something_short() -> None:
    async with api(echo=Echo()).stream("https://echo.test/x") as streaming:
        pieces = [piece async for piece in streaming.pieces]
    assert b'"path":"/x"' in b"".join(pieces)
