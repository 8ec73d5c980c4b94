"""One plain ``http://`` request passed on by the proxy, and its answer passed back.

Each connection carries one exchange (``Connection: close`` towards the server), so that a second
request can never reach a server that it was not meant for. RFC 9112 sections 3.2.2 and 7.1.
"""

import asyncio
import socket
from typing import Final

import httptools

from nameplate.edge.proxy_head import Head, Target
from nameplate.edge.tunnel import relay
from nameplate.edge.upstream import ProxyAddress

_CHUNK: Final = 64 * 1024
_VIA: Final = (b"via", b"1.1 nameplate")


async def forward(
    client: socket.socket,
    server: socket.socket,
    head: Head,
    target: Target,
    *,
    proxy: ProxyAddress | None = None,
) -> None:
    """Send a request on and its answer back. ``proxy``: what the server is, if it is one itself."""
    body = _Body(head)
    rewritten = _rewritten(head, target, chunked=body.chunked, proxy=proxy)
    await asyncio.get_running_loop().sock_sendall(server, rewritten)
    upload = asyncio.create_task(_upload(client, server, body, head.rest))
    try:
        await relay(server, client)
    finally:
        upload.cancel()
        await asyncio.gather(upload, return_exceptions=True)


class _Body:
    """A request's body as httptools delimits it: chunks are made anew, the length is kept."""

    def __init__(self, head: Head) -> None:
        self.chunked = any(name == b"transfer-encoding" for name, _ in head.headers)
        self.complete = False
        self._pieces: list[bytes] = []
        self._parser = httptools.HttpRequestParser(self)
        self._parser.feed_data(head.raw)

    def feed(self, data: bytes) -> bytes:
        """What is to be sent on for what has come. Raises HttpParserError for nonsense."""
        self._parser.feed_data(data)
        sent = b"".join(self._pieces)
        self._pieces.clear()
        return sent

    def on_body(self, body: bytes) -> None:
        if not self.complete:
            self._pieces.append(b"%x\r\n%s\r\n" % (len(body), body) if self.chunked else body)

    def on_message_complete(self) -> None:
        if not self.complete and self.chunked:
            self._pieces.append(b"0\r\n\r\n")
        self.complete = True


def _rewritten(head: Head, target: Target, *, chunked: bool, proxy: ProxyAddress | None) -> bytes:
    host = f"[{target.host}]" if ":" in target.host else target.host
    if target.port != 80:
        host = f"{host}:{target.port}"
    path = target.path or b"/"
    asked = b"http://%s%s" % (host.encode("ascii"), path) if proxy is not None else path
    fields = [(b"host", host.encode("ascii")), *head.forwarded(), _VIA, (b"connection", b"close")]
    if chunked:
        fields.append((b"transfer-encoding", b"chunked"))
    if proxy is not None and proxy.authorization is not None:
        fields.append((b"proxy-authorization", proxy.authorization.encode("ascii")))
    lines = [b"%s %s HTTP/1.1" % (head.method, asked), *(b"%s: %s" % pair for pair in fields)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


async def _upload(client: socket.socket, server: socket.socket, body: _Body, rest: bytes) -> None:
    loop = asyncio.get_running_loop()
    data = rest
    while not body.complete:
        if data:
            await loop.sock_sendall(server, body.feed(data))
        if not body.complete:
            data = await loop.sock_recv(client, _CHUNK)
            if not data:
                server.shutdown(socket.SHUT_WR)
                return
