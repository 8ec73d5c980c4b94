"""A function app's own host, asked with the app's master key."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from nameplate.apphost.folders import AppFolder
from nameplate.apphost.function_hosts import HostSilent, ask
from nameplate.apphost.states import Condition, State


@dataclass
class App:
    """A hosted app, as it is asked."""

    folder: AppFolder
    address: tuple[str, int] | None

    @property
    def condition(self) -> Condition:
        return Condition(State.FAILED, "its requirements are missing")

    async def wait_ready(self, seconds: float) -> tuple[str, int] | None:
        return self.address


@asynccontextmanager
async def host(answer: bytes) -> AsyncIterator[tuple[tuple[str, int], list[bytes]]]:
    """A host that answers always the same, and what it was asked."""
    heard: list[bytes] = []

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split()[0])
        heard.append(head + await reader.readexactly(length))
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(meet, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname(), heard


def folder(tmp_path: Path, document: object = None) -> AppFolder:
    secrets = tmp_path / "data" / "Functions" / "Secrets"
    secrets.mkdir(parents=True)
    if document is None:
        document = {"masterKey": {"value": "the-master"}}
    (secrets / "host.json").write_text(json.dumps(document))
    return AppFolder(tmp_path)


async def test_it_is_asked_with_the_master_key(tmp_path: Path) -> None:
    body = b'{"value": "x"}'
    answer = b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    async with host(answer) as (address, heard):
        app = App(folder(tmp_path), address)

        told = await ask(app, "PUT", "host/keys/a key", {"value": "x"})

    assert (told.status, told.document) == (201, {"value": "x"})
    assert heard[0].startswith(b"PUT /admin/host/keys/a%20key HTTP/1.1\r\n")
    assert b"x-functions-key: the-master\r\n" in heard[0]
    assert heard[0].endswith(body)


async def test_no_content_is_nothing(tmp_path: Path) -> None:
    async with host(b"HTTP/1.1 204 No Content\r\n\r\n") as (address, _):
        told = await ask(App(folder(tmp_path), address), "DELETE", "host/keys/a")

    assert (told.status, told.document) == (204, None)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"[" * 200_000,
        b"nonsense\r\n\r\n",
    ],
)
async def test_an_answer_that_is_none(tmp_path: Path, answer: bytes) -> None:
    async with host(answer) as (address, _):
        with pytest.raises(HostSilent, match="no valid answer"):
            await ask(App(folder(tmp_path), address), "GET", "host/keys")


async def test_an_app_that_does_not_run(tmp_path: Path) -> None:
    with pytest.raises(HostSilent, match=r"\(Failed: its requirements are missing\)"):
        await ask(App(folder(tmp_path), None), "GET", "host/keys")


@pytest.mark.parametrize("document", [[], {"masterKey": 5}, {}])
async def test_keys_that_cannot_be_read(tmp_path: Path, document: object) -> None:
    with pytest.raises(HostSilent, match="cannot be read"):
        await ask(App(folder(tmp_path, document), ("127.0.0.1", 1)), "GET", "host/keys")


async def test_a_link_to_a_neighbours_keys_is_not_followed(tmp_path: Path) -> None:
    """Else an app would be sent its neighbour's master key."""
    folder(tmp_path / "neighbour")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "data").symlink_to(tmp_path / "neighbour" / "data")
    async with host(b"HTTP/1.1 204 No Content\r\n\r\n") as (address, heard):
        with pytest.raises(HostSilent, match="cannot be read"):
            await ask(App(AppFolder(tmp_path / "app"), address), "GET", "host/keys")

    assert heard == []


async def test_a_key_that_would_end_the_head_is_not_sent(tmp_path: Path) -> None:
    document = {"masterKey": {"value": "a\r\nx: y"}}
    with pytest.raises(HostSilent, match="cannot be sent"):
        await ask(App(folder(tmp_path, document), ("127.0.0.1", 1)), "GET", "host/keys")
