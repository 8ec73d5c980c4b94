"""One request of somebody who is signed in: what a page is made with.

A page is a function ``async def show(visit) -> Response``. It reads ``visit.names`` (of the path),
``visit.query`` and, for a POST, ``visit.form``; it calls the APIs by ``visit.arm``,
``visit.vaults``, ``visit.graph`` and ``visit.admin``; it answers with ``visit.page`` or
``visit.redirect``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from nameplate.core.clock import Clock
from nameplate.portal.api import Api
from nameplate.portal.deployments.drafts import Drafts
from nameplate.portal.forms import Form
from nameplate.portal.permissions import Permissions
from nameplate.portal.place import Place
from nameplate.portal.rendering import Pages
from nameplate.portal.sessions import Session
from nameplate.portal.theme import theme_of
from nameplate.portal.tokens import Tokens
from nameplate.portal.wires.admin import Admin
from nameplate.portal.wires.arm import Arm
from nameplate.portal.wires.caller import Caller
from nameplate.portal.wires.graph import Graph
from nameplate.portal.wires.vaults import Vaults


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every visit needs of the portal."""

    api: Api
    place: Place
    clock: Clock
    tokens: Tokens
    pages: Pages
    path: Callable[..., str]
    lives: Callable[[Session], bool]
    drafts: Drafts


@dataclass
class Visit:
    """A request, its session, and the APIs as that person."""

    desk: Desk
    request: Request
    session: Session
    form: Form = field(default_factory=lambda: Form(()))
    navigation: Sequence[Any] = ()
    """Links to the areas that are offered."""

    @property
    def place(self) -> Place:
        return self.desk.place

    @property
    def here(self) -> str:
        """The path of this page, encoded as it came."""
        raw: bytes = self.request.scope["raw_path"]
        return raw.decode("ascii")

    @property
    def names(self) -> Mapping[str, str]:
        """What the names in the route's path stand for."""
        return self.request.path_params

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    @property
    def is_post(self) -> bool:
        return self.request.method == "POST"

    @cached_property
    def caller(self) -> Caller:
        return Caller(self.desk.api, self.desk.tokens, self.session)

    @cached_property
    def arm(self) -> Arm:
        return Arm(self.caller, self.place.cloud)

    @cached_property
    def vaults(self) -> Vaults:
        return Vaults(self.caller, self.place.cloud)

    @cached_property
    def graph(self) -> Graph:
        return Graph(self.caller, self.place.cloud)

    @cached_property
    def admin(self) -> Admin:
        return Admin(self.caller, self.place.cloud)

    async def permissions(self, scope: str = "") -> Permissions:
        """What the person may do at a scope; at the subscription when none is given."""
        return await self.arm.permissions(scope or self.place.subscription)

    def path(self, route: str, /, _query: Mapping[str, str] | None = None, **names: str) -> str:
        """The address of a page, by its route's name."""
        address = self.desk.path(route, **names)
        asked = {name: value for name, value in (_query or {}).items() if value}
        return f"{address}?{urlencode(asked)}" if asked else address

    def flash(self, text: str, kind: str = "done") -> None:
        """Leave a sentence for the page that is shown next: ``done``, ``note`` or ``failed``."""
        self.session.flash(kind, text)

    def page(self, template: str, status: int = 200, /, **context: Any) -> Response:
        """A page of a template."""
        return HTMLResponse(
            self.desk.pages.render(template, {**self._context(), **context}), status
        )

    def redirect(
        self, route: str, /, _query: Mapping[str, str] | None = None, **names: str
    ) -> Response:
        """After a POST: the browser gets the page with GET, and the back button is harmless."""
        return RedirectResponse(self.path(route, _query, **names), 303)

    def again(self) -> Response:
        """The page of this address, as it is now."""
        return RedirectResponse(self.here, 303)

    def _context(self) -> dict[str, Any]:
        return {
            "person": self.session.person,
            "navigation": self.navigation,
            "csrf": self.session.csrf,
            "flashes": self.session.take_flashes(),
            "here": self.here,
            "theme": theme_of(self.request.cookies),
        }
