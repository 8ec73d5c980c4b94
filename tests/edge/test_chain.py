"""Tunnels through another proxy."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from nameplate.edge.chain import through_proxy
from nameplate.edge.dial import CannotDialError
from nameplate.edge.proxy_head import Target
from nameplate.edge.upstream import ProxyAddress
from tests.edge.loops import on_uvloop
from tests.fakes.tcp_server import tcp_server


class FakeProxy:
    """Answers a CONNECT with given bytes."""

    def __init__(self, answer: bytes) -> None:
        self.heads: list[bytes] = []
        self._answer = answer

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(self._answer)
        await writer.drain()
        if self._answer:
            await reader.read()


@contextlib.asynccontextmanager
async def before(answer: bytes) -> AsyncIterator[tuple[FakeProxy, ProxyAddress]]:
    fake = FakeProxy(answer)
    async with tcp_server(fake) as port:
        yield fake, ProxyAddress("127.0.0.1", port, tls=False, authorization="Basic eDp5")


def never(_: Coroutine[Any, Any, None]) -> None:
    raise AssertionError("no TLS here")


TARGET = Target("example.org", 443, None)


@on_uvloop
async def test_a_tunnel_is_asked_for_with_the_credentials_of_the_url() -> None:
    async with before(b"HTTP/1.0 200 OK\r\nX: y\r\n\r\nearly") as (fake, proxy):
        connection, early = await through_proxy(proxy, TARGET, seconds=5, spawn=never)
        connection.close()

    assert early == b"early"
    assert b"".join(fake.heads) == (
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n"
        b"Proxy-Authorization: Basic eDp5\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "answered 407 Proxy Auth"),
        (b"SSH-2.0-x\r\n\r\n", "does not speak HTTP"),
        (b"", "gave no answer"),
    ],
)
@on_uvloop
async def test_a_proxy_that_does_not_connect_is_quoted(answer: bytes, reason: str) -> None:
    async with before(answer) as (_, proxy):
        with pytest.raises(CannotDialError, match=reason) as caught:
            await through_proxy(proxy, TARGET, seconds=5, spawn=never)

    assert caught.value.status == 502


@on_uvloop
async def test_a_silent_proxy_is_given_up() -> None:
    async with before(b"HTTP/1.1 200") as (_, proxy):
        with pytest.raises(CannotDialError, match="did not answer") as caught:
            await through_proxy(proxy, TARGET, seconds=0.05, spawn=never)

    assert caught.value.status == 504
