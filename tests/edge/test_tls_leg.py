"""A proxy that is spoken to over TLS."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.dial import CannotDialError, dial
from nameplate.edge.tls_leg import over_tls
from tests.edge.conftest import Trust
from tests.edge.loops import on_uvloop
from tests.fakes.tcp_server import echo, tcp_server


@on_uvloop
async def test_bytes_travel_over_tls(trust: Trust) -> None:
    tasks: list[asyncio.Task[None]] = []

    def spawn(work: Coroutine[Any, Any, None]) -> None:
        tasks.append(asyncio.get_running_loop().create_task(work))

    loop = asyncio.get_running_loop()
    tls = ServerCertificates(trust.leaves, lambda name: name == "proxy.example").context
    async with tcp_server(echo, tls=tls) as port:
        connection = await dial("127.0.0.1", port, seconds=5)
        near = await over_tls(connection, "proxy.example", spawn, context=trust.client())
        sending = asyncio.create_task(loop.sock_sendall(near, b"x" * 3_000_000))
        received = 0
        while received < 3_000_000:
            received += len(await loop.sock_recv(near, 65536))
        await sending
        near.close()
        await asyncio.gather(*tasks)

    assert received == 3_000_000


@on_uvloop
async def test_a_leg_that_is_cut_ends_its_task(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks: list[asyncio.Task[None]] = []
    tls = ServerCertificates(trust.leaves, lambda _: True).context
    async with tcp_server(echo, tls=tls) as port:
        connection = await dial("127.0.0.1", port, seconds=5)
        near = await over_tls(
            connection,
            "proxy.example",
            lambda work: tasks.append(asyncio.get_running_loop().create_task(work)),
            context=trust.client(),
        )
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.wait(tasks)
        assert await asyncio.get_running_loop().sock_recv(near, 1) == b""
        near.close()


@on_uvloop
async def test_a_proxy_that_is_not_trusted_is_not_spoken_to(trust: Trust) -> None:
    tls = ServerCertificates(trust.leaves, lambda _: True).context
    async with tcp_server(echo, tls=tls) as port:
        connection = await dial("127.0.0.1", port, seconds=5)
        with pytest.raises(CannotDialError, match="no TLS with the proxy"):
            await over_tls(connection, "proxy.example", lambda _: None)
