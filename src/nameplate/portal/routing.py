"""What an area of the portal is: its pages, and where the navigation finds it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response

    from nameplate.portal.visit import Visit

Handler = Callable[["Visit"], Awaitable["Response"]]


@dataclass(frozen=True, slots=True)
class PageRoute:
    """A page: how it is shown, and what its own forms do (they are sent to its own address)."""

    name: str
    """What ``path(...)`` finds it by: ``app.identity``."""
    path: str
    """``/apps/{group}/{name}/identity``."""
    show: Handler
    act: Handler | None = None
    """Answers a POST, with ``visit.redirect`` or ``visit.again``. An ``ApiFailure`` that leaves it
    becomes a sentence on the page that is shown again."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the portal with a place in the navigation."""

    label: str
    icon: str
    """A name of ``templates/icons.html``."""
    home: str
    """The name of its first page; the navigation marks it on every path that begins like it."""
    routes: tuple[PageRoute, ...]
    for_operators: bool = False
    """Whether it is offered to operators of the installation alone."""
