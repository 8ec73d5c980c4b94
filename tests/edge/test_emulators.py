"""Emulators behind production names, through a real listener."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import orjson
import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.crypto import base64url
from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.door import Door
from nameplate.edge.emulators import emulated_hosts
from nameplate.edge.hosts import HostTable
from nameplate.edge.listeners import start
from nameplate.edge.routes import read_routes
from tests.edge.clients import Client
from tests.edge.conftest import Trust
from tests.edge.loops import on_uvloop
from tests.fakes.clock import FakeClock
from tests.fakes.tcp_server import HttpOrigin, tcp_server

ACCOUNT = "devstoreaccount1.blob.core.windows.net"

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def behind(target: str, *kids: str) -> AsyncIterator[Client]:
    """A client of a listener that has the emulator of one account; ``kids``: keys that are ours."""
    routes = read_routes({ACCOUNT: target}, AZURE_PUBLIC)
    door = Door(HostTable(*emulated_hosts(routes, kids.__contains__ if kids else None)))
    listener = await start(door, clock=FakeClock())
    try:
        async with await Client.to(listener.port) as client:
            yield client
    finally:
        await listener.stop(grace=1.0)


@on_uvloop
async def test_an_account_in_the_path_is_addressed_as_the_emulator_itself() -> None:
    emulator = HttpOrigin()
    async with (
        tcp_server(emulator) as port,
        behind(f"http://127.0.0.1:{port}/devstoreaccount1") as client,
    ):
        headers = {"Authorization": "Bearer t", "Connection": "X-Hop, keep-alive", "X-Hop": "1"}
        path = "/box/a%20b?restype=container"
        reply = await client.send("PUT", ACCOUNT, path, headers=headers, body=b"body")
        again = await client.get(ACCOUNT, "/box")

    assert (reply.status, reply.body, again.status) == (200, b"hello", 200)
    assert emulator.heads[0] == (
        "PUT /devstoreaccount1/box/a%20b?restype=container HTTP/1.1\r\n"
        f"host: 127.0.0.1:{port}\r\nauthorization: Bearer t\r\ncontent-length: 4\r\n"
        "connection: close\r\n\r\n"
    )
    assert emulator.bodies == [b"body", b""]


@on_uvloop
async def test_without_a_path_the_production_name_is_kept() -> None:
    emulator = HttpOrigin()
    async with tcp_server(emulator) as port, behind(f"http://127.0.0.1:{port}") as client:
        await client.get(ACCOUNT, "/box")

    assert emulator.heads[0].startswith(f"GET /box HTTP/1.1\r\nhost: {ACCOUNT}\r\n")


@on_uvloop
async def test_bodies_stream_both_ways_in_chunks() -> None:
    async def double(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = await reader.readuntil(b"0\r\n\r\n")
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n")
        writer.write(b"Transfer-Encoding: chunked\r\n\r\n" + body)
        await writer.drain()

    async with tcp_server(double) as port, behind(f"http://127.0.0.1:{port}") as client:
        await client.write(
            f"PUT /x HTTP/1.1\r\nHost: {ACCOUNT}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        await client.write(b"3\r\none\r\n")
        await client.write(b"3\r\ntwo\r\n0\r\n\r\n")
        reply = await client.reply()
        body = await client.reader.readuntil(b"0\r\n\r\n")

    assert (reply.status, reply.headers["transfer-encoding"]) == (201, "chunked")
    assert body.replace(b"\r\n", b"").replace(b"3", b"").replace(b"6", b"") == b"onetwo0"


@on_uvloop
async def test_head_has_no_body() -> None:
    async def head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        await reader.read()

    async with tcp_server(head) as port, behind(f"http://127.0.0.1:{port}") as client:
        reply = await client.send("HEAD", ACCOUNT, "/x")

    assert (reply.status, reply.headers["content-length"]) == (200, "1000")


def answering(answer: bytes) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    return serve


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b"])
@on_uvloop
async def test_an_emulator_that_breaks_off_is_a_bad_gateway(answer: bytes) -> None:
    async with tcp_server(answering(answer)) as port, behind(f"http://127.0.0.1:{port}") as client:
        reply = await client.get(ACCOUNT)

    assert (reply.status, reply.json()["error"]["code"]) == (502, "EmulatorUnavailable")


@on_uvloop
async def test_an_answer_cut_short_is_not_passed_off_as_whole() -> None:
    cut = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
    async with tcp_server(cut) as port, behind(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(asyncio.IncompleteReadError):
            await client.get(ACCOUNT)


@on_uvloop
async def test_an_answer_that_ends_with_its_connection_is_whole() -> None:
    endless = answering(b"HTTP/1.0 200 OK\r\n\r\nto the end")
    async with tcp_server(endless) as port, behind(f"http://127.0.0.1:{port}") as client:
        await client.write(f"GET / HTTP/1.1\r\nHost: {ACCOUNT}\r\n\r\n".encode())
        await client.reply()
        body = await client.reader.readuntil(b"0\r\n\r\n")

    assert b"to the end" in body


@on_uvloop
async def test_an_emulator_that_is_not_there_says_where_it_was_sought() -> None:
    async with behind("http://127.0.0.1:1/devstoreaccount1") as client:
        reply = await client.get(ACCOUNT)

    assert reply.status == 502
    assert "127.0.0.1:1" in reply.json()["error"]["message"]


@on_uvloop
async def test_an_emulator_of_this_machine_may_sign_for_itself(trust: Trust) -> None:
    tls = ServerCertificates(trust.leaves, lambda _: True, default_host="a.example").context
    origin = HttpOrigin()
    async with (
        tcp_server(origin, tls=tls) as port,
        behind(f"https://127.0.0.1:{port}/devstoreaccount1") as client,
    ):
        reply = await client.get(ACCOUNT, "/x")

    assert reply.body == b"hello"


def test_patterns_become_the_hosts_of_a_listener() -> None:
    routes = read_routes(
        {ACCOUNT: "http://127.0.0.1:1", "*.queue.core.windows.net": "http://127.0.0.1:2"},
        AZURE_PUBLIC,
    )
    table = HostTable(*emulated_hosts(routes))

    assert table.serves(ACCOUNT)
    assert table.serves("a.queue.core.windows.net")
    assert not table.serves("other.blob.core.windows.net")


def token(kid: str) -> str:
    """A JWT that a key seems to have signed."""
    parts = (orjson.dumps({"alg": "RS256", "kid": kid}), b'{"aud":"a"}', b"signature")
    return ".".join(base64url.encode(part) for part in parts)


@on_uvloop
async def test_a_token_of_another_issuer_is_kept_from_an_emulator() -> None:
    emulator = HttpOrigin()
    async with tcp_server(emulator) as port, behind(f"http://127.0.0.1:{port}", "ours") as client:
        replies = [
            await client.get(ACCOUNT, "/box", Authorization=said)
            for said in (f"bearer {token('theirs')}", f"Bearer {token('ours')}", "SharedKey a:b")
        ]

    assert [reply.status for reply in replies] == [403, 200, 200]
    assert b"real-tokens+http" in replies[0].body
    assert len(emulator.heads) == 2


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("x-ms-copy-source-authorization", "Bearer {}"),
        ("x-ms-authorization-auxiliary", "Bearer a.b.c, Bearer {}"),
        ("Authorization", "Bearer\t{}"),
        ("Cookie", "session={}; other=1"),
        ("X-Forwarded", "name.of.it.{}.more"),
        ("X-Long", "eyJ" * 10_000 + ", eyJ.eyJ, {}"),
    ],
)
@on_uvloop
async def test_a_token_of_another_issuer_is_found_in_every_field(field: str, said: str) -> None:
    emulator = HttpOrigin()
    async with tcp_server(emulator) as port, behind(f"http://127.0.0.1:{port}", "ours") as client:
        foreign = await client.get(ACCOUNT, "/box", **{field: said.format(token("theirs"))})
        own = await client.get(ACCOUNT, "/box", **{field: said.format(token("ours"))})

    assert (foreign.status, own.status) == (403, 200)
    assert len(emulator.heads) == 1


@on_uvloop
async def test_a_token_of_another_issuer_is_found_in_the_query() -> None:
    emulator = HttpOrigin()
    async with tcp_server(emulator) as port, behind(f"http://127.0.0.1:{port}", "ours") as client:
        reply = await client.get(ACCOUNT, f"/box?access_token={token('theirs')}")
        encoded = await client.get(ACCOUNT, f"/box?authorization=Bearer%20{token('theirs')}")

    assert (reply.status, emulator.heads) == (403, [])
    assert encoded.status == 403


@on_uvloop
async def test_a_route_may_let_real_tokens_through() -> None:
    async with (
        tcp_server(HttpOrigin()) as port,
        behind(f"real-tokens+http://127.0.0.1:{port}", "ours") as client,
    ):
        reply = await client.get(ACCOUNT, "/box", Authorization=f"Bearer {token('theirs')}")
        assert reply.status == 200
