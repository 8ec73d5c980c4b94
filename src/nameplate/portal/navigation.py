"""The links to the areas of the portal, those that a person's roles open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.portal.failures import ApiFailure
from nameplate.portal.routing import Area
from nameplate.portal.visit import Visit

_LASTS: Final = 60.0
"""Seconds for which what was offered stays so: roles change seldom, pages are many."""


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link of the navigation."""

    label: str
    icon: str
    path: str


class Navigation:
    """Knows the areas, and asks who is an operator."""

    def __init__(self, areas: Sequence[Area], path: Callable[[str], str]) -> None:
        self._items = [
            (area.for_operators, NavigationItem(area.label, area.icon, path(area.home)))
            for area in areas
        ]

    async def of(self, visit: Visit) -> list[NavigationItem]:
        """What is offered on this visit. Raises SessionEnded."""
        operator = any(apart for apart, _ in self._items) and await _operates(visit)
        return [item for apart, item in self._items if operator or not apart]


async def _operates(visit: Visit) -> bool:
    """Whether the operator's API lets the person in."""
    session, now = visit.session, visit.desk.clock.now()
    if session.operator is None or now - session.operator[0] > _LASTS:
        try:
            await visit.admin.get("/keys")
        except ApiFailure as failure:
            if failure.status != 403:
                return False
            session.operator = (now, False)
        else:
            session.operator = (now, True)
    return session.operator[1]
