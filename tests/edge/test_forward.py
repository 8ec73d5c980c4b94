"""One plain request forwarded: its body is delimited, and no more than it goes on."""

import asyncio
import socket

from nameplate.edge.forward import forward
from nameplate.edge.proxy_head import read_head
from tests.edge.loops import on_uvloop
from tests.edge.test_tunnel import pair, read_all


async def exchange(sent: bytes, *, until: bytes) -> tuple[bytes, bytes]:
    """What a server receives, up to some bytes, and what the client gets back."""
    loop = asyncio.get_running_loop()
    client, near = pair()
    far, server = pair()
    await loop.sock_sendall(client, sent)
    head = await read_head(near)
    assert head is not None
    forwarding = asyncio.create_task(forward(near, far, head, head.target()))
    received = b""
    while until not in received:
        received += await loop.sock_recv(server, 65536)
    await loop.sock_sendall(server, b"HTTP/1.1 204 No Content\r\n\r\n")
    server.shutdown(socket.SHUT_WR)
    await forwarding
    far.close()
    near.close()
    received += await read_all(server)
    answer = await read_all(client)
    client.close()
    server.close()
    return received, answer


SECOND = b"GET http://b.example/second HTTP/1.1\r\nAuthorization: Bearer t\r\n\r\n"


@on_uvloop
async def test_a_second_request_never_reaches_the_server_of_the_first() -> None:
    received, answer = await exchange(
        b"PUT http://a.example/x HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody" + SECOND,
        until=b"\r\n\r\nbody",
    )

    assert received == (
        b"PUT /x HTTP/1.1\r\nhost: a.example\r\ncontent-length: 4\r\nvia: 1.1 nameplate\r\n"
        b"connection: close\r\n\r\nbody"
    )
    assert answer == b"HTTP/1.1 204 No Content\r\n\r\n"


@on_uvloop
async def test_a_connection_field_cannot_hide_where_a_body_ends() -> None:
    received, _ = await exchange(
        b"PUT http://a.example/x HTTP/1.1\r\nConnection: content-length, x-hop\r\nX-Hop: 1\r\n"
        b"Content-Length: 4\r\n\r\nbody",
        until=b"\r\n\r\nbody",
    )
    assert b"content-length: 4\r\n" in received
    assert b"x-hop" not in received


@on_uvloop
async def test_chunks_are_made_anew_and_end() -> None:
    received, _ = await exchange(
        b"PUT http://a.example/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3;ext=1\r\none\r\n4\r\nmore\r\n0\r\nTrailer: x\r\n\r\n" + SECOND,
        until=b"0\r\n\r\n",
    )

    head, _, body = received.partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head
    assert body == b"3\r\none\r\n4\r\nmore\r\n0\r\n\r\n"
