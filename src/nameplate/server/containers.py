"""Doors on a container engine's network: an identity endpoint and a proxy on one private address.

Whoever is there finds two locks: the address must be of that network, and what is shown a secret
that was given out for the name under which it is asked. Everything else stays on loopback.
"""

import base64
import binascii
import fcntl
import ipaddress
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nameplate.config.errors import ConfigurationError
from nameplate.config.settings import Settings
from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.directory.directory import Directory
from nameplate.edge import listeners
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.edge.proxy import Proxy
from nameplate.managed_identity.containers import ContainerEndpoint
from nameplate.server.endpoints import Endpoints
from nameplate.server.proxying import proxy_settings
from nameplate.server.sockets import bind

if TYPE_CHECKING:
    from nameplate.managed_identity.endpoint import IdentityEndpoint

_ADDRESS_OF: Final = 0x8915  # SIOCGIFADDR, netdevice(7)
_MASK_OF: Final = 0x891B  # SIOCGIFNETMASK
_BACKLOG: Final = 512

Network = ipaddress.IPv4Network


@dataclass(frozen=True, slots=True)
class Inside:
    """What the doors lead to."""

    identity: "IdentityEndpoint"
    directory: Directory
    cloud: Cloud
    endpoints: Endpoints
    on_refused: Callable[[str, str], None]


async def open_doors(
    settings: Settings, inside: Inside, clock: Clock, stack: AsyncExitStack
) -> None:
    """Listen on the container address, with the ports of loopback. Raises ConfigurationError."""
    address = settings.container_address
    if address is None:
        return
    network = network_of(address)
    token = bind(address, inside.endpoints.token, "token")
    stack.callback(token.close)
    proxy = bind(address, inside.endpoints.proxy, "proxy")
    stack.callback(proxy.close)

    def is_neighbour(peer: str) -> bool:
        return ipaddress.ip_address(peer) in network

    wire = ContainerEndpoint(inside.identity, is_neighbour)
    listener = await listeners.start(Door(HostTable(default=wire)), clock=clock, sock=token)
    stack.push_async_callback(listener.stop)
    told = replace(
        proxy_settings(settings, inside.cloud, inside.endpoints),
        metadata=None,
        allow_remote=True,
        admits=admitting(inside.directory, is_neighbour),
    )
    proxy.listen(_BACKLOG)
    running = Proxy(proxy, told, inside.on_refused)
    stack.push_async_callback(running.stop)


def admitting(
    directory: Directory, is_neighbour: Callable[[str], bool]
) -> Callable[[str, str | None], Awaitable[bool]]:
    """Whether a proxy's client shows an app's secret, as the password of the name it is for."""

    async def admits(peer: str, authorization: str | None) -> bool:
        kind, _, encoded = (authorization or "").partition(" ")
        if kind.lower() != "basic" or not is_neighbour(peer):
            return False
        try:
            host, _, secret = (
                base64.b64decode(encoded, validate=True).decode("ascii").partition(":")
            )
        except (binascii.Error, ValueError):
            return False
        return bool(host) and await directory.binding_of(secret, host=host) is not None

    return admits


def network_of(address: str) -> Network:
    """The network of an address that this machine has. Raises ConfigurationError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            try:
                if _ask(asked, name, _ADDRESS_OF) == address:
                    return Network(f"{address}/{_ask(asked, name, _MASK_OF)}", strict=False)
            except OSError:
                continue
    raise ConfigurationError(
        f"container_address {address} is not an address of this machine: start the container "
        "engine first, and see `ip -brief address`."
    )


def _ask(asked: socket.socket, name: str, request: int) -> str:
    answer = fcntl.ioctl(asked.fileno(), request, struct.pack("256s", name.encode()[:15]))
    return socket.inet_ntoa(answer[20:24])
