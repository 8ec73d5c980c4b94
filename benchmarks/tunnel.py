"""A TLS client, straight or through a CONNECT proxy: what other traffic pays for the proxy."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.programs import LOOPBACK

_CHUNK: Final = 256 * 1024
_END: Final = b"\r\n\r\n"


class Connection:
    """One kept connection over TLS."""

    def __init__(self, tls: ssl.SSLSocket, host: str) -> None:
        self._tls = tls
        self._host = host
        self._buffer = bytearray(_CHUNK)

    def ask(self, path: str, *, token: str | None = None) -> bytes:
        """One exchange; returns the body. Raises OSError for anything but 200."""
        return self._exchange(path, token=token, keep=True)

    def read(self, path: str) -> int:
        """One exchange whose body is read and counted only."""
        self._exchange(path, token=None, keep=False)
        return self._length

    def _exchange(self, path: str, *, token: str | None, keep: bool) -> bytes:
        signed = f"Authorization: Bearer {token}\r\n" if token else ""
        head = f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n{signed}\r\n"
        self._tls.sendall(head.encode())
        received = bytearray()
        while (end := received.find(_END)) < 0:
            data = self._tls.recv(_CHUNK)
            if not data:
                raise ConnectionError("the server closed the connection")
            received += data
        lines = bytes(received[:end]).lower().split(b"\r\n")
        if b" 200 " not in lines[0] + b" ":
            raise ConnectionError(f"answered {lines[0].decode()}")
        fields = dict(line.split(b":", 1) for line in lines[1:])
        self._length = int(fields[b"content-length"])
        body = received[end + len(_END) :]
        left = self._length - len(body)
        while left > 0:
            count = self._tls.recv_into(self._buffer)
            if not count:
                raise ConnectionError("the answer ended early")
            if keep:
                body += self._buffer[:count]
            left -= count
        return bytes(body)


class Tunnels:
    """Connections to one target that names itself ``host``."""

    def __init__(self, target: tuple[str, int], roots: Path) -> None:
        self._host, self._port = target
        self._context = ssl.create_default_context(cafile=str(roots))

    @contextmanager
    def open(self, *, at: int | None = None, proxy: int | None = None) -> Iterator[Connection]:
        """A connection: to a port of loopback, or through the proxy on another."""
        plain = socket.create_connection((LOOPBACK, proxy or at or self._port), timeout=30)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if proxy is not None:
            _connect(plain, f"{self._host}:{self._port}")
        with self._context.wrap_socket(plain, server_hostname=self._host) as tls:
            yield Connection(tls, self._host)

    def latencies(self, path: str, seconds: float, *, proxy: int | None) -> list[float]:
        """Seconds of each of as many exchanges as fit, on one kept connection."""
        found = []
        with self.open(proxy=proxy) as connection:
            connection.ask(path)
            end = time.perf_counter() + seconds
            while (began := time.perf_counter()) < end:
                connection.ask(path)
                found.append(time.perf_counter() - began)
        return found

    def openings(self, path: str, count: int, *, proxy: int | None) -> list[float]:
        """Seconds from nothing to the first answer: connect, CONNECT, TLS and one exchange."""
        found = []
        for _ in range(count):
            began = time.perf_counter()
            with self.open(proxy=proxy) as connection:
                connection.ask(path)
            found.append(time.perf_counter() - began)
        return found

    def throughput(self, path: str, seconds: float, *, proxy: int | None) -> float:
        """Bytes a second of large bodies, on one kept connection."""
        moved = 0
        with self.open(proxy=proxy) as connection:
            connection.read(path)
            began = time.perf_counter()
            while time.perf_counter() - began < seconds:
                moved += connection.read(path)
            return moved / (time.perf_counter() - began)


def _connect(plain: socket.socket, target: str) -> None:
    plain.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    answer = b""
    while _END not in answer:
        data = plain.recv(4096)
        if not data:
            raise ConnectionError("the proxy closed the connection")
        answer += data
    if b" 200 " not in answer.split(b"\r\n")[0]:
        raise ConnectionError(f"the proxy answered {answer[:100]!r}")
