"""An ASGI server in memory: one request in, the messages of the answer out."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any
from urllib.parse import unquote

import orjson

from nameplate.edge.door import SNI

App = Callable[[Mapping[str, Any], Any, Any], Awaitable[None]]


class Answer:
    """What an application sent."""

    def __init__(self, messages: Sequence[Mapping[str, Any]]) -> None:
        self.status: int = messages[0]["status"]
        self.headers: list[tuple[bytes, bytes]] = list(messages[0]["headers"])
        self.body: bytes = b"".join(message["body"] for message in messages[1:])

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key == name.encode()]
        return found[0].decode() if found else None

    def json(self) -> Any:
        return orjson.loads(self.body)


def scope(
    method: str = "GET",
    target: str = "/",
    *,
    host: str = "contoso.example",
    headers: Sequence[tuple[bytes, bytes]] = (),
    tls: str | None = None,
    http_version: str = "1.1",
) -> dict[str, Any]:
    """An HTTP scope as a listener makes it; ``host=""`` sends no Host header."""
    raw_path, _, query = target.partition("?")
    named = [(b"host", host.encode())] if host else []
    return {
        "type": "http",
        "http_version": http_version,
        "method": method,
        "scheme": "https",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode("latin-1"),
        "query_string": query.encode(),
        "headers": [*named, *headers],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 443),
        **({SNI: tls} if tls else {}),
    }


async def ask(app: App, request: Mapping[str, Any], *chunks: bytes, ends: bool = True) -> Answer:
    """Send one request, its body in chunks; ``ends=False``: the client never finishes it."""
    sent: list[MutableMapping[str, Any]] = []
    waiting = list(chunks) or [b""]

    async def receive() -> MutableMapping[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting) or not ends}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(request, receive, send)
    return Answer(sent)
