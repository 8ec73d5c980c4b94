"""The head of a request to the proxy: ``CONNECT host:port`` or an absolute ``http://`` target.

RFC 9110 sections 7.6.1 (hop-by-hop fields) and 9.3.6 (CONNECT), RFC 9112 section 3.2.
"""

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httptools

from nameplate.edge.hosts import parse_authority

HEAD_LIMIT: Final = 64 * 1024
_CHUNK: Final = 16 * 1024
_END: Final = b"\r\n\r\n"
_HOP_BY_HOP: Final = frozenset(
    (
        *(b"connection", b"proxy-connection", b"keep-alive", b"te", b"trailer", b"upgrade"),
        *(b"proxy-authorization", b"proxy-authenticate", b"transfer-encoding", b"host"),
    )
)


class BadHeadError(Exception):
    """A head that cannot be served; ``status`` and ``reason`` are what the client is told."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request wants to go; ``path`` is ``None`` for a CONNECT."""

    host: str
    port: int
    path: bytes | None


@dataclass(slots=True)
class Head:
    """A request's head, and what came after it in the same packet."""

    raw: bytes
    rest: bytes
    method: bytes = b""
    url: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def target(self) -> Target:
        """Read the target. Raises BadHeadError for any but the two forms a proxy is asked in."""
        if self.method == b"CONNECT":
            authority = parse_authority(self.url.decode("latin-1"))
            if authority is None or authority.port is None:
                raise BadHeadError(400, "CONNECT needs host:port")
            return Target(authority.host, authority.port, None)
        return _absolute(self.url)

    def forwarded(self) -> list[tuple[bytes, bytes]]:
        """The end-to-end fields: without Host, which the target decides, and hop-by-hop ones."""
        dropped = set(_HOP_BY_HOP)
        for name, value in self.headers:
            if name == b"connection":
                dropped.update(token.strip().lower() for token in value.split(b","))
        dropped.discard(b"content-length")  # it says where the body ends: no hop may lose it
        return [(name, value) for name, value in self.headers if name not in dropped]

    # what httptools calls

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))


async def read_head(connection: socket.socket) -> Head | None:
    """Read and parse a head; ``None``: the client went away. Raises BadHeadError."""
    loop = asyncio.get_running_loop()
    received = b""
    while (end := received.find(_END)) < 0:
        if len(received) > HEAD_LIMIT:
            raise BadHeadError(431, "the request's head is too large")
        data = await loop.sock_recv(connection, _CHUNK)
        if not data:
            return None
        received += data
    return parse_head(received[: end + 4], received[end + 4 :])


def parse_head(raw: bytes, rest: bytes = b"") -> Head:
    """Parse a whole head. Raises BadHeadError."""
    head = Head(raw, rest)
    parser = httptools.HttpRequestParser(head)
    try:
        with contextlib.suppress(httptools.HttpParserUpgrade):
            parser.feed_data(raw)
        head.method = parser.get_method()
    except httptools.HttpParserError:
        raise BadHeadError(400, "this is a proxy for HTTP: the request cannot be read") from None
    return head


def _absolute(url: bytes) -> Target:
    if url[:1] == b"/":
        raise BadHeadError(400, "this is a proxy: ask it for http://host/path or CONNECT host:port")
    try:
        parts = urlsplit(url.decode("ascii"))
        authority = parse_authority(parts.netloc)
    except ValueError:
        authority = None
    if authority is None:
        raise BadHeadError(400, "the target is not a URL with a host")
    if parts.scheme.lower() != "http":
        raise BadHeadError(400, "only http:// targets are forwarded; use CONNECT for https")
    path = parts.path or "/"
    query = f"?{parts.query}" if "?" in url.decode("ascii") else ""
    return Target(authority.host, authority.port or 80, f"{path}{query}".encode("ascii"))
