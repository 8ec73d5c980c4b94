"""Which identity a request means: every spelling that a client was seen to use.

https://learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference":
one selector at most; none means the system-assigned identity.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

from nameplate.core.errors import BadRequest


class SelectorKind(StrEnum):
    """What a selector names an identity by."""

    CLIENT_ID = auto()
    OBJECT_ID = auto()
    RESOURCE_ID = auto()


NAMES: Final[Mapping[str, SelectorKind]] = {
    "client_id": SelectorKind.CLIENT_ID,
    "clientid": SelectorKind.CLIENT_ID,
    "object_id": SelectorKind.OBJECT_ID,
    "principal_id": SelectorKind.OBJECT_ID,
    "mi_res_id": SelectorKind.RESOURCE_ID,
    "msi_res_id": SelectorKind.RESOURCE_ID,
    "msi-res-id": SelectorKind.RESOURCE_ID,
    "resource_id": SelectorKind.RESOURCE_ID,
}

_LIKE_A_SELECTOR: Final = re.compile(r"(client|object|principal|res|resource)[_-]?id\Z")


@dataclass(frozen=True, slots=True)
class Selector:
    """One identity, by one of its names; GUIDs and ARM ids compare without regard to case."""

    kind: SelectorKind
    value: str
    """In lower case."""


def read_selector(pairs: Iterable[tuple[str, str]]) -> Selector | None:
    """The selector among a query's pairs; an empty one is absent.

    Raises BadRequest for two that differ, and for one that is not known: ignored, it would give
    a token of another identity than the one that was meant.
    """
    found: set[Selector] = set()
    for name, value in pairs:
        lower = name.lower()
        kind = NAMES.get(lower)
        if kind is None:
            if _LIKE_A_SELECTOR.search(lower):
                raise BadRequest(
                    "UnknownSelector",
                    f"The identity selector '{name[:50]}' is not known. Use one of: "
                    f"{', '.join(NAMES)}.",
                )
        elif value:
            found.add(Selector(kind, value.lower()))
    if len(found) > 1:
        raise BadRequest(
            "TwoSelectors",
            "Only one of client_id, principal_id (object_id) and mi_res_id may be given.",
        )
    return found.pop() if found else None
