"""A tunnel through the proxy that was there before ours (RFC 9110 section 9.3.6, as a client)."""

import asyncio
import socket
from typing import Final

from nameplate.edge.dial import CannotDialError, dial
from nameplate.edge.proxy_head import HEAD_LIMIT, Target
from nameplate.edge.tls_leg import Spawn, over_tls
from nameplate.edge.upstream import ProxyAddress

_CHUNK: Final = 16 * 1024
_END: Final = b"\r\n\r\n"


async def to_proxy(proxy: ProxyAddress, *, seconds: float, spawn: Spawn) -> socket.socket:
    """A connection to a proxy. Raises CannotDialError."""
    server = await dial(proxy.host, proxy.port, seconds=seconds)
    return await over_tls(server, proxy.host, spawn) if proxy.tls else server


async def through_proxy(
    proxy: ProxyAddress, target: Target, *, seconds: float, spawn: Spawn
) -> tuple[socket.socket, bytes]:
    """A connection to a target through a proxy, and what the target said already."""
    server = await to_proxy(proxy, seconds=seconds, spawn=spawn)
    try:
        async with asyncio.timeout(seconds):
            return server, await _ask(server, proxy, target)
    except TimeoutError:
        server.close()
        raise CannotDialError(504, f"the proxy {proxy.host} did not answer") from None
    except OSError as error:
        server.close()
        raise CannotDialError(502, f"the proxy {proxy.host}: {error.strerror}") from None
    except BaseException:
        server.close()
        raise


async def _ask(server: socket.socket, proxy: ProxyAddress, target: Target) -> bytes:
    host = f"[{target.host}]" if ":" in target.host else target.host
    lines = [f"CONNECT {host}:{target.port} HTTP/1.1", f"Host: {host}:{target.port}"]
    if proxy.authorization is not None:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(server, "\r\n".join(lines).encode("ascii") + _END)
    received = b""
    while (end := received.find(_END)) < 0:
        data = await loop.sock_recv(server, _CHUNK)
        if not data or len(received) > HEAD_LIMIT:
            raise CannotDialError(502, f"the proxy {proxy.host} gave no answer")
        received += data
    _check_status(received[: received.find(b"\r\n")], proxy)
    return received[end + len(_END) :]


def _check_status(line: bytes, proxy: ProxyAddress) -> None:
    version, _, status = line.decode("latin-1").partition(" ")
    if not version.startswith("HTTP/1.") or not status[:3].isdigit():
        raise CannotDialError(502, f"the proxy {proxy.host} does not speak HTTP")
    if not status.startswith("2"):
        raise CannotDialError(502, f"the proxy {proxy.host} answered {status[:100]}")
