"""Long bodies go to files, within limits; long answers come in pieces, while somebody listens."""

import asyncio
import io
from collections.abc import AsyncIterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest

from nameplate.core.errors import NameplateError, NotFound
from nameplate.edge.http import Request, Response
from nameplate.edge.limits import Limits
from nameplate.edge.streamed import Body, Streamed, StreamedWire
from tests.fakes.asgi import ask, scope


class Uploads(StreamedWire):
    """Keeps what is sent; streams it back."""

    name = "uploads"
    limits = Limits(body_seconds=0.05)

    def __init__(self, folder: Path) -> None:
        self.file = folder / "upload"
        self.streaming = asyncio.Event()
        self.ended = False

    async def handle(self, request: Request, body: Body) -> Response | Streamed:
        if request.path == "/endless":
            return Streamed(200, self._endless())
        if request.path == "/broken":
            raise ZeroDivisionError
        if request.method == "POST":
            with self.file.open("wb") as file:
                size = await body.save(file, limit=3_000_000)
            return Response(200, b"%d" % size)
        if not self.file.exists():
            raise NotFound("NotFound", "Nothing was sent.")
        return Streamed(200, self._pieces(), [(b"x-kind", b"file")])

    def render(self, error: NameplateError, request: Request) -> Response:
        return Response(error.status, f"{request.method} {error.code}".encode())

    async def _pieces(self) -> AsyncIterator[bytes]:
        with io.BytesIO(self.file.read_bytes()) as file:
            while piece := file.read(3):
                yield piece

    async def _endless(self) -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"more"
                self.streaming.set()
                await asyncio.sleep(0)
        finally:
            self.ended = True


@pytest.fixture
def wire(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path)


def posted(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return scope("POST", "/", headers=headers or ((b"transfer-encoding", b"chunked"),))


async def test_a_body_goes_to_a_file_and_comes_back_in_pieces(wire: Uploads) -> None:
    sent = await ask(wire, posted(), b"a" * 2_000_000, b"b" * 900_000)
    assert (sent.status, sent.body) == (200, b"2900000")
    found = await ask(wire, scope("GET", "/"))
    assert found.body == b"a" * 2_000_000 + b"b" * 900_000
    assert found.header("x-kind") == "file"
    assert found.header("x-ms-request-id")


@pytest.mark.parametrize("headers", [(), ((b"content-length", b"3000001"),)])
async def test_a_body_that_is_too_large_is_refused(
    wire: Uploads, headers: tuple[tuple[bytes, bytes], ...]
) -> None:
    found = await ask(wire, posted(*headers), b"a" * 3_000_001)
    assert (found.status, found.body) == (413, b"POST RequestBodyTooLarge")


async def test_a_body_that_stops_coming_is_refused(wire: Uploads) -> None:
    found = await ask(wire, posted(), b"a", ends=False)
    assert (found.status, found.body) == (408, b"POST RequestTimeout")


async def test_a_client_that_goes_is_noticed(wire: Uploads) -> None:
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await wire(posted(), receive, send)
    assert sent[0]["status"] == 400


async def test_nobody_listens_any_more(wire: Uploads) -> None:
    """A stream without end ends with its client."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        await wire.streaming.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await wire(scope("GET", "/endless"), receive, send)
    assert sent[1]["body"] == b"more"
    assert sent[-1].get("more_body")
    assert wire.ended


async def test_failures_have_the_wires_shape(wire: Uploads) -> None:
    assert (await ask(wire, scope("GET", "/"))).body == b"GET NotFound"
    assert (await ask(wire, scope("GET", "/broken"))).status == 500
    assert (await ask(wire, scope("GET", "/a%2fb"))).status == 400
    assert (await ask(wire, posted((b"content-length", b"x")))).status == 400


async def test_a_small_body_is_read_whole() -> None:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"small", "more_body": False}

    assert await Body(receive, None, Limits()).read(limit=10) == b"small"
