"""Whether a process answers HTTP on its port: any answer is a sign of life (RFC 9110, 15)."""

import asyncio
import contextlib
import itertools
import secrets
import socket
from collections.abc import Iterator
from typing import Final

LOOPBACK: Final = "127.0.0.1"
START_PATH: Final = "/robots933456.txt"
"""What App Service asks a starting app for: nobody has it, and any answer will do."""
_PATIENCE: Final = 10.0
_RANGE: Final = range(20_000, 32_768)


async def answers(port: int, path: str = START_PATH, *, patience: float = _PATIENCE) -> int | None:
    """The status of ``GET path``; ``None`` when there is no HTTP answer."""
    with contextlib.suppress(OSError, TimeoutError, ValueError, asyncio.LimitOverrunError):
        async with asyncio.timeout(patience):
            return await _status(port, path)
    return None


async def _status(port: int, path: str) -> int | None:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        head = f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nUser-Agent: HealthCheck/1.0\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode("ascii"))
        line = await reader.readline()
        version, _, rest = line.partition(b" ")
        return int(rest[:3]) if version.startswith(b"HTTP/1.") else None
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


class Ports:
    """Hands out ports for apps to listen on: each once in a long while, so that of many apps which
    start together none is told another's, and outside the range that outgoing connections take.
    """

    def __init__(self) -> None:
        start = secrets.randbelow(len(_RANGE))
        self._coming: Iterator[int] = itertools.cycle((*_RANGE[start:], *_RANGE[:start]))

    def free(self) -> int:
        """A port that nobody listens on now. Raises OSError when there is none."""
        for port in itertools.islice(self._coming, len(_RANGE)):
            with contextlib.suppress(OSError), socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((LOOPBACK, port))
                return port
        raise OSError(f"no port from {_RANGE[0]} to {_RANGE[-1]} is free")


PORTS: Final = Ports()
"""This server's: ports are the machine's, whichever app asks."""
