"""One request to the control plane as a value: what the wire, or a deployment, hands in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from nameplate.core.principal import Principal
from nameplate.resource_manager.address import Address

_NO_OPTIONS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who asks what of which address. ``body`` is parsed JSON; ``None`` where none was sent."""

    caller: Principal
    method: str
    address: Address
    api_version: str
    request_id: str
    body: Any = None
    if_match: str | None = None
    if_none_match: str | None = None
    options: Mapping[str, str] = field(default=_NO_OPTIONS)
    """The other query parameters (``$top``, ``$filter``...), names in lower case."""
    url: str = ""
    """The absolute URL without query, as the client wrote it: links are built on it."""
