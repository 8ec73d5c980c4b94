"""The outside of a command's own network: accepts on the sockets inside, connects to us outside.

A thread with a loop of its own, whether the server is an ``up`` or the command's. Bytes are
spliced (``edge.tunnel``), so that each listener speaks for itself; names are answered here.
"""

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from nameplate.config.settings import Settings
from nameplate.core.cloud import Cloud
from nameplate.core.secret_value import SecretValue
from nameplate.edge import dns
from nameplate.edge.dial import dial_local
from nameplate.edge.tunnel import join
from nameplate.process.transparent.channel import Channel, Failed
from nameplate.process.transparent.plan import doors_of
from nameplate.server.endpoints import LOOPBACK
from nameplate.server.loops import run
from nameplate.server.metadata_door import addressed_to
from nameplate.server.plain_door import moved
from nameplate.server.proxying import routes_of
from nameplate.server.transparent_names import TransparentNames

_ACCEPTED_AT_ONCE: Final = 64
_RETRY_SECONDS: Final = 0.2
_HEAD_LIMIT: Final = 64 * 1024
_HEAD_SECONDS: Final = 10.0
_END: Final = b"\r\n\r\n"
_LONGEST_MESSAGE: Final = 65_535

_logger = logging.getLogger(__name__)

Serve = Callable[[socket.socket], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Outside:
    """What the doors lead to."""

    https: int
    token: int
    proxy: int
    names: TransparentNames
    secret: SecretValue | None
    """Of the command's binding: whose instance 169.254.169.254 is. ``None``: it has none."""


def outside_of(
    settings: Settings,
    cloud: Cloud,
    ports: tuple[int, int, int],
    secret: SecretValue | None,
    on_refused: Callable[[str, str], None],
    passes: Callable[[str], bool] | None = None,
) -> Outside:
    """What a command's doors lead to; ``ports``: https, token, proxy. Raises ConfigurationError.

    ``passes``: names that are the real network's for this command.
    """
    https, token, proxy = ports
    routes = routes_of(settings, cloud)
    if passes is not None:
        routes = routes.passing(passes)
    names = TransparentNames(cloud, routes, on_refused)
    return Outside(https, token, proxy, names, secret)


class TransparentNetwork:
    """A context manager: entered, it waits for the child; left, every connection is closed."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        doors = doors_of(https=outside.https, token=outside.token, proxy=outside.proxy)
        self.channel = Channel(doors)
        self._thread = threading.Thread(target=self._run, name="nameplate-network", daemon=True)
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None
        self._stopped = False
        self._failed: Failed | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> Failed | None:
        """End it once the child has ended; why there was no command, where there was none."""
        self.channel.let_go()
        with self._lock:
            self._stopped = True
            if self._stop is not None:
                self._stop()
        self._thread.join()
        self.channel.close()
        return self._failed

    def _run(self) -> None:
        heard = self.channel.receive()
        if isinstance(heard, Failed):
            self._failed = heard
        elif heard is not None:
            try:
                run(self._serve(heard))
            except Exception:
                _logger.exception("a command's own network failed unexpectedly")
            finally:
                for each in heard.values():
                    each.close()

    async def _serve(self, doors: Mapping[str, socket.socket]) -> None:
        loop = asyncio.get_running_loop()
        over = asyncio.Event()
        for name, listening in doors.items():
            listening.setblocking(False)
            self._open(loop, name, listening)
        with self._lock:
            if self._stopped:
                return
            self._stop = lambda: _ignore(loop.call_soon_threadsafe(over.set))
        try:
            self._failed = await loop.run_in_executor(None, self.channel.go)
            await over.wait()
        finally:
            with self._lock:
                self._stop = None
            for listening in doors.values():
                loop.remove_reader(listening.fileno())
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _open(self, loop: asyncio.AbstractEventLoop, name: str, listening: socket.socket) -> None:
        if name == "names":
            loop.add_reader(listening.fileno(), self._answer_datagrams, listening)
            return
        ports = {
            "https": self._outside.https,
            "https-own": self._outside.https,
            "token": self._outside.token,
            "proxy": self._outside.proxy,
        }
        serves: dict[str, Serve] = {
            "metadata": self._metadata,
            "names-stream": self._names,
            "http": _send_away,
        }
        serve = serves.get(name) or _to(ports[name])
        loop.add_reader(listening.fileno(), self._accept, loop, listening, serve)

    def _accept(
        self, loop: asyncio.AbstractEventLoop, listening: socket.socket, serve: Serve
    ) -> None:
        try:
            for _ in range(_ACCEPTED_AT_ONCE):
                connection, _peer = listening.accept()
                task = loop.create_task(_served(connection, serve))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError:  # out of descriptors: let some be closed first
            loop.remove_reader(listening.fileno())
            again = (listening.fileno(), self._accept, loop, listening, serve)
            loop.call_later(_RETRY_SECONDS, _read_again, loop, again)

    async def _metadata(self, client: socket.socket) -> None:
        secret = self._outside.secret
        head, rest = await _read_head(client)
        if secret is not None:
            head = addressed_to(secret.reveal(), head)
        with await dial_local((LOOPBACK, self._outside.token)) as server:
            await asyncio.get_running_loop().sock_sendall(server, head + _END + rest)
            await join(client, server)

    def _answer_datagrams(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for _ in range(_ACCEPTED_AT_ONCE):
                message, peer = listening.recvfrom(_LONGEST_MESSAGE)
                reply = dns.answer(message, self._outside.names.resolve)
                if reply is not None:
                    listening.sendto(reply, peer)

    async def _names(self, client: socket.socket) -> None:
        """DNS over a stream: each message behind its length (RFC 1035 section 4.2.2)."""
        loop = asyncio.get_running_loop()
        while length := await _exactly(client, 2):
            message = await _exactly(client, int.from_bytes(length, "big"))
            reply = dns.answer(message, self._outside.names.resolve)
            if reply is None:
                return
            await loop.sock_sendall(client, len(reply).to_bytes(2, "big") + reply)


async def _send_away(client: socket.socket) -> None:
    """Answer plain HTTP with the way to TLS."""
    head, _ = await _read_head(client)
    await asyncio.get_running_loop().sock_sendall(client, moved(head))


def _to(port: int) -> Serve:
    async def serve(client: socket.socket) -> None:
        await join(client, await dial_local((LOOPBACK, port)))

    return serve


async def _served(connection: socket.socket, serve: Serve) -> None:
    try:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await serve(connection)
    except (OSError, TimeoutError):
        return  # a connection that broke has nobody to tell
    except Exception:
        _logger.exception("a connection of a command's own network failed unexpectedly")
    finally:
        connection.close()


async def _read_head(client: socket.socket) -> tuple[bytes, bytes]:
    """A request's head without its empty line, and what came behind it. Raises OSError."""
    loop = asyncio.get_running_loop()
    received = b""
    async with asyncio.timeout(_HEAD_SECONDS):
        while (end := received.find(_END)) < 0:
            data = await loop.sock_recv(client, _HEAD_LIMIT)
            if not data or len(received) > _HEAD_LIMIT:
                raise ConnectionAbortedError
            received += data
    return received[:end], received[end + len(_END) :]


async def _exactly(client: socket.socket, count: int) -> bytes:
    """So many bytes; fewer where they end."""
    loop = asyncio.get_running_loop()
    received = b""
    while len(received) < count:
        data = await loop.sock_recv(client, count - len(received))
        if not data:
            return b""
        received += data
    return received


def _read_again(loop: asyncio.AbstractEventLoop, told: tuple[Any, ...]) -> None:
    if told[0] >= 0 and told[3].fileno() >= 0:
        loop.add_reader(*told)


def _ignore(_: object) -> None:
    """Nobody needs the handle."""
