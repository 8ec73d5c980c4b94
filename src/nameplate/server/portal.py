"""The portal's listener: its address, its one-time links, and its pages when somebody comes.

Loading the pages takes a moment and some memory; a server whose portal nobody opens spends neither.
Who asks for a link comes in a moment: the pages are loaded meanwhile, with every template.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from nameplate import __version__
from nameplate.admin.portal_links import PortalLink
from nameplate.authority.authorization_codes import SignedIn, new_family
from nameplate.authority.clients import PORTAL
from nameplate.authority.sign_in_memory import SignInMemory
from nameplate.config.settings import Settings
from nameplate.core.clock import Clock
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.process.connections import user_of
from nameplate.server.exposure import is_loopback
from nameplate.server.in_process import InProcess

if TYPE_CHECKING:
    from nameplate.portal.place import Place
    from nameplate.server.running import Server

_log = logging.getLogger(__name__)

App = Callable[[Any, Any, Any], Awaitable[None]]

LINK_SECONDS: Final = 300
_OWN_NAME: Final = "portal.localhost"
"""Not ``localhost``: cookies know no ports, and apps that run here answer on some of its ports.
Browsers look up no name below ``localhost`` (RFC 6761 section 6.3)."""
_OPERATOR: Final = "rsa"


def portal_origin(settings: Settings, port: int) -> str:
    """Where a browser finds the portal: plain HTTP on this machine, TLS for others."""
    if is_loopback(settings.host):
        return f"http://{_OWN_NAME}:{port}"
    suffix = "" if port == 443 else f":{port}"
    return f"https://portal.{settings.domain}{suffix}"


def redirect_uris(origin: str) -> tuple[str, ...]:
    """Where the authority may send what is for the portal."""
    return (f"{origin}/sign-in/done",)


class PortalLinks:
    """Makes one-time links: each has a code of the authority's, good once and for a few minutes."""

    def __init__(
        self,
        memory: SignInMemory,
        clock: Clock,
        *,
        tenant_id: str,
        origin: str,
        audience: str,
        expect: Callable[[], None] = lambda: None,
    ) -> None:
        """``expect`` is called when somebody has a link, and will come."""
        self._memory = memory
        self._expect = expect
        self._clock = clock
        self._tenant_id = tenant_id
        self._origin = origin
        self._audience = audience.rstrip("/")

    def create(self, object_id: str, system_user: int | None = None) -> PortalLink | None:
        """A link that signs a user in; ``None`` where no portal is served.

        ``system_user``: whose processes alone may open it, where they can be told apart, which is
        on this machine. A browser is given its address as an argument, which everybody may read.
        """
        if not self._origin:
            return None
        bound = system_user is not None and self._origin.startswith("http:")
        address = f"{self._origin}/sign-in/link{f'?user={system_user}' if bound else ''}"
        signed_in = SignedIn(
            object_id=object_id,
            client_id=PORTAL,
            tenant_id=self._tenant_id,
            redirect_uri=address,
            scope=f"openid profile offline_access {self._audience}/.default",
            confidential=False,
            method=_OPERATOR,
            family_id=new_family(),
        )
        self._expect()
        code = self._memory.codes.issue(signed_in, lifetime=LINK_SECONDS)
        expires = self._clock.now() + LINK_SECONDS
        return PortalLink(f"{address}{'&' if bound else '?'}code={code.reveal()}", expires)


class LaterPortal:
    """The application of the portal's listener, loaded when somebody comes."""

    def __init__(self, build: Callable[[], App], warm: Callable[[], None] = lambda: None) -> None:
        """``warm`` does what is otherwise done when a page is first shown. Both run in a thread.

        Whoever comes meanwhile waits for both: no page is slow because it is the first.
        """
        self._build = build
        self._warm = warm
        self._built: App | None = None
        self._loading: asyncio.Task[App] | None = None

    def expect(self) -> None:
        """Load it now, beside whatever else goes on."""
        self._begun()

    async def stop(self) -> None:
        """Wait for what a thread still does."""
        if self._loading is not None:
            await asyncio.gather(self._loading, return_exceptions=True)

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Answer one request (ASGI 3)."""
        built = self._built
        if built is None:
            built = await asyncio.shield(self._begun())
        await built(dict(scope), receive, send)

    def _begun(self) -> "asyncio.Task[App]":
        """What loads it; what failed is begun again."""
        failed = self._loading is not None and self._loading.done() and self._built is None
        if self._loading is None or failed:
            self._loading = asyncio.get_running_loop().create_task(self._load())
        return self._loading

    async def _load(self) -> App:
        try:
            built = await asyncio.to_thread(self._build)
        except Exception:
            _log.exception("the portal's pages could not be loaded")
            raise
        try:
            await asyncio.to_thread(self._warm)
        except Exception:  # noqa: BLE001 - each page says what is wrong with it
            _log.exception("the portal's templates could not be compiled")
        self._built = built
        return built


def _other_hosts(origin: str) -> tuple[str, ...]:
    """What people type who know the port: they are led to the portal's own name."""
    name, _, port = origin.removeprefix("http://").partition(":")
    return (f"localhost:{port}", f"127.0.0.1:{port}") if name == _OWN_NAME else ()


def portal_of(server: "Server", table: HostTable, clock: Clock) -> LaterPortal:
    """The portal over the doors of a server."""

    def build() -> App:
        from nameplate.portal.application import build as build_portal  # noqa: PLC0415  # see above

        return build_portal(InProcess(Door(table)), _place(server), clock, user_of=user_of)

    return LaterPortal(build, _warm)


def _warm() -> None:
    """Compile the templates, and load what APIs load when they are first asked."""
    from nameplate.portal.rendering import compile_all  # noqa: PLC0415  # see above
    from nameplate.resource_manager.deployments.preparation import preflight  # noqa: F401, PLC0415
    from nameplate.resource_manager.deployments.running import engine, services  # noqa: F401, PLC0415
    from nameplate.server import activity, deployment_secrets, linked_templates  # noqa: F401, PLC0415

    compile_all()


def _place(server: "Server") -> "Place":
    from nameplate.portal.place import Place  # noqa: PLC0415  # the same

    return Place(
        cloud=server.clouds[0],
        browser=server.clouds[-1],
        tenant_id=server.facts.tenant_id,
        subscription_id=server.facts.subscription_id,
        default_group=server.settings.default_group,
        default_location=server.settings.default_location,
        origins=(server.portal_origin,),
        other_hosts=_other_hosts(server.portal_origin),
        client_id=PORTAL,
        version=__version__,
    )
