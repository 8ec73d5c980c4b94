"""One request to the control plane as a value: what the wire, or a deployment, hands in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nameplate.core.principal import Principal
from nameplate.resource_manager.address import Address

VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}(-[A-Za-z0-9.-]{1,40})?")
"""What an api-version looks like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who asks what of which address. ``body`` is parsed JSON; ``None`` where none was sent."""

    caller: Principal
    method: str
    address: Address
    api_version: str
    request_id: str
    correlation_id: str = ""
    """``x-ms-correlation-request-id``, where the client said one."""
    body: Any = None
    if_match: str | None = None
    if_none_match: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    """The other query parameters (``$top``, ``$filter``...), names in lower case."""
    url: str = ""
    """The absolute URL without query, as the client wrote it: links are built on it."""
