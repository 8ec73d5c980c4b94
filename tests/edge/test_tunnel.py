"""Tunnels: every byte arrives, a slow reader holds back, ends are passed on."""

import asyncio
import os
import socket

import pytest

from nameplate.edge import tunnel
from nameplate.edge.tunnel import join, relay
from tests.edge.loops import on_uvloop


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends of a TCP connection (what the kernel splices)."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        near = socket.create_connection(listening.getsockname())
        far, _ = listening.accept()
    near.setblocking(False)
    far.setblocking(False)
    return near, far


async def read_all(end: socket.socket) -> bytes:
    loop = asyncio.get_running_loop()
    received = bytearray()
    while data := await loop.sock_recv(end, 1 << 20):
        received += data
    return bytes(received)


async def send_all(end: socket.socket, data: bytes) -> None:
    await asyncio.get_running_loop().sock_sendall(end, data)
    end.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize("can_splice", [True, False])
@on_uvloop
async def test_bulk_goes_both_ways_at_once_and_whole(
    monkeypatch: pytest.MonkeyPatch, *, can_splice: bool
) -> None:
    if not can_splice:
        monkeypatch.setattr(tunnel, "_CAN_SPLICE", can_splice)
    client, left = pair()
    right, server = pair()
    joined = asyncio.create_task(join(left, right))
    out, back = os.urandom(12_000_000), os.urandom(9_000_000)

    _, _, at_server, at_client = await asyncio.gather(
        send_all(client, out), send_all(server, back), read_all(server), read_all(client)
    )
    await joined

    assert at_server == out
    assert at_client == back
    assert left.fileno() == right.fileno() == -1
    client.close()
    server.close()


@on_uvloop
async def test_splicing_that_is_not_possible_falls_back_to_copying(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "splice", refuse)
    client, left = pair()
    right, server = pair()
    joined = asyncio.create_task(join(left, right))
    data = os.urandom(3_000_000)

    _, received = await asyncio.gather(send_all(client, data), read_all(server))
    server.close()
    await joined

    assert received == data
    client.close()


@on_uvloop
async def test_the_end_of_one_direction_leaves_the_other_open() -> None:
    client, left = pair()
    right, server = pair()
    joined = asyncio.create_task(join(left, right))

    await send_all(client, b"question")
    assert await read_all(server) == b"question"
    await send_all(server, b"answer")
    assert await read_all(client) == b"answer"
    await joined
    client.close()
    server.close()


@on_uvloop
async def test_a_slow_reader_holds_back_the_sender() -> None:
    client, left = pair()
    right, server = pair()
    joined = asyncio.create_task(join(left, right))
    sent = 0
    try:
        while True:  # nobody reads: the buffers of the kernel fill, and ours do not grow
            async with asyncio.timeout(0.2):
                await asyncio.get_running_loop().sock_sendall(client, b"x" * 1_000_000)
            sent += 1
            assert sent < 100
    except TimeoutError:
        pass
    client.close()
    received = await read_all(server)
    server.close()
    await joined

    assert len(received) >= sent * 1_000_000


@on_uvloop
async def test_a_broken_connection_ends_both() -> None:
    client, left = pair()
    right, server = pair()
    joined = asyncio.create_task(join(left, right))

    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    client.close()

    await joined
    assert await read_all(server) == b""
    server.close()


@on_uvloop
async def test_a_cancelled_tunnel_gives_everything_back() -> None:
    client, left = pair()
    right, server = pair()
    joined = asyncio.create_task(join(left, right))
    await asyncio.sleep(0)

    joined.cancel()
    with pytest.raises(asyncio.CancelledError):
        await joined

    assert left.fileno() == right.fileno() == -1
    client.close()
    server.close()


@on_uvloop
async def test_one_way_ends_with_its_source() -> None:
    client, left = pair()
    right, server = pair()

    await asyncio.gather(relay(right, left), send_all(server, b"answer"))

    assert await read_all(client) == b"answer"
    for end in (client, left, right, server):
        end.close()
