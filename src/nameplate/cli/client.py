"""HTTPS to our own server, at 127.0.0.1, under the names of its cloud.

Past every proxy and every resolver: the name goes into SNI, ``Host`` and the certificate's check,
against the home's own roots and nothing else.
"""

import http.client
import json
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from nameplate.cli.failures import CommandFailure, Unreachable

LOOPBACK: Final = "127.0.0.1"
_TIMEOUT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    def json(self) -> Any:
        """The document; ``None`` where there is no body."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            raise CommandFailure("the server's answer is not JSON") from None


class _LoopbackConnection(http.client.HTTPSConnection):
    """A connection to a port of this machine that speaks under another name."""

    def __init__(self, host: str, named_port: int, door: int, context: ssl.SSLContext) -> None:
        super().__init__(host, named_port, timeout=_TIMEOUT, context=context)
        self._door = door
        self._trust = context

    def connect(self) -> None:
        plain = socket.create_connection((LOOPBACK, self._door), timeout=_TIMEOUT)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


class LoopbackClient:
    """Sends requests and keeps a connection for each name. For one thread."""

    def __init__(self, port: int, roots: Sequence[Path]) -> None:
        self._port = port
        self._roots = roots
        self._context: ssl.SSLContext | None = None
        self._connections: dict[str, _LoopbackConnection] = {}

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
            return _exchange(connection, method, target, headers or {}, body)
        except (http.client.RemoteDisconnected, ConnectionError) as problem:
            connection.close()
            if fresh:
                raise self._unreachable(host, problem) from None
        except (OSError, http.client.HTTPException) as problem:
            connection.close()
            raise self._unreachable(host, problem) from None
        return self._again(connection, method, target, headers or {}, body)

    def _again(
        self,
        connection: _LoopbackConnection,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> Reply:
        """Once more on a new connection: the old one was idle for longer than it is kept."""
        try:
            return _exchange(connection, method, target, headers, body)
        except (OSError, http.client.HTTPException) as problem:
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

    def _connection(self, host: str, named_port: int) -> tuple[_LoopbackConnection, bool]:
        held = self._connections.get(host)
        if held is not None:
            return held, False
        made = _LoopbackConnection(host, named_port, self._port, self._trust())
        self._connections[host] = made
        return made, True

    def _trust(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            for roots in self._roots:
                if roots.exists():
                    self._context.load_verify_locations(cafile=roots)
        return self._context


def _exchange(
    connection: _LoopbackConnection,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes | None,
) -> Reply:
    connection.request(method, target, body=body, headers=dict(headers))
    answer = connection.getresponse()
    content = answer.read()
    return Reply(
        answer.status, {name.lower(): value for name, value in answer.getheaders()}, content
    )
