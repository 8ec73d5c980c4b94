"""The proxy that was there before ours, and when it is not asked (``NO_PROXY``).

Read as curl and Python read it: entries are host names, suffixes (with or without a dot in front),
addresses, networks, any of them with a port, or ``*`` for everything.
"""

import base64
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """An HTTP proxy; ``tls``: it is spoken to over TLS."""

    host: str
    port: int
    tls: bool
    authorization: str | None
    """The ``Proxy-Authorization`` that its URL's user and password make."""

    @classmethod
    def parse(cls, url: str) -> "ProxyAddress":
        """Read a proxy's URL; without a scheme it is ``http://``. Raises ValueError."""
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            port = parts.port
        except ValueError:
            raise ValueError("the proxy that was set before is not a URL") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(f"a proxy of scheme {parts.scheme!r} cannot be passed on to")
        authorization = None
        if parts.username is not None:
            user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            authorization = f"Basic {base64.b64encode(user.encode()).decode()}"
        tls = parts.scheme == "https"
        return cls(parts.hostname, port or _PORTS[parts.scheme], tls, authorization)

    def __repr__(self) -> str:
        return f"ProxyAddress({self.host}:{self.port})"


class Upstream:
    """Which proxy, if any, a connection that is not ours goes on through."""

    __slots__ = ("_bypass", "_http", "_https")

    def __init__(
        self, https: str | None = None, http: str | None = None, bypass: Sequence[str] = ()
    ) -> None:
        """The URLs of the proxies and the entries of ``NO_PROXY``. Raises ValueError."""
        self._https = ProxyAddress.parse(https) if https else None
        self._http = ProxyAddress.parse(http) if http else None
        self._bypass = tuple(_Entry.parse(entry) for entry in bypass if entry.strip())

    def tunnel(self, host: str, port: int) -> ProxyAddress | None:
        """The proxy for a CONNECT; ``None``: straight to the network."""
        return None if self._https is None or self._straight(host, port) else self._https

    def plain(self, host: str, port: int) -> ProxyAddress | None:
        """The proxy for an ``http://`` request."""
        return None if self._http is None or self._straight(host, port) else self._http

    def _straight(self, host: str, port: int) -> bool:
        name = host.lower().removesuffix(".")
        address = address_of(name)
        if name == "localhost" or name.endswith(".localhost"):
            return True
        if address is not None and address.is_loopback:
            return True
        return any(entry.matches(name, address, port) for entry in self._bypass)


Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address_of(host: str) -> Address | None:
    """The address that a host is written as; ``None`` for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of ``NO_PROXY``."""

    name: str
    network: Network | None
    port: int | None

    @classmethod
    def parse(cls, text: str) -> "_Entry":
        entry = text.strip().lower()
        try:
            return cls(entry, ipaddress.ip_network(entry.strip("[]"), strict=False), None)
        except ValueError:
            name, colon, port = entry.rpartition(":")
        if not colon or not (port.isascii() and port.isdigit()):
            name, port = entry, ""
        name = name.strip("[]").removeprefix("*.").strip(".") or name
        return cls(name, None, int(port) if port else None)

    def matches(self, name: str, address: Address | None, port: int) -> bool:
        if self.port is not None and self.port != port:
            return False
        if self.network is not None:
            return address is not None and address in self.network
        return self.name in {"*", name} or name.endswith(f".{self.name}")
