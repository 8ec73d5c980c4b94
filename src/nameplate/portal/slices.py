"""Long lists that an API gives whole, shown a part at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from nameplate.portal.visit import Visit

SIZE: Final = 50
_FURTHEST: Final = 100_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A part of a list, and the addresses of its beginning and of what follows; empty: none."""

    items: Sequence[T]
    first: str
    next: str


def slice_of(visit: Visit, items: Sequence[T], size: int = SIZE) -> Slice[T]:
    """The part that the address asks for by ``from``."""
    given = visit.query.get("from", "")
    start = min(int(given), _FURTHEST) if given.isdecimal() and len(given) < 7 else 0
    here, following = visit.request.url.path, start + size
    return Slice(
        items[start:following],
        here if start else "",
        f"{here}?from={following}" if following < len(items) else "",
    )
