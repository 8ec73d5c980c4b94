"""Documents of other servers: over TLS that is verified as this machine verifies it.

Through the proxy that was there before ours, where there is one. Size and time are bounded, and
nothing follows a redirect by itself.
"""

import asyncio
import contextlib
import http.client
import socket
import ssl
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult

from nameplate.edge.chain import through_proxy
from nameplate.edge.dial import CannotDialError, dial, is_private
from nameplate.edge.proxy_head import Target
from nameplate.edge.upstream import Upstream

HTTPS: Final = 443


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer; the body is cut off one byte past the limit."""

    status: int
    location: str
    body: bytes


class Outside:
    """Fetches by GET, and posts forms."""

    def __init__(
        self,
        upstream: Callable[[], Upstream],
        *,
        size_limit: int,
        seconds: float,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """``context`` decides whom to trust; by default that is this machine's to say."""
        self._upstream = upstream
        self._size_limit = size_limit
        self._seconds = seconds
        self._context = context
        self._tasks: set[asyncio.Task[None]] = set()

    async def get(self, parts: SplitResult, *, public_only: bool = False) -> Fetched:
        """Fetch an https URL.

        ``public_only``: connect to no address of this machine or of a private network. Raises
        CannotDialError, ssl.SSLError, OSError or http.client.HTTPException.
        """
        return await self._send(parts, "GET", None, public_only=public_only)

    async def post(self, parts: SplitResult, form: bytes) -> Fetched:
        """Post a form to an https URL. Raises as ``get`` does."""
        return await self._send(parts, "POST", form, public_only=False)

    async def _send(
        self, parts: SplitResult, method: str, form: bytes | None, *, public_only: bool
    ) -> Fetched:
        try:
            async with asyncio.timeout(self._seconds):  # however an answer trickles
                return await self._sent(parts, method, form, public_only=public_only)
        except TimeoutError:
            reason = f"{parts.hostname} did not answer whole within {self._seconds:g} s"
            raise CannotDialError(504, reason) from None

    async def _sent(
        self, parts: SplitResult, method: str, form: bytes | None, *, public_only: bool
    ) -> Fetched:
        host, port = str(parts.hostname), parts.port or HTTPS
        if public_only and is_private(host):  # a proxy might lead there
            raise CannotDialError(403, f"{host} has no address that may be connected to from here")
        proxy = self._upstream().tunnel(host, port)
        if proxy is None:
            connection = await dial(host, port, seconds=self._seconds, public_only=public_only)
        else:
            target = Target(host, port, None)
            connection, _ = await through_proxy(
                proxy, target, seconds=self._seconds, spawn=self._spawn
            )
        try:
            return await asyncio.to_thread(self._exchange, connection, parts, method, form)
        finally:
            with contextlib.suppress(OSError):  # it may have ended by itself
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _exchange(
        self, connection: socket.socket, parts: SplitResult, method: str, form: bytes | None
    ) -> Fetched:
        """One request over a connection; ends when the connection is shut down under it."""
        context = self._context or ssl.create_default_context()
        connection.settimeout(self._seconds)
        with context.wrap_socket(connection.dup(), server_hostname=parts.hostname) as secure:
            client = http.client.HTTPSConnection(str(parts.hostname), parts.port or HTTPS)
            client.sock = secure
            path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            client.request(method, path, body=form, headers=headers)
            answer = client.getresponse()
            body = answer.read(self._size_limit + 1)
            return Fetched(answer.status, answer.getheader("Location") or "", body)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
