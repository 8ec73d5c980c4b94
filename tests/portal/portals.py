"""A portal over a real server, and a browser in memory that walks it.

``portal()`` founds a home once for all tests and starts each test's server on a copy of it.
"""

import html
import re
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import orjson

from nameplate import __version__
from nameplate.authority.clients import PORTAL
from nameplate.core.clock import Clock, SystemClock
from nameplate.directory.records import User
from nameplate.edge.door import Door
from nameplate.portal.api import Reply
from nameplate.portal.application import build
from nameplate.portal.place import Place
from nameplate.server.endpoints import Mode
from nameplate.server.in_process import InProcess
from nameplate.server.portal import PortalLinks, redirect_uris
from nameplate.server.running import Server
from nameplate.server.wires import build_surface
from tests.fakes.asgi import ask, scope
from tests.server.homes import settings_of

ORIGIN: Final = "http://localhost:8140"
_HOST: Final = "localhost:8140"


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser was shown."""

    status: int
    headers: Mapping[str, str]
    text: str
    path: str
    """Where it ended, after redirects."""

    @property
    def words(self) -> str:
        """What is read on it: no tags, entities resolved, one blank between words."""
        bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", self.text, flags=re.DOTALL)
        return " ".join(html.unescape(bare).split())

    def fields(self, action: str = "") -> dict[str, str]:
        """The hidden fields of its forms, the last ones first found; ``csrf`` among them."""
        found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', self.text)
        return {name: html.unescape(value) for name, value in found if name != "back"}


@dataclass
class Browser:
    """Keeps cookies, follows redirects, sends a page's hidden fields along with a form."""

    app: Any
    cookies: dict[str, str] = field(default_factory=dict)
    page: Page | None = None

    async def get(self, target: str, *, follow: bool = True, host: str = _HOST) -> Page:
        """Open a page."""
        return await self._go("GET", target, b"", (), follow=follow, host=host)

    async def post(
        self,
        target: str,
        fields: Mapping[str, str],
        *,
        follow: bool = True,
        opened: bool = True,
        headers: Sequence[tuple[bytes, bytes]] = ((b"origin", ORIGIN.encode()),),
    ) -> Page:
        """Send a form of a page. ``opened=False``: of the page that is open, not of this one."""
        if opened:
            await self.get(target.partition("?")[0])
        hidden = self.page.fields() if self.page is not None else {}
        body = urlencode({**hidden, **fields}).encode()
        kind = (b"content-type", b"application/x-www-form-urlencoded")
        return await self._go("POST", target, body, (*headers, kind), follow=follow)

    async def _go(
        self,
        method: str,
        target: str,
        body: bytes,
        headers: Sequence[tuple[bytes, bytes]],
        *,
        follow: bool,
        host: str = _HOST,
    ) -> Page:
        page = await self._ask(method, target, body, headers, host)
        for _ in range(5):
            if not follow or page.status not in {302, 303}:
                break
            parts = urlsplit(page.headers["location"])
            if parts.netloc:
                break  # another host's, which this browser does not visit
            page = await self._ask("GET", page.headers["location"], b"", (), host)
        self.page = page
        return page

    async def _ask(
        self,
        method: str,
        target: str,
        body: bytes,
        headers: Sequence[tuple[bytes, bytes]],
        host: str,
    ) -> Page:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        length = [(b"content-length", b"%d" % len(body))] if method == "POST" else []
        sent = [*headers, *length, *([(b"cookie", cookie.encode())] if cookie else [])]
        request = scope(method, target, host=host, headers=sent) | {"scheme": "http"}
        answer = await ask(self.app, request, body)
        for name, value in answer.headers:
            if name == b"set-cookie":
                self._keep(value.decode())
        names = {name.decode(): value.decode() for name, value in answer.headers}
        return Page(answer.status, names, answer.body.decode("utf-8", "replace"), target)

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)


@dataclass
class Stand:
    """A portal, its server, and how to get in."""

    server: Server
    api: InProcess
    app: Any
    place: Place
    clock: Clock
    groups: set[str] = field(default_factory=set)
    """Those that ``site`` has made."""

    @property
    def subscription(self) -> str:
        return self.place.subscription

    @property
    def links(self) -> PortalLinks:
        """Makes one-time links."""
        return PortalLinks(
            self.server.rooms.sign_ins,
            self.clock,
            tenant_id=self.place.tenant_id,
            origin=ORIGIN,
            audience=self.place.cloud.resource_manager_audiences[0],
        )

    async def browser(self, user: User | None = None) -> Browser:
        """A browser that is signed in: as the operator, or as a user."""
        browser = Browser(self.app)
        object_id = user.object_id if user else self.server.facts.operator_id
        link = self.links.create(object_id)
        assert link is not None
        await browser.get(link.url.removeprefix(ORIGIN))
        return browser

    async def user(self, name: str, *roles: str, scope: str = "") -> User:
        """A new user of the tenant, with built-in roles (by name) at a scope."""
        rooms = self.server.rooms
        work = rooms.opened.database.begin()
        domain = (await rooms.opened.directory.tenant()).default_domain
        user = rooms.opened.directory.create_user(
            work, user_principal_name=f"{name}@{domain}", display_name=name
        )
        await work.commit()
        for role in roles:
            await self._assign(user, role, scope or self.subscription)
        return user

    async def arm(self, method: str, path: str, body: Any = None, *, version: str) -> Reply:
        """A call of ARM as the operator, past the portal."""
        token = await self._operator_token()
        url = f"{self.place.cloud.resource_manager}{path}"
        url += f"{'&' if '?' in url else '?'}api-version={version}"
        headers = [("authorization", f"Bearer {token}"), ("content-type", "application/json")]
        content = orjson.dumps(body) if body is not None else b""
        reply = await self.api.send(method, url, headers, content)
        assert reply.status < 400, reply.body
        return reply

    async def site(self, name: str, *, group: str = "local", **document: Any) -> dict[str, Any]:
        """An app, made past the portal; ``kind`` and ``identity`` as ARM has them."""
        place = f"{self.subscription}/resourceGroups/{group}"
        if group not in self.groups:
            await self.arm("PUT", place, {"location": "westeurope"}, version="2021-04-01")
            self.groups.add(group)
        path = f"{place}/providers/Microsoft.Web/sites/{name}"
        body = {"location": "westeurope", "properties": {}, **document}
        made: dict[str, Any] = (await self.arm("PUT", path, body, version="2024-11-01")).json()
        return made

    async def _assign(self, user: User, role: str, scope: str) -> None:
        rooms = self.server.rooms
        found = [each for each in await rooms.roles.definitions() if each.name == role]
        body = {
            "properties": {
                "roleDefinitionId": f"{self.subscription}/providers/"
                f"Microsoft.Authorization/roleDefinitions/{found[0].id}",
                "principalId": user.object_id,
            }
        }
        path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
        await self.arm("PUT", path, body, version="2022-04-01")

    async def _operator_token(self) -> str:
        from nameplate.tokens.claims import SubjectKind, TokenSubject  # noqa: PLC0415

        operator = await self.server.rooms.opened.directory.user(self.server.facts.operator_id)
        assert operator is not None
        subject = TokenSubject(
            object_id=operator.object_id,
            app_id=PORTAL,
            tenant_id=self.place.tenant_id,
            display_name=operator.display_name,
            appidacr="0",
            kind=SubjectKind.USER,
        )
        audience = self.place.cloud.resource_manager_audiences[0]
        return (await self.server.rooms.issuer.issue(subject, audience)).text


@asynccontextmanager
async def portal(folder: Path, clock: Clock | None = None) -> AsyncIterator[Stand]:
    """A portal over a server that nobody else uses."""
    if not (folder / "home").exists():
        shutil.copytree(_founded(), folder / "home")
    clock = clock or SystemClock()
    server = await Server.start(settings_of(folder), clock, mode=Mode.EMBEDDED)
    try:
        server.rooms.sign_ins.portal = redirect_uris(ORIGIN)
        surface = await build_surface(server, server.rooms, server.clouds)
        place = Place(
            cloud=server.clouds[0],
            browser=server.clouds[-1],
            tenant_id=server.facts.tenant_id,
            subscription_id=server.facts.subscription_id,
            default_group=server.settings.default_group,
            default_location=server.settings.default_location,
            origins=(ORIGIN,),
            client_id=PORTAL,
            version=__version__,
        )
        api = InProcess(Door(surface.https))
        yield Stand(server, api, build(api, place, clock), place, clock)
    finally:
        await server.stop()


@cache
def _founded() -> Path:
    """A home after its first start."""
    import asyncio  # noqa: PLC0415 - a test's own loop runs already
    from threading import Thread  # noqa: PLC0415

    folder = Path(mkdtemp(prefix="nameplate-portal-"))

    async def found() -> None:
        server = await Server.start(settings_of(folder), SystemClock(), mode=Mode.EMBEDDED)
        await server.stop()

    thread = Thread(target=lambda: asyncio.run(found()))
    thread.start()
    thread.join()
    return folder / "home"
