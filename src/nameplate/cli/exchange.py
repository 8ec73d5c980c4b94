"""One HTTP/1.1 exchange after another on a connection to our own server (RFC 9112).

As much as its answers need: a status, fields, a body of a known length or up to the end. The
standard library's client reads fields as mail (``http.client`` loads ``email``), which costs a
command as much as its own TLS.
"""

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from nameplate.cli.failures import CommandFailure

LOOPBACK: Final = "127.0.0.1"
_TIMEOUT: Final = 300.0
"""Seconds without a byte: a slot that is swapped may take 230 to come up."""
_LINE: Final = 65_536
_FIELDS: Final = 200
_BODILESS: Final = frozenset((204, 304))


class NotHttpError(Exception):
    """What answers does not speak HTTP as our server does."""


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


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer whose body comes piece by piece."""

    status: int
    pieces: Iterator[bytes]


class LoopbackConnection:
    """A connection to a port of this machine that speaks under another name."""

    def __init__(self, host: str, named_port: int, door: int, trust: ssl.SSLContext) -> None:
        self.host = host
        self._authority = host if named_port == 443 else f"{host}:{named_port}"
        self._door = door
        self._trust = trust
        self._held: tuple[ssl.SSLSocket, BinaryIO] | None = None

    def exchange(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> Reply:
        """Send a request and read its answer, connecting first if need be.

        Raises OSError (ConnectionError when the other side has closed) or NotHttpError.
        """
        reply = read_reply(self._send(method, target, headers, body), method)
        if reply.headers.get("connection", "").lower() == "close":
            self.close()
        return reply

    def begin(self, target: str, headers: Mapping[str, str]) -> Begun:
        """Send a GET and read the head of its answer; the body may go on for ever."""
        answers = self._send("GET", target, headers, None)
        status, fields = read_head(answers)
        if self._held is not None:
            self._held[0].settimeout(None)
        if fields.get("transfer-encoding", "").lower() == "chunked":
            return Begun(status, chunks(answers))
        return Begun(status, iter((_body(answers, fields),)))

    def _send(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> BinaryIO:
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self._authority}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None or method in {"POST", "PUT", "PATCH"}:
            lines.append(f"Content-Length: {len(body or b'')}")
        if any("\r" in line or "\n" in line for line in lines):
            raise NotHttpError("a line of the request has an end in it")
        connection, answers = self._held or self._connect()
        connection.sendall("\r\n".join((*lines, "", "")).encode("latin-1") + (body or b""))
        return answers

    def close(self) -> None:
        """Close it; the next exchange connects again."""
        if self._held is not None:
            for end in reversed(self._held):
                end.close()
            self._held = None

    def _connect(self) -> tuple[ssl.SSLSocket, BinaryIO]:
        plain = socket.create_connection((LOOPBACK, self._door), timeout=_TIMEOUT)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            connection = self._trust.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        self._held = connection, connection.makefile("rb")
        return self._held


def read_reply(answers: BinaryIO, method: str) -> Reply:
    """Read one answer to a request of this method; raises as ``exchange`` does."""
    status, headers = read_head(answers)
    if method == "HEAD" or status in _BODILESS:
        return Reply(status, headers, b"")
    return Reply(status, headers, _body(answers, headers))


def read_head(answers: BinaryIO) -> tuple[int, dict[str, str]]:
    """Read the status and the fields of an answer."""
    first = answers.readline(_LINE)
    if not first:
        raise ConnectionResetError("it closed the connection without an answer")
    version, _, rest = first.decode("latin-1").strip().partition(" ")
    if not version.startswith("HTTP/1.") or not rest[:3].isdigit():
        raise NotHttpError("it does not speak HTTP")
    return int(rest[:3]), _fields(answers)


def _fields(answers: BinaryIO) -> dict[str, str]:
    fields: dict[str, str] = {}
    for _ in range(_FIELDS):
        line = answers.readline(_LINE)
        if line in {b"\r\n", b"\n"}:
            return fields
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon:
            raise NotHttpError("its answer has no end or a field without a colon")
        fields[name.strip().lower()] = value.strip()
    raise NotHttpError("its answer has too many fields")


def _body(answers: BinaryIO, headers: Mapping[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        raise NotHttpError("its answer has a transfer encoding, which our server never uses")
    length = headers.get("content-length")
    if length is None:
        return answers.read()
    if not length.isdigit():
        raise NotHttpError("its answer has no proper length")
    body = answers.read(int(length))
    if len(body) < int(length):
        raise ConnectionResetError("it closed the connection in the middle of an answer")
    return body


def chunks(answers: BinaryIO) -> Iterator[bytes]:
    """A chunked body (RFC 9112 section 7.1), up to its end or that of the connection."""
    while line := answers.readline(_LINE):
        try:
            size = int(line.partition(b";")[0].strip(), 16)
        except ValueError:
            raise NotHttpError("its answer has a chunk without a size") from None
        if size == 0:
            return
        data = answers.read(size)
        answers.read(2)
        yield data
