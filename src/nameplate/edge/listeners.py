"""Sockets that serve a door over HTTP/1.1, in the clear or over TLS.

Any number of listeners live in one loop; none installs a signal handler, writes a log of accesses
or runs anything while nobody asks. The loop is the caller's: uvloop is the one to run.
"""

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import Any

from nameplate.core.clock import Clock
from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.http_protocol import DateHeader, HandOver, HttpProtocol
from nameplate.edge.limits import Limits
from nameplate.edge.uvicorn_parts import Config, ServerState

_HANDSHAKE_SECONDS = 10.0
_TLS_CLOSE_SECONDS = 1.0


async def start(
    app: Any,
    *,
    clock: Clock,
    host: str | None = "127.0.0.1",
    port: int = 0,
    sock: socket.socket | None = None,
    path: Path | None = None,
    tls: ServerCertificates | None = None,
    limits: Limits | None = None,
    hand_over: HandOver | None = None,
) -> "Listener":
    """Serve an ASGI application (a ``Door``) on an address, a bound socket or a UNIX socket's path.

    With ``tls`` over TLS; then ``hand_over`` may take connections by their name. The port is known
    afterwards. Raises OSError when it cannot listen.
    """
    listener = Listener(app, clock=clock, limits=limits or Limits(), hand_over=hand_over)
    await listener.open(host=host, port=port, sock=sock, path=path, tls=tls)
    return listener


class Listener:
    """One listening socket. Made by ``start``."""

    def __init__(
        self, app: Any, *, clock: Clock, limits: Limits, hand_over: HandOver | None = None
    ) -> None:
        self._hand_over = hand_over
        self._config = Config(
            app,
            interface="asgi3",
            http=HttpProtocol,
            ws="none",
            lifespan="off",
            loop="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=int(limits.idle_seconds),
        )
        # what ``Config.load`` would find out, without uvicorn's command line that it imports
        self._config.loaded_app = app
        self._config.ws_protocol_class = None
        self._config.loaded = True
        self._limits = limits
        self._date = DateHeader(clock)
        self._state = ServerState()
        self._server: asyncio.AbstractServer | None = None
        self._quiet = asyncio.Event()
        self._stopping = False

    @property
    def port(self) -> int:
        """The TCP port that it listens on; 0 for a UNIX socket."""
        name = self._sockets()[0].getsockname()
        return int(name[1]) if isinstance(name, tuple) else 0

    @property
    def host(self) -> str:
        """The address that it listens on."""
        name = self._sockets()[0].getsockname()
        return str(name[0]) if isinstance(name, tuple) else str(name)

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._state.connections)

    async def stop(self, *, grace: float = 5.0) -> None:
        """Accept nothing more, let requests finish for ``grace`` seconds, then end them."""
        if self._server is None:
            return
        self._stopping = True
        self._server.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        self._check_quiet()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self._quiet.wait()
        for connection in list(self._state.connections):
            connection.transport.abort()
        for task in list(self._state.tasks):
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self._quiet.wait()
        self._server = None

    async def open(
        self,
        *,
        host: str | None,
        port: int | None,
        sock: socket.socket | None,
        path: Path | None,
        tls: ServerCertificates | None,
    ) -> None:
        """Listen. Called once, by ``start``."""
        loop = asyncio.get_running_loop()
        options: dict[str, Any] = {"backlog": 1024}
        if tls is not None:
            options["ssl"] = tls.context
            options["ssl_handshake_timeout"] = _HANDSHAKE_SECONDS
            options["ssl_shutdown_timeout"] = _TLS_CLOSE_SECONDS
        if path is not None:
            bound = _bind(path)
            self._server = await loop.create_unix_server(self._accept, sock=bound, **options)
        elif sock is not None:
            self._server = await loop.create_server(self._accept, sock=sock, **options)
        else:
            self._server = await loop.create_server(self._accept, host, port, **options)

    def _accept(self) -> HttpProtocol:
        return HttpProtocol(
            self._config,
            self._state,
            date=self._date,
            limits=self._limits,
            on_lost=self._check_quiet,
            hand_over=self._hand_over,
        )

    def _check_quiet(self) -> None:
        if self._stopping and not self._state.connections:
            self._quiet.set()

    def _sockets(self) -> tuple[socket.socket, ...]:
        if self._server is None:
            raise RuntimeError("the listener was stopped")
        return tuple(self._server.sockets)  # type: ignore[attr-defined] # of every real server


def _bind(path: Path) -> socket.socket:
    """A UNIX socket for its owner alone: nobody can connect to it before it listens."""
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.bind(str(path))
        path.chmod(0o600)
    except OSError:
        bound.close()
        raise
    return bound
