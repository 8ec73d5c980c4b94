"""Which wire answers a host name: exact names, then one label before a suffix (RFC 9110, 7.2)."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from nameplate.edge.wire import Wire

_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:.]{{2,45}}\])")


class RawWire(ABC):
    """What answers by itself, as an ASGI application: it streams, and keeps limits of its own."""

    @abstractmethod
    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The host (lower case, no final dot, no brackets) and port that a client named."""

    host: str
    port: int | None


class Later:
    """What answers, built when it is first asked: what nobody asks for is never even loaded."""

    __slots__ = ("_build", "_built")

    def __init__(self, build: Callable[[], Wire | RawWire]) -> None:
        self._build = build
        self._built: Wire | RawWire | None = None

    def built(self) -> Wire | RawWire:
        """It, the same at each call."""
        if self._built is None:
            self._built = self._build()
        return self._built


Answering = Wire | RawWire | Later


class HostTable:
    """Host names and what answers them.

    ``suffixes`` match names with exactly one more label: ``contoso.vault.azure.net``, not
    ``a.contoso.vault.azure.net``. ``default`` answers every other host (the token endpoint, whose
    wire judges the host itself); no certificate is ever made for such a name.
    """

    __slots__ = ("_default", "_exact", "_suffixes")

    def __init__(
        self,
        exact: Mapping[str, Answering] | None = None,
        suffixes: Mapping[str, Answering] | None = None,
        *,
        default: Wire | RawWire | None = None,
    ) -> None:
        self._exact = {host.lower(): wire for host, wire in (exact or {}).items()}
        self._suffixes = {name.lower().lstrip("."): wire for name, wire in (suffixes or {}).items()}
        self._default = default

    @property
    def default(self) -> Wire | RawWire | None:
        """What answers every host that has no wire of its own."""
        return self._default

    def find(self, host: str) -> Wire | RawWire | None:
        """What answers a host name (lower case, no port)."""
        found = self._named(host)
        if found is None:
            return self._default
        return found.built() if isinstance(found, Later) else found

    def build(self) -> None:
        """Build now what would be built later: a server that lasts has nobody wait for it."""
        for found in (*self._exact.values(), *self._suffixes.values()):
            if isinstance(found, Later):
                found.built()

    def serves(self, host: str) -> bool:
        """Whether a name stands in the table: then it may have a certificate."""
        return self._named(host.lower()) is not None

    def _named(self, host: str) -> Answering | None:
        wire = self._exact.get(host)
        if wire is None:
            label, _, suffix = host.partition(".")
            wire = self._suffixes.get(suffix) if label else None
        return wire


@lru_cache(maxsize=1024)
def parse_authority(text: str) -> Authority | None:
    """Read ``host[:port]`` as a Host header or a CONNECT target has it; ``None``: malformed."""
    if len(text) > 262:
        return None
    host, colon, port = text.lower().rpartition(":")
    if not colon or port.endswith("]"):
        host, port = text.lower(), ""
    if len(host) > 254 or not _HOST.fullmatch(host):
        return None
    if port and not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) < 65536):
        return None
    return Authority(host.strip("[]").removesuffix("."), int(port) if port else None)
