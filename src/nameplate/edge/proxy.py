"""The CONNECT proxy: names that are served here go to our TLS listener, and no other of Azure's.

Everything else goes on to the proxy or the network that was there before. RFC 9110 section 9.3.6.
It listens on loopback for its own user, and so connects to loopback addresses too; addresses of
instance metadata are never passed on to. Each connection is one task; what it decided is in the
status line, because that is what clients show.
"""

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

from nameplate.edge.chain import through_proxy, to_proxy
from nameplate.edge.dial import CannotDialError, Endpoint, dial, dial_local, guarded
from nameplate.edge.forward import forward
from nameplate.edge.proxy_head import BadHeadError, Head, Target, read_head
from nameplate.edge.routes import Place, RouteTable
from nameplate.edge.tunnel import join
from nameplate.edge.upstream import Upstream

METADATA_HOST: Final = "169.254.169.254"
_ESTABLISHED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"
_REFUSALS_REMEMBERED: Final = 1000
_LINGER_SECONDS: Final = 1.0
_ACCEPTED_AT_ONCE: Final = 64
_UNKNOWN: Final = 407
_CHALLENGE: Final = b'proxy-authenticate: Basic realm="nameplate"\r\n'
_RETRY_SECONDS: Final = 0.2

_logger = logging.getLogger(__name__)

OnRefused = Callable[[str, str], None]
Admits = Callable[[str, str | None], Awaitable[bool]]
"""Whether a client's address and ``Proxy-Authorization`` admit it."""


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """What a proxy is told once."""

    routes: RouteTable
    tls: Endpoint
    """Our TLS listener."""
    host: str = "127.0.0.1"
    port: int = 0
    metadata: Endpoint | None = None
    """Who answers ``http://169.254.169.254``; ``None``: nobody, and it is never passed on."""
    upstream: Upstream = field(default_factory=Upstream)
    allow_remote: bool = False
    """Whether clients of other machines are served; these reach public addresses only."""
    admits: Admits | None = None
    """Who is served beside that; ``None``: everybody."""
    head_seconds: float = 10.0
    connect_seconds: float = 20.0


async def start_proxy(settings: ProxySettings, *, on_refused: OnRefused | None = None) -> "Proxy":
    """Listen. ``on_refused`` is told of each host and reason once. Raises OSError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.create_server((settings.host, settings.port), family=family, backlog=512)
    listening.setblocking(False)
    return Proxy(listening, settings, on_refused or _ignore)


def _ignore(_host: str, _reason: str) -> None:
    """Nobody wants to know."""


class Proxy:
    """A listening proxy. Made by ``start_proxy``."""

    def __init__(
        self, listening: socket.socket, settings: ProxySettings, on_refused: OnRefused
    ) -> None:
        self._listening = listening
        self._settings = settings
        self._on_refused = on_refused
        self._refused: set[tuple[str, str]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()
        self._retry: asyncio.TimerHandle | None = None
        self.port = int(listening.getsockname()[1])
        self._loop.add_reader(listening.fileno(), self._accept)

    async def stop(self) -> None:
        """Stop at once: tunnels are cut."""
        if self._retry is not None:
            self._retry.cancel()
        if self._listening.fileno() >= 0:
            self._loop.remove_reader(self._listening.fileno())
            self._listening.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self) -> None:
        try:
            for _ in range(_ACCEPTED_AT_ONCE):
                connection, peer = self._listening.accept()
                self._spawn(self._serve(connection, peer))
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError:  # out of descriptors: let some be closed first
            _logger.exception("the proxy cannot accept a connection")
            self._loop.remove_reader(self._listening.fileno())
            self._retry = self._loop.call_later(
                _RETRY_SECONDS, self._loop.add_reader, self._listening.fileno(), self._accept
            )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, client: socket.socket, peer: Any) -> None:
        try:
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self._answer(client, peer[0].partition("%")[0])
        except (BadHeadError, CannotDialError) as error:
            with contextlib.suppress(OSError):
                await _refuse(client, error.status, error.reason)
        except OSError:
            return  # a connection that broke has nobody to tell
        except Exception:
            _logger.exception("a proxied connection failed unexpectedly")
        finally:
            client.close()

    async def _answer(self, client: socket.socket, peer: str) -> None:
        local = ipaddress.ip_address(peer).is_loopback
        if not local and not self._settings.allow_remote:
            raise BadHeadError(403, "this proxy serves its own machine only")
        try:
            async with asyncio.timeout(self._settings.head_seconds):
                head = await read_head(client)
        except TimeoutError:
            raise BadHeadError(408, "the request's head took too long") from None
        if head is None:
            return
        await self._admit(peer, head)
        target = head.target()
        place = self._settings.routes.place(target.host)
        if place is Place.NOWHERE:
            self._refuse_name(target)
        if target.path is None:
            await self._tunnel(client, head, target, place, local=local)
        else:
            await self._forward(client, head, target, place, local=local)

    async def _admit(self, peer: str, head: Head) -> None:
        admits = self._settings.admits
        if admits is None:
            return
        shown = [value for name, value in head.headers if name == b"proxy-authorization"]
        if not await admits(peer, shown[0].decode("latin-1") if len(shown) == 1 else None):
            raise BadHeadError(_UNKNOWN, "this proxy serves an app that shows its secret")

    async def _tunnel(
        self, client: socket.socket, head: Head, target: Target, place: Place, *, local: bool
    ) -> None:
        if place is Place.OUTSIDE:
            _guard(target)
            server, early = await self._outside(target, local=local)
        else:
            self._check_port(target)
            server, early = await self._ours(self._settings.tls), b""
        try:
            await self._loop.sock_sendall(client, _ESTABLISHED + early)
            if head.rest:
                await self._loop.sock_sendall(server, head.rest)
        except BaseException:
            server.close()
            raise
        await join(client, server)

    async def _outside(self, target: Target, *, local: bool) -> tuple[socket.socket, bytes]:
        """A connection to a target, and what its side said already."""
        seconds = self._settings.connect_seconds
        proxy = self._settings.upstream.tunnel(target.host, target.port)
        if proxy is not None:
            return await through_proxy(proxy, target, seconds=seconds, spawn=self._spawn)
        return await dial(target.host, target.port, seconds=seconds, public_only=not local), b""

    async def _forward(
        self, client: socket.socket, head: Head, target: Target, place: Place, *, local: bool
    ) -> None:
        if place is not Place.OUTSIDE:
            raise BadHeadError(403, f"{target.host} is served over https only")
        seconds = self._settings.connect_seconds
        proxy = None
        if target.host == METADATA_HOST and self._settings.metadata is not None:
            server = await self._ours(self._settings.metadata)
        else:
            _guard(target)
            proxy = self._settings.upstream.plain(target.host, target.port)
            server = (
                await dial(target.host, target.port, seconds=seconds, public_only=not local)
                if proxy is None
                else await to_proxy(proxy, seconds=seconds, spawn=self._spawn)
            )
        try:
            await forward(client, server, head, target, proxy=proxy)
        finally:
            server.close()

    @staticmethod
    async def _ours(endpoint: Endpoint) -> socket.socket:
        try:
            return await dial_local(endpoint)
        except OSError:
            raise CannotDialError(502, "the listener behind this proxy does not answer") from None

    def _refuse_name(self, target: Target) -> None:
        reason = f"{target.host} is not served here and never passed on to the real cloud"
        if (target.host, reason) not in self._refused:
            if len(self._refused) < _REFUSALS_REMEMBERED:
                self._refused.add((target.host, reason))
            self._on_refused(target.host, reason)
        raise BadHeadError(403, reason)

    def _check_port(self, target: Target) -> None:
        if target.port not in {443, self._settings.routes.port}:
            reason = f"{target.host} is served on port {self._settings.routes.port} only"
            raise BadHeadError(403, reason)


def _guard(target: Target) -> None:
    if guarded(target.host):
        reason = f"{target.host} is an address of instance metadata, never passed on to"
        raise BadHeadError(403, reason)


async def _refuse(client: socket.socket, status: int, reason: str) -> None:
    """Tell a client why not, and let it read that before the connection ends."""
    phrase = reason.encode("ascii", "replace").replace(b"\r", b" ").replace(b"\n", b" ")
    body = b"nameplate: %s\n" % phrase
    loop = asyncio.get_running_loop()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LINGER_SECONDS):
            challenge = _CHALLENGE if status == _UNKNOWN else b""
            await loop.sock_sendall(
                client,
                b"HTTP/1.1 %d %s\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n%s"
                b"connection: close\r\n\r\n%s" % (status, phrase, len(body), challenge, body),
            )
            client.shutdown(socket.SHUT_WR)
            while await loop.sock_recv(client, 65536):
                pass
