"""A small HTTP client over asyncio streams, for tests that look at bytes."""

import asyncio
import ssl
from dataclasses import dataclass
from typing import Any, Self

import orjson


@dataclass(slots=True)
class Reply:
    """A parsed answer."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


class Client:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def to(
        cls, port: int, *, tls: ssl.SSLContext | None = None, name: str | None = None
    ) -> Self:
        """Connect to a port of this machine, over TLS if a context is given."""
        options: dict[str, Any] = {"ssl": tls, "server_hostname": name or ""} if tls else {}
        return cls(*await asyncio.open_connection("127.0.0.1", port, **options))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except (OSError, ssl.SSLError):
            return

    async def get(self, host: str, target: str = "/", **headers: str) -> Reply:
        return await self.send("GET", host, target, headers=headers)

    async def send(
        self,
        method: str,
        host: str,
        target: str = "/",
        *,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
    ) -> Reply:
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        await self.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        return await self.reply(method)

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self, method: str = "GET") -> Reply:
        """Read one answer that has a Content-Length or ends with the connection."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status_line, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
        _, status, reason = status_line.split(" ", 2)
        headers = {
            name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
        }
        body = b""
        if method != "HEAD" and "content-length" in headers:
            body = await self.reader.readexactly(int(headers["content-length"]))
        return Reply(int(status), reason, headers, body)

    async def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        try:
            return await self.reader.read()
        except (ConnectionResetError, BrokenPipeError):
            return b""
