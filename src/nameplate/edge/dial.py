"""Outgoing connections of the proxy: names resolved, addresses tried in turn, within a time.

Addresses that hold an instance's own credentials (link-local ones, and the platform address of
Azure's virtual machines) are never dialled: a name may resolve to them. Loopback ones are: the
proxy listens there itself, for the same user.
"""

import asyncio
import ipaddress
import socket
from pathlib import Path
from typing import Any, Final

from nameplate.edge.upstream import address_of

Endpoint = tuple[str, int] | Path
"""A host and port, or the path of a UNIX socket."""

PLATFORM: Final = ipaddress.ip_address("168.63.129.16")
_EACH_SECONDS: Final = 3.0


class CannotDialError(Exception):
    """There is no connection; ``status`` and ``reason`` are what an HTTP client is told."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


async def dial(host: str, port: int, *, seconds: float, public_only: bool = False) -> socket.socket:
    """Connect to a host's first address that answers. Raises CannotDialError.

    ``public_only`` is for clients of other machines: they must not reach ours from within.
    """
    try:
        async with asyncio.timeout(seconds):
            addresses = await _resolve(host, port, public_only=public_only)
            return await _first(addresses, host)
    except TimeoutError:
        reason = f"{host}:{port} did not answer within {seconds:g} s"
        raise CannotDialError(504, reason) from None


async def dial_local(endpoint: Endpoint) -> socket.socket:
    """Connect to a listener of ours."""
    if isinstance(endpoint, Path):
        family, address = socket.AF_UNIX, str(endpoint)
        return await _connect(family, address)
    family = socket.AF_INET6 if ":" in endpoint[0] else socket.AF_INET
    return await _connect(family, endpoint)


def guarded(host: str) -> bool:
    """Whether a host, written as an address, is one that is never dialled."""
    address = address_of(host)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address is not None and (address.is_link_local or address == PLATFORM)


def is_private(host: str) -> bool:
    """Whether a host, as it is written, means this machine or a private network."""
    name = host.lower().removesuffix(".")
    address = address_of(name)
    if address is None:
        return name == "localhost" or name.endswith(".localhost")
    return not _may_dial(str(address), public_only=True)


async def _resolve(host: str, port: int, *, public_only: bool) -> list[tuple[int, Any]]:
    address = address_of(host)
    if address is not None:
        family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
        found: list[tuple[int, Any]] = [(family, (host, port))]
    else:
        found = await _lookup(host, port)
    allowed = [each for each in found if _may_dial(each[1][0], public_only=public_only)]
    if not allowed:
        raise CannotDialError(403, f"{host} has no address that may be connected to from here")
    return allowed


async def _lookup(host: str, port: int) -> list[tuple[int, Any]]:
    loop = asyncio.get_running_loop()
    try:
        infos = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        detail = getattr(error, "strerror", None) or "not a host name"
        raise CannotDialError(502, f"{host} cannot be resolved: {detail}") from None
    return [(info[0], info[4]) for info in infos]


def _may_dial(address: str, *, public_only: bool) -> bool:
    return not guarded(address) and (
        not public_only or ipaddress.ip_address(address.partition("%")[0]).is_global
    )


async def _first(addresses: list[tuple[int, Any]], host: str) -> socket.socket:
    last = len(addresses) - 1
    reason = "no address"
    for at, (family, address) in enumerate(addresses):
        try:
            async with asyncio.timeout(_EACH_SECONDS if at < last else None):
                return await _connect(family, address)
        except OSError as error:  # TimeoutError is one
            reason = error.strerror or "timed out"
    raise CannotDialError(502, f"no connection to {host}: {reason}")


async def _connect(family: int, address: Any) -> socket.socket:
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        if family != socket.AF_UNIX:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(connection, address)
    except BaseException:
        connection.close()
        raise
    return connection
