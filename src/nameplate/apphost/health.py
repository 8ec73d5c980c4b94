"""Whether a process answers HTTP on its port: any answer is a sign of life (RFC 9110, 15)."""

import asyncio
import contextlib
import socket
from typing import Final

LOOPBACK: Final = "127.0.0.1"
START_PATH: Final = "/robots933456.txt"
"""What App Service asks a starting app for: nobody has it, and any answer will do."""
_PATIENCE: Final = 10.0


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


def free_port() -> int:
    """A port that nobody listens on now; the app that is told it takes it soon."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
