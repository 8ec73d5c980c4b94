"""Which recorded exchanges are about something that we serve: the others are counted apart.

A type is served when the platform itself lists it below ``/providers/NAMESPACE``. What the real
service answered when it was broken (500 and above) or throttled (429) is no behaviour to have.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final, Protocol

from tests.fidelity.records import Exchange
from tests.running import Answer

_PROVIDED: Final = re.compile(r"(?i).*/providers/([^/]+)/(.+?)/?")
THROTTLED: Final = 429
BROKEN: Final = "the cloud's own failures"
_BY_CODE: Final = {"ScopeLocked": "Microsoft.Authorization/locks"}
"""Refusals that stand for a type which the recording does not name."""

_ONLY_LISTED: Final = frozenset(("microsoft.authorization/locks",))
"""Types that clients ask for everywhere: their lists are empty here, and that is all."""


class Arm(Protocol):
    """Sends as the operator."""

    def arm(self, method: str, path: str, document: Any = None) -> Answer: ...


class Served:
    """Asks the platform what it serves."""

    def __init__(self, platform: Arm) -> None:
        self._platform = platform
        self._types_of = cache(self._asked)

    def left_out(self, exchange: Exchange, beside: Iterable[str] = ()) -> str | None:
        """The first type of an exchange that is not served (or why it is none); else ``None``.

        ``beside`` are types that it is about without naming them in its path.
        """
        if exchange.status >= 500 or exchange.status == THROTTLED:
            return BROKEN
        if exchange.error_code in _BY_CODE:
            return _BY_CODE[exchange.error_code]
        name = type_of(exchange)
        only_listed = name is not None and name.lower() in _ONLY_LISTED
        if only_listed and (exchange.method != "GET" or is_item(exchange)):
            return name
        named = (*((name,) if name else ()), *beside)
        return next((each for each in named if not self._serves(each)), None)

    def _serves(self, name: str) -> bool:
        namespace, _, kind = name.lower().partition("/")
        return kind in self._types_of(namespace)

    def _asked(self, namespace: str) -> frozenset[str]:
        answer = self._platform.arm("GET", f"/providers/{namespace}?api-version=2021-04-01")
        if answer.status != 200:
            return frozenset()
        listed = answer.json()["resourceTypes"]
        return frozenset(str(each["resourceType"]).lower() for each in listed)


def is_item(exchange: Exchange) -> bool:
    """Whether a path names one resource rather than a collection."""
    provided = _PROVIDED.fullmatch(exchange.bare_path)
    return provided is not None and len(provided[2].split("/")) % 2 == 0


def type_of(exchange: Exchange) -> str | None:
    """The resource type that a path names; of an action, the type that has it."""
    provided = _PROVIDED.fullmatch(exchange.bare_path)
    if provided is None:
        return None
    parts = provided[2].split("/")
    types, names = parts[0::2], parts[1::2]
    if exchange.method == "POST" and len(types) > len(names) and names:
        types = types[:-1]
    return "/".join((provided[1], *types))
