"""A TCP server that runs one function for each connection, for tests of what connects."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def tcp_server(serve: Serve, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve on a free loopback port, which it yields; connections end with the context."""
    running: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            running.discard(task)
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send back what comes, and end when the client has ended."""
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


class HttpOrigin:
    """An HTTP server that keeps what it was sent and answers ``hello`` to every request."""

    def __init__(self, answer: bytes = b"hello") -> None:
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self._answer = answer

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.heads.append(head)
        self.bodies.append(await _body(head.lower(), reader))
        length = len(self._answer)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (length, self._answer))
        await writer.drain()


async def _body(head: str, reader: asyncio.StreamReader) -> bytes:
    if "transfer-encoding: chunked" in head:
        return await reader.readuntil(b"0\r\n\r\n")
    lengths = [line for line in head.split("\r\n") if line.startswith("content-length:")]
    return await reader.readexactly(int(lengths[0].partition(":")[2])) if lengths else b""
