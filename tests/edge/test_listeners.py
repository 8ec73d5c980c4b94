"""Listeners on real sockets: plain, TLS and UNIX; starting, stopping, many in one loop."""

import asyncio
import contextlib
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.edge.limits import Limits
from nameplate.edge.listeners import Listener, start
from tests.edge.clients import Client
from tests.edge.conftest import Trust
from tests.edge.loops import on_uvloop
from tests.fakes.clock import FakeClock
from tests.fakes.wires import FakeWire


@contextlib.asynccontextmanager
async def serving(wire: FakeWire, **options: Any) -> AsyncIterator[Listener]:
    door = Door(HostTable({"a.example": wire, "b.example": wire}))
    listener = await start(door, clock=FakeClock(), **options)
    try:
        yield listener
    finally:
        await listener.stop(grace=1.0)


@on_uvloop
async def test_a_listener_answers_over_plain_http_with_keep_alive() -> None:
    async with serving(FakeWire()) as listener, await Client.to(listener.port) as client:
        first = await client.get("a.example", "/one")
        second = await client.send("PUT", "b.example", "/two", body=b"body")

    assert (first.status, first.json()["path"]) == (200, "/one")
    assert (second.json()["body"], second.json()["client"]) == ("body", "127.0.0.1")
    assert first.headers["date"] == "Mon, 21 Sep 2026 14:13:20 GMT"
    assert "server" not in first.headers


@on_uvloop
async def test_pipelined_requests_are_answered_in_order() -> None:
    async with serving(FakeWire()) as listener, await Client.to(listener.port) as client:
        await client.write(
            b"".join(b"GET /%d HTTP/1.1\r\nHost: a.example\r\n\r\n" % i for i in range(5))
        )
        paths = [(await client.reply()).json()["path"] for _ in range(5)]

    assert paths == ["/0", "/1", "/2", "/3", "/4"]


@on_uvloop
async def test_head_has_the_length_and_no_body() -> None:
    async with serving(FakeWire()) as listener, await Client.to(listener.port) as client:
        head = await client.send("HEAD", "a.example")
        after = await client.get("a.example")

    assert int(head.headers["content-length"]) > 0
    assert after.status == 200


@on_uvloop
async def test_a_client_that_expects_100_continue_gets_it_only_when_it_may_go_on() -> None:
    async with serving(FakeWire(body_limit=10)) as listener:
        async with await Client.to(listener.port) as client:
            await client.write(
                b"PUT / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\n"
                b"Content-Length: 5\r\n\r\n"
            )
            interim = await client.reply()
            await client.write(b"12345")
            final = await client.reply()
        async with await Client.to(listener.port) as client:
            await client.write(
                b"PUT / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\n"
                b"Content-Length: 11\r\n\r\n"
            )
            refused = await client.reply()
            after = await client.rest()

    assert (interim.status, final.json()["body"]) == (100, "12345")
    assert (refused.status, after) == (413, b"")  # the client need not send that body


@on_uvloop
async def test_a_client_that_sends_too_much_still_reads_why_not() -> None:
    async with (
        serving(FakeWire(body_limit=10)) as listener,
        await Client.to(listener.port) as client,
    ):
        refused = await client.send("PUT", "a.example", body=b"x" * 3_000_000)
        after = await client.get("a.example")

    assert (refused.status, after.status) == (413, 200)


@on_uvloop
async def test_a_body_without_end_is_cut_off() -> None:
    async with (
        serving(FakeWire(body_limit=10)) as listener,
        await Client.to(listener.port) as client,
    ):
        head = b"PUT / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 900000000\r\n\r\n"
        with contextlib.suppress(ConnectionError):
            await client.write(head)
            for _ in range(100):
                await client.write(b"x" * 1_000_000)
        rest = await client.rest()

    assert rest == b"" or b" 413 " in rest


HOST = b"Host: a.example\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET http://a.example/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Content-Length: 2\r\n\r\nab", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A : b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 90_000, 431),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 431),
        (b"GET /" + b"a" * 120_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 120_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 101 + b"\r\n", 431),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    ],
)
@on_uvloop
async def test_what_is_malformed_or_too_much_is_refused(sent: bytes, status: int) -> None:
    async with serving(FakeWire()) as listener, await Client.to(listener.port) as client:
        await client.write(sent)
        reply = await client.reply()

    assert reply.status == status
    assert reply.headers["content-type"].startswith("application/json")
    assert reply.json()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (POST + b"Content-Length: 2\r\n\r\nab", "Duplicate Content-Length"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "can't be present with"),
        (b"GET http://a.example/ HTTP/1.1\r\n" + HOST + b"\r\n", "only the origin form is served"),
        (POST + b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\na", "an upgrade with a body"),
    ],
)
@on_uvloop
async def test_what_is_malformed_is_named(sent: bytes, said: str) -> None:
    async with serving(FakeWire()) as listener, await Client.to(listener.port) as client:
        await client.write(sent)
        reply = await client.reply()
        after = await client.rest()

    assert said in reply.json()["error"]["message"]
    assert (reply.headers["connection"], after) == ("close", b"")


@on_uvloop
async def test_trailers_do_not_become_header_fields() -> None:
    wire = FakeWire()
    async with serving(wire) as listener, await Client.to(listener.port) as client:
        await client.write(
            b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
            b"1\r\na\r\n0\r\nAuthorization: Bearer late\r\nX-HTTP-Method: DELETE\r\n\r\n"
        )
        reply = await client.reply()
        after = await client.get("a.example")

    assert (reply.json()["body"], after.status) == ("a", 200)
    assert [name for name, _ in wire.requests[0].raw_headers] == [b"host", b"transfer-encoding"]


@on_uvloop
async def test_an_upgrade_is_not_made_and_nothing_behind_it_is_lost_in_silence() -> None:
    asks = b"GET / HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    async with serving(FakeWire()) as listener, await Client.to(listener.port) as client:
        await client.write(asks + asks)
        reply = await client.reply()
        after = await client.rest()

    assert (reply.status, reply.headers["connection"], after) == (200, "close", b"")


@on_uvloop
async def test_a_head_that_takes_too_long_is_refused() -> None:
    limits = Limits(head_seconds=0.05)
    async with serving(FakeWire(), limits=limits) as listener:
        async with await Client.to(listener.port) as silent, await Client.to(listener.port) as slow:
            await slow.write(b"GET / HTTP/1.1\r\nHost:")
            assert await silent.rest() == b""
            assert (await slow.reply()).status == 408
        async with await Client.to(listener.port) as second:
            assert (await second.get("a.example")).status == 200
            await second.write(b"GET / HTTP/1.1\r\n")
            assert (await second.reply()).status == 408


@on_uvloop
async def test_an_idle_connection_stays_open_past_the_time_for_a_head() -> None:
    limits = Limits(head_seconds=0.02)
    async with (
        serving(FakeWire(), limits=limits) as listener,
        await Client.to(listener.port) as client,
    ):
        assert (await client.get("a.example")).status == 200
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.rest()


@on_uvloop
async def test_stopping_lets_a_request_finish_and_accepts_no_other() -> None:
    wire = FakeWire()
    wire.gate = asyncio.Event()
    async with serving(wire) as listener:
        port = listener.port
        async with await Client.to(port) as idle, await Client.to(port) as busy:
            asked = asyncio.create_task(busy.get("a.example"))
            await wire.asked.wait()
            stopping = asyncio.create_task(listener.stop())
            assert await idle.rest() == b""
            with pytest.raises(ConnectionError):
                await Client.to(port)
            wire.gate.set()
            reply = await asked
            await stopping

    assert (reply.status, reply.headers["connection"]) == (200, "close")


@on_uvloop
async def test_stopping_ends_what_does_not_finish() -> None:
    wire = FakeWire()
    wire.gate = asyncio.Event()
    async with serving(wire) as listener, await Client.to(listener.port) as client:
        asked = asyncio.create_task(client.get("a.example"))
        await wire.asked.wait()
        await listener.stop(grace=0.05)
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await asked
        assert listener.connections == 0


@on_uvloop
async def test_a_port_in_use_is_an_error() -> None:
    async with serving(FakeWire()) as listener:
        with pytest.raises(OSError, match="in use"):
            await start(Door(HostTable()), clock=FakeClock(), port=listener.port)


@on_uvloop
async def test_a_bound_socket_and_a_unix_socket_are_served(tmp_path: Path) -> None:
    bound = socket.create_server(("127.0.0.1", 0))
    path = tmp_path / "edge.sock"
    async with serving(FakeWire(), sock=bound) as tcp, serving(FakeWire(), path=path) as unix:
        async with await Client.to(tcp.port) as client:
            assert (await client.get("a.example")).status == 200
        async with Client(*await asyncio.open_unix_connection(str(path))) as client:
            reply = await client.get("a.example")
        mode, port = stat.S_IMODE(path.stat().st_mode), unix.port

    assert (reply.json()["client"], mode, port) == ("", 0o600, 0)


@on_uvloop
async def test_tls_and_plain_listeners_share_a_loop(trust: Trust) -> None:
    table = HostTable({"a.example": FakeWire()})
    tls = ServerCertificates(trust.leaves, table.serves)
    async with serving(FakeWire()) as plain, serving(FakeWire(), tls=tls) as secure:
        async with await Client.to(plain.port) as client:
            assert (await client.get("a.example")).status == 200
        async with await Client.to(secure.port, tls=trust.client(), name="a.example") as client:
            right = await client.get("a.example")
            wrong = await client.get("b.example")

    assert (right.status, wrong.status) == (200, 421)
    assert wrong.json()["error"]["code"] == "MisdirectedRequest"


@on_uvloop
async def test_a_connection_is_handed_over_by_its_name(trust: Trust) -> None:
    """What takes it over reads and writes as on any connection; other names stay."""

    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()

    def hand_over(name: str) -> asyncio.Protocol | None:
        if name != "a.example":
            return None
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(), client_connected_cb=shout)

    tls = ServerCertificates(trust.leaves, lambda name: name.endswith(".example"))
    async with serving(FakeWire(), tls=tls, hand_over=hand_over) as secure:
        async with await Client.to(secure.port, tls=trust.client(), name="a.example") as client:
            client.writer.write(b"hello\n")
            assert await client.reader.read() == b"HELLO\n"
        async with await Client.to(secure.port, tls=trust.client(), name="b.example") as client:
            assert (await client.get("b.example")).status == 200
