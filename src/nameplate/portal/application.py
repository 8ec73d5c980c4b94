"""The portal as one ASGI application: routes, sessions, forms, and the pages of what goes wrong."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, Router

from nameplate.core.clock import Clock
from nameplate.portal.addresses import own_path
from nameplate.portal.api import Api
from nameplate.portal.areas import AREAS
from nameplate.portal.deployments.drafts import Drafts
from nameplate.portal.failures import ApiFailure, NoSuchPage, SessionEnded
from nameplate.portal.forms import Form
from nameplate.portal.navigation import Navigation
from nameplate.portal.place import Place
from nameplate.portal.rendering import Pages
from nameplate.portal.routing import Area, PageRoute
from nameplate.portal.security import App, Guarded
from nameplate.portal.sessions import Sessions
from nameplate.portal.sign_in import SignIn, UserOf, unknown
from nameplate.portal.static import Static
from nameplate.portal.theme import COOKIE, LASTS, THEMES
from nameplate.portal.tokens import Tokens
from nameplate.portal.visit import Desk, Visit

_logger = logging.getLogger(__name__)

_MOST_FIELDS: Final = 1000

Endpoint = Callable[[Request], Awaitable[Response]]


def build(
    api: Api,
    place: Place,
    clock: Clock,
    *,
    areas: tuple[Area, ...] = AREAS,
    user_of: UserOf = unknown,
) -> App:
    """The application of a portal that stands at a place. ``user_of`` tells whose a visitor is."""
    portal = Portal(api, place, clock, areas, user_of)
    return Guarded(portal.router, place)


class Portal:
    """Puts the parts together."""

    def __init__(
        self, api: Api, place: Place, clock: Clock, areas: tuple[Area, ...], user_of: UserOf
    ) -> None:
        self._place = place
        self._static = Static()
        drafts = Drafts()
        self._sessions = Sessions(clock, ended=lambda session: drafts.forget(session.key))
        self._pages = Pages(self._static, self._path, place=place)
        tokens = Tokens(api, place, clock)
        self._sign_in = SignIn(place, clock, self._sessions, tokens, self._pages, user_of=user_of)
        pages = [route for area in areas for route in area.routes]
        self.router = Router(
            [*self._own_routes(), *(self._route(page) for page in pages)],
            redirect_slashes=False,
            default=self._missing,
        )
        self._navigation = Navigation(areas, self._path)
        self._desk = Desk(
            api=api,
            place=place,
            clock=clock,
            tokens=tokens,
            pages=self._pages,
            path=self._path,
            lives=self._sessions.lives,
            drafts=drafts,
        )

    def _own_routes(self) -> list[Route]:
        def get(path: str, name: str, handler: Endpoint) -> Route:
            return Route(path, handler, methods=["GET"], name=name)

        return [
            get("/", "home", self._home),
            get("/static/{digest}/{file}", "static", self._file),
            get("/sign-in", "sign-in", self._sign_in.show),
            get("/sign-in/start", "sign-in.start", self._sign_in.start),
            get("/sign-in/done", "sign-in.done", self._sign_in.done),
            get("/sign-in/link", "sign-in.link", self._sign_in.link),
            self._route(PageRoute("sign-out", "/sign-out", _nothing, self._sign_out)),
            self._route(PageRoute("theme", "/theme", _nothing, _choose_theme)),
        ]

    def _route(self, page: PageRoute) -> Route:
        methods = ["GET", "POST"] if page.act is not None else ["GET"]
        return Route(page.path, self._endpoint(page), methods=methods, name=page.name)

    def _endpoint(self, page: PageRoute) -> Endpoint:
        async def answer(request: Request) -> Response:
            session = self._sign_in.session(request)
            if session is None:
                return self._sign_in.ended(request)
            visit = Visit(self._desk, request, session)
            try:
                visit.navigation = await self._navigation.of(visit)
                return await self._answer(page, visit)
            except SessionEnded:
                self._sessions.end(session)
                return self._sign_in.ended(request)
            except NoSuchPage:
                return visit.page("missing.html", 404)
            except ApiFailure as failure:
                return _refused(visit, failure)
            except Exception:
                _logger.exception("a page failed", extra={"path": request.url.path})
                return visit.page("broken.html", 500)

        return answer

    async def _answer(self, page: PageRoute, visit: Visit) -> Response:
        if not visit.is_post or page.act is None:
            return await page.show(visit)
        form = await _read(visit.request)
        if form is None:
            return visit.page("unread.html", 400)
        if not secrets.compare_digest(form.raw("csrf").encode(), visit.session.csrf.encode()):
            return visit.page("forged.html", 403)
        visit.form = form
        try:
            return await page.act(visit)
        except ApiFailure as failure:
            if failure.status in {401, 403, 404} or failure.status >= 500:
                raise
            visit.flash(failure.message, "failed")
            return visit.again()

    async def _home(self, request: Request) -> Response:  # noqa: ARG002 - as all
        return RedirectResponse(self._path("apps"), 303)

    async def _file(self, request: Request) -> Response:
        names = request.path_params
        found = self._static.find(names["digest"], names["file"])
        if found is None:
            return PlainTextResponse("There is no such file.\n", 404)
        headers = {"cache-control": found.cache_control, "content-type": found.content_type}
        return Response(found.body, headers=headers)

    async def _sign_out(self, visit: Visit) -> Response:
        return self._sign_in.end(visit.session)

    async def _missing(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        session = self._sign_in.session(request)
        if session is None:
            response: Response = self._sign_in.ended(request)
        else:
            visit = Visit(self._desk, request, session)
            try:
                visit.navigation = await self._navigation.of(visit)
                response = visit.page("missing.html", 404)
            except SessionEnded:
                response = self._sign_in.ended(request)
        await response(scope, receive, send)

    def _path(self, route: str, /, **names: str) -> str:
        quoted = {name: quote(value, safe="") for name, value in names.items()}
        return str(self.router.url_path_for(route, **quoted))


async def _nothing(visit: Visit) -> Response:  # noqa: ARG001 - as all
    raise NoSuchPage


async def _choose_theme(visit: Visit) -> Response:
    theme = visit.form.text("theme")
    response = RedirectResponse(own_path(visit.form.text("back")), 303)
    if theme in THEMES:
        response.set_cookie(
            COOKIE,
            theme,
            max_age=LASTS,
            secure=visit.place.secure,
            httponly=True,
            samesite="strict",
        )
    return response


async def _read(request: Request) -> Form | None:
    """The form of a POST; ``None`` when it cannot be read."""
    try:
        async with request.form(
            max_files=4, max_fields=_MOST_FIELDS, max_part_size=4 * 2**20
        ) as given:
            # Older Starlettes count the fields of multipart forms alone.
            if len(given.multi_items()) > _MOST_FIELDS:
                return None
            fields = [(name, each) for name, each in given.multi_items() if isinstance(each, str)]
            files = [
                (name, await each.read())
                for name, each in given.multi_items()
                if isinstance(each, UploadFile)
            ]
            return Form(fields, files)
    except ClientDisconnect:
        return None
    except Exception:  # noqa: BLE001 - whatever a parser says of what is no form
        return None


def _refused(visit: Visit, failure: ApiFailure) -> Response:
    """An API said no to what a page needs."""
    if failure.status == 403:
        return visit.page("forbidden.html", 403, failure=failure)
    if failure.status == 404:
        return visit.page("missing.html", 404, failure=failure)
    status = failure.status if failure.status < 500 else 502
    return visit.page("failed.html", status, failure=failure)
