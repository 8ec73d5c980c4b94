"""HTTPS to our own server, at 127.0.0.1, under the names of its cloud.

Past every proxy and every resolver: the name goes into SNI, ``Host`` and the certificate's check,
against the home's own roots and nothing else.
"""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from nameplate.cli.error_shapes import failure_of
from nameplate.cli.exchange import LOOPBACK, LoopbackConnection, NotHttpError, Reply
from nameplate.cli.failures import Unreachable

__all__ = ["LOOPBACK", "LoopbackClient", "Reply"]
"""The words that whoever uses a client needs."""


class LoopbackClient:
    """Sends requests and keeps a connection for each name. For one thread."""

    def __init__(self, port: int, roots: Sequence[Path]) -> None:
        self._port = port
        self._roots = roots
        self._context: ssl.SSLContext | None = None
        self._connections: dict[str, LoopbackConnection] = {}

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Send a request to an absolute URL of ours."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection, fresh = self._connection(host, parts.port or 443)
        try:
            return connection.exchange(method, target, headers or {}, body)
        except ConnectionError as problem:
            connection.close()
            if fresh:
                raise self._unreachable(host, problem) from None
        except (OSError, NotHttpError) as problem:
            connection.close()
            raise self._unreachable(host, problem) from None
        return self._again(connection, method, target, headers or {}, body)

    def stream(self, url: str, *, headers: Mapping[str, str]) -> Iterator[bytes]:
        """The body of an answer without end, on a connection of its own.

        Raises ``ServiceFailure`` for an error answer.
        """
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection = LoopbackConnection(host, parts.port or 443, self._port, self._trust())
        try:
            reply = connection.begin(target, headers)
            if reply.status >= 400:
                raise failure_of(reply.status, b"".join(reply.pieces))
            yield from reply.pieces
        except (OSError, NotHttpError) as problem:
            raise self._unreachable(host, problem) from None
        finally:
            connection.close()

    def _again(
        self,
        connection: LoopbackConnection,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> Reply:
        """Once more on a new connection: the old one was idle for longer than it is kept."""
        try:
            return connection.exchange(method, target, headers, body)
        except (OSError, NotHttpError) as problem:
            raise self._unreachable(connection.host, problem) from None

    def _unreachable(self, host: str, problem: Exception) -> Unreachable:
        return Unreachable(
            f"{host} does not answer at {LOOPBACK}:{self._port}: {problem}; `nameplate doctor` "
            "looks at every hop"
        )

    def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _connection(self, host: str, named_port: int) -> tuple[LoopbackConnection, bool]:
        held = self._connections.get(host)
        if held is not None:
            return held, False
        made = LoopbackConnection(host, named_port, self._port, self._trust())
        self._connections[host] = made
        return made, True

    def _trust(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            for roots in self._roots:
                if roots.exists():
                    self._context.load_verify_locations(cafile=roots)
        return self._context
