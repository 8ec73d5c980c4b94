"""What the small Graph answers: each part has routes, the wire asks whether one is allowed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from nameplate.authority.graph_results import Call
from nameplate.edge.http import Response

Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class GraphRoute:
    """Who answers, and the directory action that must be permitted; ``None``: anybody's."""

    method: str
    path: str
    """Below ``/v1.0/``."""
    action: str | None
    handler: Handler


class GraphPart(Protocol):
    """Some of Graph's routes."""

    def routes(self) -> tuple[GraphRoute, ...]: ...
