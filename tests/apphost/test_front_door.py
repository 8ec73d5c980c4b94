"""What passes through the front door, byte by byte, and what a visitor sees when nobody is home."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace

import pytest

from nameplate.apphost.front_door import FrontDoor
from nameplate.apphost.states import Condition, State
from nameplate.apphost.wanted import WantedApp
from tests.apphost.test_hosted_app import WANTED

HOST = "web1.azurewebsites.net"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class FakeApp:
    """A hosted app that answers as a test says."""

    def __init__(self) -> None:
        self.wanted: WantedApp = WANTED
        self.condition = Condition(State.RUNNING)
        self.address: tuple[str, int] | None = None
        self.heads: list[str] = []
        self.visits = 0
        self.serve: Serve = self.echo

    async def wait_ready(self, seconds: float) -> tuple[str, int] | None:
        del seconds
        return self.address

    @contextlib.contextmanager
    def visit(self, address: tuple[str, int]) -> Iterator[None]:
        assert address == self.address
        self.visits += 1
        yield
        self.visits -= 1

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            await self.serve(reader, writer)
        finally:
            writer.close()

    async def echo(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer with the body that came, its framing untouched."""
        data = b""
        if "content-length" in self.heads[-1]:
            data = await reader.read(65_536)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(data), data))


class Stand:
    """A door on a port, and an app behind it."""

    def __init__(self, app: FakeApp, door: FrontDoor, port: int) -> None:
        self.app, self.door, self.port = app, door, port

    async def ask(self, request: bytes) -> bytes:
        """Everything that comes back for some bytes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        async with asyncio.timeout(10):
            answer = await reader.read()
        writer.close()
        return answer


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    app = FakeApp()
    behind = await asyncio.start_server(app.accept, "127.0.0.1", 0)
    app.address = behind.sockets[0].getsockname()
    door = FrontDoor(lambda host: app if host == HOST else None, patience=0.5)
    loop = asyncio.get_running_loop()
    front = await loop.create_server(lambda: door.protocol(HOST), "127.0.0.1", 0)
    async with behind, front:
        yield Stand(app, door, front.sockets[0].getsockname()[1])
        await door.stop(grace=0.0)


def _get(path: str = "/", *more: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", "Connection: close", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def test_the_app_is_told_who_asks(stand: Stand) -> None:
    answer = await stand.ask(
        _get("/a?b=c", "X-Forwarded-For: 10.0.0.1", "X-MS-CLIENT-PRINCIPAL-NAME: root", "X-Own: 1")
    )
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    (head,) = stand.app.heads
    lines = head.lower().split("\r\n")
    assert lines[0] == "get /a?b=c http/1.1"
    assert "x-own: 1" in lines
    assert f"host: {HOST}" in lines
    assert any(line.startswith("x-forwarded-for: 10.0.0.1, 127.0.0.1:") for line in lines)
    assert "x-forwarded-proto: https" in lines
    assert f"disguised-host: {HOST}" in lines
    assert "x-original-url: /a?b=c" in lines
    assert "connection: close" in lines
    assert "principal" not in head.lower()


@pytest.mark.parametrize(
    "field", ["X_MS_CLIENT_PRINCIPAL", "X-MS_CLIENT-PRINCIPAL-ID", "X_Forwarded_Proto", "Client_IP"]
)
async def test_an_app_is_told_nothing_in_another_spelling(stand: Stand, field: str) -> None:
    await stand.ask(_get("/", f"{field}: forged", "X_Own: kept"))
    assert "forged" not in stand.app.heads[0]
    assert "x_own: kept" in stand.app.heads[0]


@pytest.mark.parametrize(("said", "told"), [("3", 2), ("0", 10), ("1" * 5000, 10), ("x", 10)])
async def test_hops_are_counted_down(stand: Stand, said: str, told: int) -> None:
    answer = await stand.ask(_get("/", f"Max-Forwards: {said}"))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert f"max-forwards: {told}\r\n" in stand.app.heads[0]


async def test_a_connection_field_cannot_hide_where_a_body_ends(stand: Stand) -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 2\r\n\r\nok"
        )

    stand.app.serve = serve
    body = b"GET /smuggled HTTP/1.1\r\n\r\n"
    first = f"POST / HTTP/1.1\r\nHost: {HOST}\r\nConnection: content-length, host\r\n"
    head = f"{first}Content-Length: {len(body)}\r\n\r\n".encode()
    answer = await stand.ask(head + body + _get("/2"))
    assert answer.count(b"content-length: 2\r\n") == 2
    assert f"content-length: {len(body)}\r\n" in stand.app.heads[0]
    assert f"host: {HOST}\r\n" in stand.app.heads[0]


async def test_a_connection_carries_one_request_after_another(stand: Stand) -> None:
    first = f"POST /1 HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 3\r\n\r\nabc".encode()
    answer = await stand.ask(first + _get("/2"))
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert b"abc" in answer
    assert [head.split()[1] for head in stand.app.heads] == ["/1", "/2"]


async def test_an_answer_without_an_end_is_chunked(stand: Stand) -> None:
    async def stream(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhello")

    stand.app.serve = stream
    answer = await stand.ask(_get())
    assert b"transfer-encoding: chunked\r\n" in answer
    assert answer.endswith(b"5\r\nhello\r\n0\r\n\r\n")
    old = await stand.ask(b"GET / HTTP/1.0\r\n\r\n")
    assert old.endswith(b"\r\n\r\nhello")


async def test_bytes_come_as_they_are_sent(stand: Stand) -> None:
    """A streamed answer is not held back until it is whole."""
    go_on = asyncio.Event()

    async def stream(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
        await writer.drain()
        await go_on.wait()
        writer.write(b"3\r\ntwo\r\n0\r\n\r\n")

    stand.app.serve = stream
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(_get())
    async with asyncio.timeout(10):
        assert (await reader.readuntil(b"one\r\n")).endswith(b"3\r\none\r\n")
        go_on.set()
        assert (await reader.read()).endswith(b"3\r\ntwo\r\n0\r\n\r\n")
    writer.close()


async def test_an_upgrade_becomes_a_tunnel(stand: Stand) -> None:
    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: x\r\n\r\n"
        )
        while data := await reader.read(100):
            writer.write(data.upper())
            await writer.drain()

    stand.app.serve = shout
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(
        f"GET /ws HTTP/1.1\r\nHost: {HOST}\r\nConnection: keep-alive, Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\nhi".encode()
    )
    async with asyncio.timeout(10):
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 ")
        assert b"upgrade: websocket\r\n" in head
        assert await reader.readexactly(2) == b"HI"
        writer.write(b"more")
        assert await reader.readexactly(4) == b"MORE"
    assert "upgrade: websocket" in stand.app.heads[0].lower()
    writer.close()


async def test_an_early_hint_is_passed_on(stand: Stand) -> None:
    async def hint(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    stand.app.serve = hint
    answer = await stand.ask(_get())
    assert answer.startswith(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 ")


@pytest.mark.parametrize(
    ("state", "status"),
    [(State.STOPPED, 403), (State.EMPTY, 404), (State.FAILED, 503), (State.STARTING, 503)],
)
async def test_an_app_that_does_not_run_has_a_page(stand: Stand, state: State, status: int) -> None:
    stand.app.address, stand.app.condition = None, Condition(state)
    answer = await stand.ask(_get("/<script>"))
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"<h1>" in answer
    assert b"<script>" not in answer


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: other.azurewebsites.net\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01", 400),
    ],
)
async def test_a_wrong_request_has_a_page(stand: Stand, request_bytes: bytes, status: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(request_bytes)
    writer.write_eof()
    async with asyncio.timeout(10):
        assert (await reader.read()).startswith(b"HTTP/1.1 %d " % status)
    writer.close()
    assert stand.app.heads == []


async def test_an_unknown_name_has_a_page(stand: Stand) -> None:
    stand.door._find = lambda _host: None
    assert (await stand.ask(_get())).startswith(b"HTTP/1.1 404 ")


async def test_nobody_is_told_that_there_is_no_app_before_all_are_known(stand: Stand) -> None:
    apps: dict[str, FakeApp] = {}
    known = asyncio.Event()
    stand.door._find, stand.door._settled = apps.get, known.wait
    asked = asyncio.ensure_future(stand.ask(_get()))
    assert (await asked).startswith(b"HTTP/1.1 503 ")
    asked = asyncio.ensure_future(stand.ask(_get()))
    await asyncio.sleep(0)
    apps[HOST] = stand.app
    known.set()
    assert (await asked).startswith(b"HTTP/1.1 200 ")
    del apps[HOST]
    assert (await stand.ask(_get())).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    ("said", "status"), [(b"", 502), (b"nonsense\r\n\r\n", 502), (b"HTTP/1.1 200 OK\r\n", 502)]
)
async def test_a_broken_answer_is_a_bad_gateway(stand: Stand, said: bytes, status: int) -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)

    stand.app.serve = serve
    assert (await stand.ask(_get())).startswith(b"HTTP/1.1 %d " % status)


async def test_silence_is_a_timeout(stand: Stand) -> None:
    async def serve(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    stand.app.serve = serve
    assert (await stand.ask(_get())).startswith(b"HTTP/1.1 504 ")


async def test_affinity_cookies_come_where_they_are_wanted(stand: Stand) -> None:
    assert b"ARRAffinity" not in await stand.ask(_get())
    stand.app.wanted = replace(WANTED, client_affinity=True)
    answer = await stand.ask(_get())
    assert answer.count(b"set-cookie: ARRAffinity") == 2
    assert b"SameSite=None" in answer
