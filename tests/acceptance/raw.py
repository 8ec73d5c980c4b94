"""Bytes on a connection: what no HTTP client would send, and exactly what comes back."""

import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any, Self

from tests.running import Platform, connected

PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, taken apart; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Raw:
    """One connection."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        self._connection = connection
        self._read = b""

    @classmethod
    def secure(cls, platform: Platform, host: str) -> Self:
        """To a served host, over TLS that is verified."""
        return cls(connected(platform.tls(), host, platform.ports["https"]))

    @classmethod
    def plain(cls, port: int) -> Self:
        return cls(socket.create_connection(("127.0.0.1", port)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def send(self, *parts: bytes) -> Self:
        """Send; a server that has refused already may not read to the end."""
        try:
            self._connection.sendall(b"".join(parts))
        except (ConnectionError, ssl.SSLError):
            return self
        return self

    def reply(self, *, bodiless: bool = False) -> Reply:
        """Read one answer."""
        while b"\r\n\r\n" not in self._read:
            self._more()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        pairs = (field.partition(":") for field in fields)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        length = 0 if bodiless else int(headers.get("content-length", "0"))
        while len(self._read) < length:
            self._more()
        body, self._read = self._read[:length], self._read[length:]
        return Reply(int(line.split()[1]), headers, body)

    def is_closed(self) -> bool:
        """Whether the server ends the connection without another word."""
        try:
            return not self._read and self._connection.recv(1) == b""
        except (ConnectionError, ssl.SSLError):
            return True
        except TimeoutError:
            return False

    def _more(self) -> None:
        chunk = self._connection.recv(65536)
        if not chunk:
            raise ConnectionError(f"the server closed after {self._read[:200]!r}")
        self._read += chunk
