"""Answers that leave in one write, and answers that are ready before anybody waits."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from nameplate.edge.door import Door
from nameplate.edge.exchange import whole
from nameplate.edge.hosts import HostTable
from nameplate.edge.http import Response
from nameplate.edge.listeners import Listener, start
from tests.edge.clients import Client
from tests.edge.loops import on_uvloop
from tests.fakes.clock import FakeClock
from tests.fakes.wires import FakeWire

READY = Response(200, b"ready", [(b"content-type", b"text/plain")])


@contextlib.asynccontextmanager
async def serving(wire: FakeWire) -> AsyncIterator[Listener]:
    door = Door(HostTable({"a.example": wire}))
    listener = await start(door, clock=FakeClock())
    try:
        yield listener
    finally:
        await listener.stop(grace=1.0)


def with_ready_answer() -> FakeWire:
    wire = FakeWire()
    wire.instant = READY
    return wire


def test_a_whole_answer_is_one_piece_of_bytes() -> None:
    assert whole(READY, [(b"date", b"now")], keep_alive=True) == (
        b"HTTP/1.1 200 OK\r\ndate: now\r\ncontent-type: text/plain\r\n"
        b"content-length: 5\r\n\r\nready"
    )


def test_an_answer_without_a_body_has_no_length_and_a_last_one_says_so() -> None:
    assert whole(Response(204), [], keep_alive=False) == (
        b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"
    )


@pytest.mark.parametrize("name", [b"connection", b"content-length", b"transfer-encoding"])
def test_an_answer_with_framing_of_its_own_goes_the_long_way(name: bytes) -> None:
    assert whole(Response(200, b"", [(name, b"close")]), [], keep_alive=True) is None


@pytest.mark.parametrize("value", [b"a\r\nb: c", b"a\nb: c", b"a\rb", b"a\0b"])
def test_no_field_ends_its_line(value: bytes) -> None:
    with pytest.raises(RuntimeError):
        whole(Response(200, b"", [(b"x-echo", value)]), [], keep_alive=True)


@on_uvloop
async def test_what_is_ready_is_answered_without_the_wire_being_asked() -> None:
    wire = with_ready_answer()
    async with serving(wire) as listener, await Client.to(listener.port) as client:
        replies = [await client.get("a.example") for _ in range(3)]

    assert {reply.body for reply in replies} == {b"ready"}
    assert len({reply.headers["x-ms-request-id"] for reply in replies}) == 3
    assert wire.requests == []


@on_uvloop
async def test_ready_answers_and_others_keep_the_order_of_a_pipeline() -> None:
    wire = FakeWire()
    wire.gate = asyncio.Event()
    async with serving(wire) as listener, await Client.to(listener.port) as client:
        await client.write(b"GET /slow HTTP/1.1\r\nHost: a.example\r\n\r\n")
        await wire.asked.wait()
        wire.instant = READY
        await client.write(b"GET /ready HTTP/1.1\r\nHost: a.example\r\n\r\n" * 2)
        wire.gate.set()
        bodies = [(await client.reply()).body for _ in range(3)]

    assert b"/slow" in bodies[0]
    assert bodies[1:] == [b"ready", b"ready"]


@on_uvloop
async def test_a_ready_answer_to_head_has_no_body() -> None:
    async with serving(with_ready_answer()) as listener, await Client.to(listener.port) as client:
        reply = await client.send("HEAD", "a.example")
        again = await client.get("a.example")

    assert (reply.headers["content-length"], reply.body) == ("5", b"")
    assert again.body == b"ready"


@on_uvloop
async def test_a_request_with_a_body_is_read_to_its_end() -> None:
    async with serving(with_ready_answer()) as listener, await Client.to(listener.port) as client:
        first = await client.send("GET", "a.example", body=b"x" * 100)
        second = await client.get("a.example")

    assert (first.body, second.body) == (b"ready", b"ready")


@on_uvloop
async def test_an_old_client_gets_its_answer_and_the_end_of_the_connection() -> None:
    async with serving(with_ready_answer()) as listener, await Client.to(listener.port) as client:
        await client.write(b"GET / HTTP/1.0\r\nHost: a.example\r\n\r\n")
        reply = await client.reply()
        rest = await client.reader.read()

    assert (reply.body, reply.headers["connection"], rest) == (b"ready", "close", b"")


@on_uvloop
async def test_a_ready_answer_for_another_host_is_not_given() -> None:
    async with serving(with_ready_answer()) as listener, await Client.to(listener.port) as client:
        reply = await client.get("b.example")

    assert reply.status == 421
