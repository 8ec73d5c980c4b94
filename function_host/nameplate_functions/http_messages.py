"""HTTP as the door speaks it, over ASGI: a request read within its limit, an answer sent."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl

from nameplate_functions.library import Answer

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BODY_LIMIT: Final = 104_857_600
"""The real host's limit: 100 MB."""


class BodyTooLarge(Exception):
    """A request's body passes the limit."""


class Disconnected(Exception):
    """The caller went away before the request was whole."""


@dataclass(frozen=True)
class Request:
    """A request, whole."""

    method: str
    raw_path: str
    """As it was sent, without the query and without its first slash."""
    query: str
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case; several of a name are joined with commas."""
    scheme: str
    body: bytes = field(default=b"", repr=False)

    @cached_property
    def params(self) -> dict[str, str]:
        """The query's parameters; several of a name are joined with commas."""
        values: dict[str, str] = {}
        for name, value in parse_qsl(self.query, keep_blank_values=True):
            values[name] = f"{values[name]},{value}" if name in values else value
        return values

    @property
    def url(self) -> str:
        """The address as the caller wrote it: a front door says what it was before it."""
        scheme = self.headers.get("x-forwarded-proto", self.scheme).partition(",")[0].strip()
        host = self.headers.get("disguised-host") or self.headers.get("host", "localhost")
        question = f"?{self.query}" if self.query else ""
        return f"{scheme}://{host}/{self.raw_path}{question}"

    @property
    def key(self) -> str | None:
        """The key that the caller shows; the header goes before the query."""
        if "x-functions-key" in self.headers:
            return self.headers["x-functions-key"]
        return next((value for name, value in self.params.items() if name.lower() == "code"), None)


async def read_request(scope: Scope, receive: Receive, *, limit: int = BODY_LIMIT) -> Request:
    """Read a request. Raises ``BodyTooLarge`` and ``Disconnected``."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        text, known = value.decode("latin-1"), name.decode("latin-1").lower()
        headers[known] = f"{headers[known]},{text}" if known in headers else text
    if headers.get("content-length", "").isdigit() and int(headers["content-length"]) > limit:
        raise BodyTooLarge
    raw = scope.get("raw_path") or scope["path"].encode()
    return Request(
        method=scope["method"],
        raw_path=raw.decode("latin-1").partition("?")[0].removeprefix("/"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        scheme=scope["scheme"],
        body=await _body(receive, limit),
    )


async def _body(receive: Receive, limit: int) -> bytes:
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise BodyTooLarge
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)


def json_answer(status: int, document: Any) -> Answer:
    """An answer that is a document."""
    body = json.dumps(document).encode()
    return Answer(status, (("content-type", "application/json; charset=utf-8"),), body)


async def send_answer(send: Send, answer: Answer, *, headers: Mapping[str, str]) -> None:
    """Send an answer with the headers that every one gets."""
    pairs = [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in (*answer.headers, *headers.items())
        if name.lower() not in ("content-length", "transfer-encoding", "connection")
    ]
    bare = answer.status < 200 or answer.status in (204, 304)
    body = b"" if bare else answer.body
    if not bare:
        pairs.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
