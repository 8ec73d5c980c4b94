"""Which wire answers a host name: exact names, then one label before a suffix (RFC 9110, 7.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from nameplate.edge.wire import Wire

_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:.]{{2,45}}\])")


class RawWire:
    """What answers by itself, as an ASGI application: it streams, and keeps limits of its own."""

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Authority:
    """The host (lower case, no final dot, no brackets) and port that a client named."""

    host: str
    port: int | None


class HostTable:
    """Host names and what answers them.

    ``suffixes`` match names with exactly one more label: ``contoso.vault.azure.net``, not
    ``a.contoso.vault.azure.net``. ``default`` answers every other host (the token endpoint, whose
    wire judges the host itself); no certificate is ever made for such a name.
    """

    __slots__ = ("_default", "_exact", "_suffixes")

    def __init__(
        self,
        exact: Mapping[str, Wire | RawWire] | None = None,
        suffixes: Mapping[str, Wire | RawWire] | None = None,
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
        return self._named(host) or self._default

    def serves(self, host: str) -> bool:
        """Whether a name stands in the table: then it may have a certificate."""
        return self._named(host.lower()) is not None

    def _named(self, host: str) -> Wire | RawWire | None:
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
