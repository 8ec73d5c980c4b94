"""The public APIs, asked in this very process: the door of the HTTPS listener without its socket.

A request made here passes the same host table, limits, bearer verification and decisions as one
that came over TLS; only the connection is left out. The portal's ``Api`` is implemented by this.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from nameplate.edge.door import Door
from nameplate.portal.api import Fields, Reply, Streaming

_CLIENT: Final = ("127.0.0.1", 0)
_FULL: Final = 64
"""Pieces of a stream that wait for their reader."""


class InProcess:
    """Sends requests to a door, and gives what it answers."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def send(self, method: str, url: str, headers: Fields = (), body: bytes = b"") -> Reply:
        """One exchange. An answer that is none, such as a hung up one, is a 503."""
        started: list[Mapping[str, Any]] = []
        pieces: list[bytes] = []
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> MutableMapping[str, Any]:
            if waiting:
                return waiting.pop()
            await asyncio.Event().wait()
            raise AssertionError("nothing sets this event")

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
            else:
                pieces.append(message.get("body", b""))

        await self._door(_scope(method, url, headers, body), receive, send)
        if not started:
            return Reply(503)
        return Reply(started[0]["status"], _texts(started[0]["headers"]), b"".join(pieces))

    @asynccontextmanager
    async def stream(self, url: str, headers: Fields = ()) -> AsyncIterator[Streaming]:
        """A GET whose pieces are given as they come; leaving the block ends it."""
        messages: asyncio.Queue[Mapping[str, Any] | None] = asyncio.Queue(_FULL)
        gone = asyncio.Event()
        waiting = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> MutableMapping[str, Any]:
            if waiting:
                return waiting.pop()
            await gone.wait()
            return {"type": "http.disconnect"}

        async def answer() -> None:
            try:
                await self._door(_scope("GET", url, headers, b""), receive, messages.put)
            finally:
                await messages.put(None)

        task = asyncio.create_task(answer())
        try:
            first = await messages.get()
            yield Streaming(503 if first is None else first["status"], _pieces(messages))
        finally:
            gone.set()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _pieces(messages: "asyncio.Queue[Mapping[str, Any] | None]") -> AsyncIterator[bytes]:
    while True:
        message = await messages.get()
        if message is None:
            return
        if message.get("body"):
            yield message["body"]
        if not message.get("more_body", False):
            return


def _scope(method: str, url: str, headers: Fields, body: bytes) -> dict[str, Any]:
    parts = urlsplit(url)
    fields = [("host", parts.netloc), *headers]
    if body or method not in {"GET", "HEAD", "DELETE"}:
        fields.append(("content-length", str(len(body))))
    raw_path = parts.path or "/"
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode("ascii"),
        "query_string": parts.query.encode("ascii"),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), each.encode("latin-1")) for name, each in fields
        ],
        "client": _CLIENT,
        "server": ("127.0.0.1", 443),
    }


def _texts(headers: Sequence[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1").lower(), each.decode("latin-1")) for name, each in headers)
