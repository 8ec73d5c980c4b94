"""A running server: its listeners and its timers, started in order and stopped in reverse."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

from nameplate.config.settings import Settings
from nameplate.core.clock import Clock
from nameplate.core.cloud import AZURE_PUBLIC, Cloud, own_cloud
from nameplate.crypto.authorities import Authorities
from nameplate.edge import listeners
from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.door import Door
from nameplate.edge.latencies import Latencies
from nameplate.server.endpoints import Bound, Endpoints, Mode
from nameplate.server.exposure import is_loopback, refuse_borrowed_names
from nameplate.server.installation import Facts, Opened, open_installation
from nameplate.server.later_proxy import LaterProxy
from nameplate.server.leaves import KeptLeaves
from nameplate.server.portal import LaterPortal, portal_of, portal_origin, redirect_uris
from nameplate.server.rooms import Rooms, build_rooms
from nameplate.server.run_visits import RunVisits
from nameplate.server.trust import ensure_authorities, write_roots
from nameplate.server.wires import Surface, build_surface
from nameplate.store.authorities import StoredAuthorities

if TYPE_CHECKING:
    from nameplate.edge.hosts import HostTable
    from nameplate.edge.proxy import OnRefused, Proxy
    from nameplate.server.disruption import Disruption
    from nameplate.server.hosting import Hosting

_log = logging.getLogger(__name__)

_SETTLE_SECONDS: Final = 2.0
_KEY_CHECK_SECONDS: Final = 60.0
_SWEEP_SECONDS: Final = 600.0
_RESUME_SECONDS: Final = 5.0
_DRAIN_SECONDS: Final = 60.0
_TRUST_CHECK_SECONDS: Final = 3_600.0
_LOCALHOST: Final = "localhost"


class Server:
    """One server on a home. Made by ``start``; everything it opened is closed by ``stop``."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        mode: Mode,
        bound: Bound,
        on_refused: "OnRefused",
        wall: Clock,
        durable: bool,
    ) -> None:
        self.settings = settings
        self.mode = mode
        self.bound = bound
        self._clock = clock
        self.latencies = Latencies(clock)
        self._wall = wall
        self._durable = durable
        self._on_refused = on_refused
        self._stack = AsyncExitStack()
        self._rooms: Rooms | None = None
        self._kept_leaves: KeptLeaves | None = None
        self.hosting: Hosting | None = None
        """The app host, where this server is one that lasts."""
        self._disruption: Disruption | None = None
        self._doors: list[tuple[Door, HostTable]] = []
        self._surface: Surface | None = None
        self._portal: LaterPortal | None = None

    @classmethod
    async def start(
        cls,
        settings: Settings,
        clock: Clock,
        *,
        mode: Mode,
        on_refused: "OnRefused | None" = None,
        wall: Clock | None = None,
        durable: bool = True,
    ) -> Self:
        """Bind, open the home, build the rooms, serve. Raises ConfigurationError.

        ``on_refused`` is told of each host that the proxy refuses, once, with the reason. ``wall``
        is the clock of clients, where ours is another: certificates have to be good by theirs.
        ``durable``: whether what is committed is on disk; a home of a test's need not be.
        """
        if mode is Mode.UP:
            refuse_borrowed_names(settings)
        bound = Bound.of(settings, mode)
        told = on_refused or _log_refused
        server = cls(
            settings,
            clock,
            mode=mode,
            bound=bound,
            on_refused=told,
            wall=wall or clock,
            durable=durable,
        )
        try:
            await server._open()
        except BaseException:
            await server.stop()
            raise
        return server

    async def stop(self) -> None:
        """Stop in reverse order; what was accepted is finished, what was recorded is written."""
        await self._stack.aclose()
        self.bound.close()

    @cached_property
    def endpoints(self) -> Endpoints:
        return self.bound.endpoints

    @property
    def cloud(self) -> Cloud:
        """The names under which clients are to reach it: production's, or its own domain's."""
        return self.clouds[0]

    @cached_property
    def clouds(self) -> tuple[Cloud, ...]:
        """Every set of names that it answers; the first is the installation's own."""
        direct = own_cloud(self.settings.domain or _LOCALHOST, self.endpoints.https)
        if self.settings.domain is not None:
            return (replace(direct, extra_resources=self.settings.extra_audiences),)
        audiences = (direct.vault_audience, *direct.resource_manager_audiences)
        extra = (*self.settings.extra_audiences, *audiences)
        return (replace(AZURE_PUBLIC, extra_resources=extra), direct)

    @property
    def rooms(self) -> Rooms:
        if self._rooms is None:
            raise RuntimeError("the server has not started")
        return self._rooms

    @property
    def disruption(self) -> "Disruption":
        """What tests break on purpose; loaded when somebody wants to."""
        if self._disruption is None:
            from nameplate.server.disruption import Disruption  # noqa: PLC0415  # see above

            local, shared = is_loopback(self.settings.host), self.mode is Mode.UP
            self._disruption = made = Disruption(self.rooms, local=local, shared=shared)
            made.use_tokens(self.surface.identity)
            for door, table in self._doors:
                made.disturb(door, table)
        return self._disruption

    @property
    def surface(self) -> Surface:
        """What its listeners answer, for whoever is in this process."""
        if self._surface is None:
            raise RuntimeError("the server has not started")
        return self._surface

    @property
    def leaves(self) -> KeptLeaves:
        """Whose certificates the TLS listener shows."""
        if self._kept_leaves is None:
            raise RuntimeError("the server has not started")
        return self._kept_leaves

    @property
    def facts(self) -> Facts:
        return self.rooms.opened.facts

    @property
    def portal_origin(self) -> str:
        """Where a browser finds the portal; empty for a server that has none."""
        port = self.endpoints.portal
        return portal_origin(self.settings, port) if port else ""

    def expect_portal(self) -> None:
        """Somebody will open the portal in a moment."""
        if self._portal is not None:
            self._portal.expect()

    @property
    def imds_resource_id(self) -> str | None:
        """The app whose identities the metadata service gives, if there is one."""
        name = self.settings.imds_app
        if name is None:
            return None
        return (
            f"/subscriptions/{self.facts.subscription_id}/resourceGroups/"
            f"{self.settings.default_group}/providers/Microsoft.Web/sites/{name}"
        )

    async def _open(self) -> None:
        opened = await open_installation(self.settings, self._clock, durable=self._durable)
        self._stack.push_async_callback(opened.database.close)
        if self.mode is Mode.UP:
            refuse_borrowed_names(self.settings, opened.facts.issuer_base)
        clouds = tuple(
            replace(cloud, issuer_base=opened.facts.issuer_base) for cloud in self.clouds
        )
        rooms = self._rooms = build_rooms(opened, self.settings, clouds, self._clock)
        self._stack.callback(rooms.issuer.close)
        self._stack.push_async_callback(rooms.trail.close)
        self._stack.push_async_callback(self._end_deployments)
        if self.portal_origin:
            rooms.sign_ins.portal = redirect_uris(self.portal_origin)
        await rooms.keys.ensure()
        self._kept_leaves = leaves = await self._leaves(opened)
        if self.mode is Mode.UP:
            self._make_host(rooms, clouds)
        surface = self._surface = await build_surface(self, rooms, clouds)
        self._stack.callback(surface.challenges.close)
        if self.mode is Mode.UP:
            surface.https.build()
        await self._listen(surface, leaves)
        await self._serve_portal(surface, leaves)
        self._proxy()
        await self._serve_containers(surface)
        await self._host()
        self._repeat(opened.database.follow)
        self._repeat(self._look_after_keys)
        self._repeat(self._resume_deployments)
        self._repeat(self._sweep)

    async def _leaves(self, opened: Opened) -> KeptLeaves:
        records = StoredAuthorities(opened.database)
        authorities = Authorities(records, opened.envelope, self._wall, opened.database)
        both = await ensure_authorities(authorities, self.settings.domain)
        await write_roots(authorities, opened.home)
        path = opened.home.run / "leaves"
        leaves = KeptLeaves(both, opened.envelope, self._wall, path)
        self._stack.callback(leaves.keep)

        async def look_after() -> None:
            """Make the next authority in time, also where nobody restarts for months."""
            await asyncio.sleep(_TRUST_CHECK_SECONDS)
            leaves.use(await ensure_authorities(authorities, self.settings.domain))
            await write_roots(authorities, opened.home)

        self._repeat(look_after)
        return leaves

    async def _listen(self, surface: Surface, leaves: KeptLeaves) -> None:
        visits = self.hosting or self._run_visits()

        def serves(host: str) -> bool:
            return surface.https.serves(host) or visits.serves(host)

        # Java sends no name of a single label (RFC 6066 section 3): who names none means that one.
        tls = ServerCertificates(leaves, serves, default_host=_LOCALHOST)
        for table, sock, certificates in (
            (surface.https, self.bound.https, tls),
            (surface.token, self.bound.token, None),
        ):
            door = Door(table, latencies=self.latencies)
            self._doors.append((door, table))
            listener = await listeners.start(
                door, clock=self._clock, sock=sock, tls=certificates, hand_over=visits.hand_over
            )
            self._stack.push_async_callback(listener.stop)

    async def _serve_portal(self, surface: Surface, leaves: KeptLeaves) -> None:
        if self.bound.portal is None:
            return
        own = self.portal_origin.partition("://")[2].partition(":")[0]
        tls = self.portal_origin.startswith("https:")
        self._portal = portal = portal_of(self, surface.https, self._clock)
        self._stack.push_async_callback(portal.stop)
        listener = await listeners.start(
            portal,
            clock=self._clock,
            sock=self.bound.portal,
            tls=ServerCertificates(leaves, lambda host: host == own) if tls else None,
        )
        self._stack.push_async_callback(listener.stop)

    async def _serve_containers(self, surface: Surface) -> None:
        """What containers reach, where somebody has named their network."""
        if self.settings.container_address is None or self.mode is not Mode.UP:
            return
        from nameplate.server.containers import Inside, open_doors  # noqa: PLC0415  # few have one

        inside = Inside(
            surface.identity,
            self.rooms.opened.directory,
            self.cloud,
            self.endpoints,
            self._on_refused,
        )
        await open_doors(self.settings, inside, self._clock, self._stack)

    def _make_host(self, rooms: Rooms, clouds: tuple[Cloud, ...]) -> None:
        """The app host; it starts when there is something for its apps to talk to."""
        from nameplate.server.hosting import Hosting  # noqa: PLC0415  # commands host nothing

        self.hosting = Hosting(rooms, clouds, self.endpoints)

    async def _host(self) -> None:
        if self.hosting is None:
            return
        self._stack.push_async_callback(self.hosting.stop)
        await self.hosting.start()
        self._repeat(self.hosting.follow)

    def _run_visits(self) -> RunVisits:
        """The door of a server that hosts no apps."""
        visits = RunVisits(self.clouds, self.settings.home.announced_ports)
        self._stack.push_async_callback(visits.stop)
        return visits

    def _proxy(self) -> None:
        """The proxy that children are given: what is served here goes to the TLS listener."""

        def start() -> "Proxy":
            from nameplate.edge.proxy import Proxy  # noqa: PLC0415  # see LaterProxy
            from nameplate.server.proxying import proxy_settings  # noqa: PLC0415

            told = proxy_settings(self.settings, self.cloud, self.endpoints)
            return Proxy(listening, told, self._on_refused)

        listening = self.bound.listening_proxy()
        proxy = LaterProxy(listening, start)
        self._stack.push_async_callback(proxy.stop)
        upstream = self.settings.upstream
        if self.mode is Mode.UP or self.settings.routes or upstream.https or upstream.http:
            proxy.start()  # now, so that whoever set them is told what is wrong with them

    def _repeat(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run something that goes on until the server stops."""

        async def end() -> None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

        task = asyncio.get_running_loop().create_task(_forever(work))
        self._stack.push_async_callback(end)

    async def _look_after_keys(self) -> None:
        """Rotate when it is due. A server that lives for a moment leaves it to those that last."""
        await asyncio.sleep(_SETTLE_SECONDS if self._durable else _KEY_CHECK_SECONDS)
        while True:
            await self.rooms.keys.rotate_if_due()
            await asyncio.sleep(_KEY_CHECK_SECONDS)

    async def _resume_deployments(self) -> None:
        """Go on with what a server that died has left, at once and whenever there is some."""
        while True:
            await self.rooms.deployments.resume()
            await asyncio.sleep(_RESUME_SECONDS)

    async def _end_deployments(self) -> None:
        """A command waits for what it has begun; a server that lasts leaves it to the next."""
        drain = 0.0 if self.mode is Mode.UP else _DRAIN_SECONDS
        await self.rooms.deployments.stop(drain_seconds=drain)

    async def _sweep(self) -> None:
        """Free the space of what has expired; nobody sees it any more, swept or not."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            work = self.rooms.opened.database.begin()
            self.rooms.vault.secrets.sweep(work)
            self.rooms.opened.directory.sweep_bindings(work)
            self.rooms.opened.directory.sweep_refresh_tokens(work)
            await work.commit()


def _log_refused(host: str, reason: str) -> None:
    _log.warning("the proxy refused a host", extra={"host": host, "reason": reason})


async def _forever(work: Callable[[], Awaitable[None]]) -> None:
    """Run ``work`` again when it failed: a full disk today is no reason to stop for ever."""
    while True:
        try:
            await work()
        except Exception:  # noqa: BLE001  # a timer must outlive whatever its work met
            _log.exception("a background task failed")
        await asyncio.sleep(1.0)
