"""Any HTTP answer is a sign of life; anything else is none."""

import asyncio
import socket

import pytest

from nameplate.apphost.health import PORTS, Ports, answers


async def _answering(words: bytes) -> "tuple[asyncio.Server, int]":
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(words)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", 200),
        (b"HTTP/1.0 503 Busy\r\n\r\n", 503),
        (b"SSH-2.0-other\r\n", None),
        (b"", None),
        (b"HTTP/1.1 abc\r\n", None),
    ],
)
async def test_the_status_is_what_counts(words: bytes, expected: int | None) -> None:
    server, port = await _answering(words)
    async with server:
        assert await answers(port) == expected


async def test_nobody_there_is_no_answer() -> None:
    assert await answers(PORTS.free()) is None


async def test_silence_is_no_answer() -> None:
    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    async with server:
        assert await answers(server.sockets[0].getsockname()[1], patience=0.05) is None


def test_many_apps_that_start_together_have_ports_of_their_own() -> None:
    ports = Ports()
    assert len({ports.free() for _ in range(200)}) == 200


def test_a_port_that_is_taken_is_passed_over() -> None:
    ports = Ports()
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports.free() + 1))
        other.listen()
        taken = other.getsockname()[1]
        assert taken not in {ports.free() for _ in range(50)}
