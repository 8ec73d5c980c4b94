"""The HTTP server: uvicorn on one loopback port, whose signals and logs are the host's."""

import contextlib
import socket
from collections.abc import Iterator
from typing import Final

import uvicorn

from nameplate_functions.door import Door
from nameplate_functions.failures import AppProblem

LOOPBACK: Final = "127.0.0.1"
GRACE: Final = 30
"""Seconds that requests have to end when the host is told to."""
_KEEP_ALIVE: Final = 120
_BACKLOG: Final = 1024


class HttpServer(uvicorn.Server):
    """Serves until ``should_exit``; then it takes no more and lets requests end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The program hears signals itself."""
        yield


def listen(port: int) -> socket.socket:
    """The listening socket. Raises ``AppProblem``."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as problem:
        listener.close()
        raise AppProblem(f"port {port} cannot be used: {problem.strerror}") from None
    listener.listen(_BACKLOG)
    listener.setblocking(False)
    return listener


def http_server(door: Door) -> HttpServer:
    """A server that speaks HTTP/1.1 with h11, whatever else an app has installed."""
    config = uvicorn.Config(
        door,
        loop="asyncio",
        http="h11",
        ws="none",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
    )
    return HttpServer(config)
