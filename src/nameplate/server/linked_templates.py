"""Linked templates, fetched from the hosts that the operator allows.

``resource_manager.deployments.preparation.links.LinkedTemplates`` over TLS that is verified as this
machine verifies it, and through the proxy that was there before ours. Size, time and redirects are
bounded; a redirect never leads to another host. What is said of a failure leaves the query out: it
may be a signature.
"""

import asyncio
import http.client
import ssl
from collections.abc import Callable
from typing import Final, NoReturn
from urllib.parse import SplitResult, urljoin, urlsplit
from uuid import uuid4

from nameplate.edge.dial import CannotDialError
from nameplate.edge.upstream import Upstream
from nameplate.resource_manager.deployments.preparation.links import without_query
from nameplate.resource_manager.deployments.preparation.preflight_refusals import (
    content_link_invalid,
    content_not_available,
)
from nameplate.server.outside import HTTPS, Outside

SIZE_LIMIT: Final = 4 * 1024 * 1024
SECONDS: Final = 20.0
_REDIRECTS: Final = 3


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
        self._seconds = seconds
        self._outside = Outside(upstream, size_limit=SIZE_LIMIT, seconds=seconds, context=context)

    async def fetch(self, uri: str) -> bytes:
        """A document. Raises ``InvalidContentLink``."""
        start = parts = self._allowed(uri)
        try:
            async with asyncio.timeout(self._seconds):
                for _ in range(_REDIRECTS + 1):
                    found = await self._outside.get(parts)
                    if found.status not in (301, 302, 303, 307, 308) or not found.location:
                        break
                    parts = self._redirected(start, parts, found.location)
        except TimeoutError:
            _unavailable(uri, f"there was no answer within {self._seconds:g} s")
        except CannotDialError as problem:
            _unavailable(uri, problem.reason)
        except ssl.SSLError as problem:
            _unavailable(uri, f"no TLS with {parts.hostname}: {problem.reason or 'refused'}")
        except (OSError, http.client.HTTPException) as problem:
            _unavailable(uri, f"{parts.hostname} broke off ({type(problem).__name__})")
        if found.status != http.client.OK:
            _unavailable(uri, f"{parts.hostname} answered {found.status}")
        if len(found.body) > SIZE_LIMIT:
            _unavailable(uri, f"it is larger than {SIZE_LIMIT} bytes")
        return found.body

    def _allowed(self, uri: str) -> SplitResult:
        refusal = content_link_invalid(without_query(uri), self._accepted())
        try:
            parts = urlsplit(uri)
            host, port = (parts.hostname or "").lower(), parts.port or HTTPS
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


def _matches(pattern: str, host: str, port: int) -> bool:
    name, _, wanted = pattern.partition(":")
    if port != int(wanted or HTTPS):
        return False
    return host == name or (name.startswith("*.") and host.endswith(name[1:]))


def _unavailable(uri: str, reason: str) -> NoReturn:
    raise content_not_available(without_query(uri), str(uuid4()), reason)
