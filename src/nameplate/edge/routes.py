"""Where a host name is served: by our rooms, by a local emulator, by the real service, or nowhere.

A route says ``PATTERN=TARGET``. The pattern is a host name or ``*.`` and a suffix; the target is
the URL of a local emulator, or ``real`` for the service itself (the explicit allow-list). Nothing
that the cloud refuses leaves without such a route, because a token or a secret could go with it.
An emulator sees this installation's tokens only, unless its URL begins with ``real-tokens+``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from nameplate.core.cloud import Cloud

REAL: Final = "real"
REAL_TOKENS: Final = "real-tokens+"
"""Before an emulator's URL: it may be sent tokens of other issuers."""

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PATTERN: Final = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})+")


class Place(Enum):
    """Where the proxy takes a connection to a host name."""

    OURS = "served here"
    EMULATOR = "served by a local emulator"
    OUTSIDE = "passed on"
    NOWHERE = "refused"


@dataclass(frozen=True, slots=True)
class Emulator:
    """A local server that stands in for a service."""

    scheme: str
    host: str
    port: int
    prefix: str
    """What its paths begin with, without a slash at the end: ``/devstoreaccount1`` or nothing."""
    real_tokens: bool = False
    """Whether tokens of other issuers may go to it."""


@dataclass(frozen=True, slots=True)
class Route:
    """A pattern and its target; ``emulator`` is ``None`` for the real service."""

    pattern: str
    emulator: Emulator | None

    def matches(self, host: str) -> bool:
        """Whether it is for a host name (lower case).

        ``*`` takes one label before an emulator, as it does in certificates, and any number
        before the real service.
        """
        if not self.pattern.startswith("*."):
            return host == self.pattern
        before = host.removesuffix(self.pattern[1:])
        return 0 < len(before) < len(host) and (self.emulator is None or "." not in before)


class RouteTable:
    """The decision about each host name."""

    __slots__ = ("_cloud", "_passes", "_routes")

    def __init__(
        self,
        cloud: Cloud,
        routes: tuple[Route, ...] = (),
        passes: "Callable[[str], bool] | None" = None,
    ) -> None:
        """``passes``: names that are the real network's, whatever the cloud says of them."""
        self._cloud = cloud
        self._passes = passes or _nothing
        # the longer pattern is the nearer one; an exact name is nearer than any suffix
        self._routes = tuple(
            sorted(routes, key=lambda route: (route.pattern[0] == "*", -len(route.pattern)))
        )

    def place(self, host: str) -> Place:
        """Where a host name (no port) is served."""
        name = host.lower().removesuffix(".")
        route = self._route(name)
        if route is None and self._passes(name):
            return Place.OUTSIDE
        if self._cloud.serves(name):
            return Place.OURS
        if route is not None:
            return Place.EMULATOR if route.emulator is not None else Place.OUTSIDE
        return Place.NOWHERE if self._cloud.refuses(name) else Place.OUTSIDE

    def emulator(self, host: str) -> Emulator | None:
        """The emulator that stands in for a host name, if there is one."""
        route = self._route(host.lower().removesuffix("."))
        return route.emulator if route is not None else None

    @property
    def emulated(self) -> tuple[str, ...]:
        """The patterns that have an emulator: a TLS listener must answer for them."""
        return tuple(route.pattern for route in self._routes if route.emulator is not None)

    @property
    def kept_from_real_tokens(self) -> tuple[str, ...]:
        """The patterns whose emulators see this installation's tokens only."""
        found = ((route.pattern, route.emulator) for route in self._routes)
        return tuple(name for name, each in found if each is not None and not each.real_tokens)

    def passing(self, passes: Callable[[str], bool]) -> "RouteTable":
        """The same table, in which more names are the real network's."""
        return RouteTable(self._cloud, self._routes, passes)

    @property
    def port(self) -> int:
        """The port under which clients know what is served here."""
        return self._cloud.port

    def _route(self, name: str) -> Route | None:
        return next((route for route in self._routes if route.matches(name)), None)


def _nothing(_host: str) -> bool:
    return False


def read_routes(texts: Mapping[str, str], cloud: Cloud) -> RouteTable:
    """Read routes from settings. Raises ValueError that says which is wrong, and why."""
    return RouteTable(
        cloud, tuple(_read(pattern, target, cloud) for pattern, target in texts.items())
    )


def _read(pattern: str, target: str, cloud: Cloud) -> Route:
    name = pattern.strip().lower()
    if not _PATTERN.fullmatch(name):
        raise ValueError(f"route {pattern!r}: a pattern is a host name, or '*.' and a suffix")
    bare = name.removeprefix("*.")
    if cloud.serves(bare) or cloud.serves(name.replace("*", "x", 1)):
        raise ValueError(f"route {pattern!r}: this installation serves that name itself")
    if not cloud.refuses(bare):
        raise ValueError(f"route {pattern!r}: no name of the cloud's; it is passed on anyway")
    if target.strip() == REAL:
        return Route(name, None)
    return Route(name, _emulator(pattern, target.strip()))


def _emulator(pattern: str, target: str) -> Emulator:
    real_tokens = target.startswith(REAL_TOKENS)
    target = target.removeprefix(REAL_TOKENS)
    try:
        url = urlsplit(target)
        port = url.port
    except ValueError:
        raise ValueError(f"route {pattern!r}: {target!r} is not a URL") from None
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError(f"route {pattern!r}: the target is an http:// or https:// URL, or 'real'")
    if url.query or url.fragment or "@" in url.netloc:
        raise ValueError(f"route {pattern!r}: the target has no query, fragment or user")
    standard = 443 if url.scheme == "https" else 80
    prefix = url.path.rstrip("/")
    return Emulator(url.scheme, url.hostname, port or standard, prefix, real_tokens)
