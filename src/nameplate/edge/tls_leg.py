"""The leg to a proxy that is itself spoken to over TLS (``HTTPS_PROXY=https://...``).

A tunnel joins two plain sockets; this one's far end is encrypted by a pair of copying tasks.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Coroutine
from typing import Any, Final

from nameplate.edge.dial import CannotDialError

_CHUNK: Final = 65536

Spawn = Callable[[Coroutine[Any, Any, None]], object]


async def over_tls(
    connection: socket.socket, host: str, spawn: Spawn, *, context: ssl.SSLContext | None = None
) -> socket.socket:
    """A plain socket whose bytes travel over TLS on ``connection``, which it takes over.

    ``spawn`` runs the task that copies; the default ``context`` trusts what OpenSSL trusts here.
    Raises CannotDialError when there is no trust.
    """
    trusting = context or ssl.create_default_context()
    try:
        reader, writer = await asyncio.open_connection(
            sock=connection, ssl=trusting, server_hostname=host
        )
    except OSError as error:  # ssl.SSLError is one
        connection.close()
        reason = f"no TLS with the proxy {host}: {getattr(error, 'reason', None) or error.strerror}"
        raise CannotDialError(502, reason) from None
    near, far = socket.socketpair()
    near.setblocking(False)
    far.setblocking(False)
    spawn(_copy(far, reader, writer))
    return near


async def _copy(
    near: socket.socket, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Copy both ways; TLS has no half-closed state, so the end of one direction ends both."""
    ways = [
        asyncio.ensure_future(_outwards(near, writer)),
        asyncio.ensure_future(_inwards(near, reader)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        near.close()
        writer.close()


async def _outwards(near: socket.socket, writer: asyncio.StreamWriter) -> None:
    loop = asyncio.get_running_loop()
    while data := await loop.sock_recv(near, _CHUNK):
        writer.write(data)
        await writer.drain()


async def _inwards(near: socket.socket, reader: asyncio.StreamReader) -> None:
    loop = asyncio.get_running_loop()
    while data := await reader.read(_CHUNK):
        await loop.sock_sendall(near, data)
