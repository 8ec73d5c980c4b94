"""The leg to a proxy that is itself spoken to over TLS (``HTTPS_PROXY=https://...``).

A tunnel joins two plain sockets; this one's far end is encrypted by a pair of copying tasks.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Coroutine
from typing import Any, Final

from nameplate.edge.dial import CannotDialError

_CHUNK: Final = 65536

Spawn = Callable[[Coroutine[Any, Any, None]], object]


async def over_tls(connection: socket.socket, host: str, spawn: Spawn) -> socket.socket:
    """A plain socket whose bytes travel over TLS on ``connection``, which it takes over.

    ``spawn`` runs the task that copies. Raises CannotDialError when there is no trust.
    """
    try:
        reader, writer = await asyncio.open_connection(
            sock=connection, ssl=ssl.create_default_context(), server_hostname=host
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
    """Copy both ways until both ends are through, or one of them fails."""
    try:
        with contextlib.suppress(OSError):
            await asyncio.gather(_outwards(near, writer), _inwards(near, reader))
    finally:
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
    near.shutdown(socket.SHUT_WR)
