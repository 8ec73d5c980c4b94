"""Linked templates, fetched from the hosts that the operator allows.

``resource_manager.deployments.links.LinkedTemplates`` over TLS that is verified as this machine
verifies it, and through the proxy that was there before ours. Size, time and redirects are bounded;
a redirect never leads to another host. What is said of a failure leaves the query out: it may be a
signature.
"""

import asyncio
import contextlib
import http.client
import socket
import ssl
from collections.abc import Callable, Coroutine
from typing import Any, Final, NoReturn
from urllib.parse import SplitResult, urljoin, urlsplit
from uuid import uuid4

from nameplate.edge.chain import through_proxy
from nameplate.edge.dial import CannotDialError, dial
from nameplate.edge.proxy_head import Target
from nameplate.edge.upstream import Upstream
from nameplate.resource_manager.deployments.links import without_query
from nameplate.resource_manager.deployments.preflight_refusals import (
    content_link_invalid,
    content_not_available,
)

SIZE_LIMIT: Final = 4 * 1024 * 1024
SECONDS: Final = 20.0
_REDIRECTS: Final = 3
_HTTPS: Final = 443


class AllowedTemplates:
    """Documents of hosts on a list: names, ``*.`` patterns, either with a port."""

    def __init__(
        self,
        hosts: tuple[str, ...],
        upstream: Callable[[], Upstream],
        *,
        context: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """``context`` decides whom to trust; by default that is this machine's to say."""
        self._hosts = hosts
        self._upstream = upstream
        self._context = context
        self._seconds = seconds
        self._tasks: set[asyncio.Task[None]] = set()

    async def fetch(self, uri: str) -> bytes:
        """A document. Raises ``InvalidContentLink``."""
        start = parts = self._allowed(uri)
        try:
            async with asyncio.timeout(self._seconds):
                for _ in range(_REDIRECTS + 1):
                    status, location, body = await self._get(parts)
                    if status not in (301, 302, 303, 307, 308) or not location:
                        break
                    parts = self._redirected(start, parts, location)
        except TimeoutError:
            _unavailable(uri, f"there was no answer within {self._seconds:g} s")
        except CannotDialError as problem:
            _unavailable(uri, problem.reason)
        except ssl.SSLError as problem:
            _unavailable(uri, f"no TLS with {parts.hostname}: {problem.reason or 'refused'}")
        except (OSError, http.client.HTTPException) as problem:
            _unavailable(uri, f"{parts.hostname} broke off ({type(problem).__name__})")
        if status != http.client.OK:
            _unavailable(uri, f"{parts.hostname} answered {status}")
        if len(body) > SIZE_LIMIT:
            _unavailable(uri, f"it is larger than {SIZE_LIMIT} bytes")
        return body

    def _allowed(self, uri: str) -> SplitResult:
        refusal = content_link_invalid(without_query(uri), self._accepted())
        try:
            parts = urlsplit(uri)
            host, port = (parts.hostname or "").lower(), parts.port or _HTTPS
        except ValueError:
            raise refusal from None
        if parts.scheme != "https" or not any(_matches(each, host, port) for each in self._hosts):
            raise refusal
        return parts

    def _accepted(self) -> str:
        if not self._hosts:
            return (
                "No host is allowed here: the setting 'template_hosts' names those that linked "
                "templates may be fetched from."
            )
        named = ", ".join(self._hosts)
        return f"Accepted are 'https' URIs of the hosts in the setting 'template_hosts': {named}."

    def _redirected(self, start: SplitResult, at: SplitResult, location: str) -> SplitResult:
        """Where a redirect leads, as long as that is the same host."""
        try:
            parts = urlsplit(urljoin(at.geturl(), location))
        except ValueError:
            _unavailable(start.geturl(), f"{start.hostname} redirects to no URI")
        if (parts.scheme, parts.netloc.lower()) != (start.scheme, start.netloc.lower()):
            _unavailable(start.geturl(), f"{start.hostname} redirects to another host")
        return parts

    async def _get(self, parts: SplitResult) -> tuple[int, str, bytes]:
        host, port = str(parts.hostname), parts.port or _HTTPS
        proxy = self._upstream().tunnel(host, port)
        if proxy is None:
            connection = await dial(host, port, seconds=self._seconds)
        else:
            target = Target(host, port, None)
            connection, _ = await through_proxy(
                proxy, target, seconds=self._seconds, spawn=self._spawn
            )
        try:
            return await asyncio.to_thread(self._exchange, connection, parts)
        finally:
            with contextlib.suppress(OSError):  # it may have ended by itself
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _exchange(self, connection: socket.socket, parts: SplitResult) -> tuple[int, str, bytes]:
        """One request over a connection; ends when the connection is shut down under it."""
        context = self._context or ssl.create_default_context()
        connection.settimeout(self._seconds)
        with context.wrap_socket(connection.dup(), server_hostname=parts.hostname) as secure:
            client = http.client.HTTPSConnection(str(parts.hostname), parts.port or _HTTPS)
            client.sock = secure
            path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            client.request("GET", path, headers={"Accept": "*/*", "Accept-Encoding": "identity"})
            answer = client.getresponse()
            body = answer.read(SIZE_LIMIT + 1)
            return answer.status, answer.getheader("Location") or "", body

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _matches(pattern: str, host: str, port: int) -> bool:
    name, _, wanted = pattern.partition(":")
    if port != int(wanted or _HTTPS):
        return False
    return host == name or (name.startswith("*.") and host.endswith(name[1:]))


def _unavailable(uri: str, reason: str) -> NoReturn:
    raise content_not_available(without_query(uri), str(uuid4()), reason)
