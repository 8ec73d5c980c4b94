"""Apps of runs: found by their label, waited for, knocked at again when they went."""

import asyncio
import socket
from pathlib import Path

import pytest

from nameplate.apphost.run_apps import RunApps
from nameplate.apphost.states import State
from nameplate.process.announced_ports import announced

HOST = "web1.azurewebsites.net"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


def test_an_app_that_no_run_runs_is_not_found(tmp_path: Path) -> None:
    with announced(tmp_path, "web2", 5000):
        assert RunApps(tmp_path).find("web1", HOST) is None


async def test_a_visitor_waits_until_the_command_listens(tmp_path: Path) -> None:
    port = free_port()
    with announced(tmp_path, "web1", port):
        app = RunApps(tmp_path).find("web1", HOST)
        assert app is not None
        waiting = asyncio.create_task(app.wait_ready(30))
        await asyncio.sleep(0)

        server = await asyncio.start_server(silent, "127.0.0.1", port)

        async with server:
            assert await waiting == ("127.0.0.1", port)
    assert app.wanted.host_name == HOST


async def test_a_command_may_listen_on_ipv6_alone(tmp_path: Path) -> None:
    try:
        server = await asyncio.start_server(silent, "::1", 0)
    except OSError:
        pytest.skip("this machine has no IPv6")
    port = server.sockets[0].getsockname()[1]
    async with server:
        with announced(tmp_path, "web1", port):
            app = RunApps(tmp_path).find("web1", HOST)
            assert app is not None
            assert await app.wait_ready(30) == ("::1", port)


async def test_nobody_is_kept_for_ever(tmp_path: Path) -> None:
    with announced(tmp_path, "web1", free_port()):
        app = RunApps(tmp_path, patience=0.0).find("web1", HOST)
        assert app is not None
        assert await app.wait_ready(30) is None
        assert app.condition.state is State.STARTING


async def test_a_command_that_has_gone_is_knocked_at_again(tmp_path: Path) -> None:
    apps, port = RunApps(tmp_path, patience=0.0), free_port()
    with announced(tmp_path, "web1", port):
        app = apps.find("web1", HOST)
        assert app is not None
        async with await asyncio.start_server(silent, "127.0.0.1", port):
            app.patience = 30
            address = await app.wait_ready(30)
        assert address is not None
        with pytest.raises(ConnectionRefusedError), app.visit(address):
            raise ConnectionRefusedError

        again = apps.find("web1", HOST)
        assert again is not None
        assert await again.wait_ready(30) is None


async def test_what_was_seen_is_forgotten_with_its_run(tmp_path: Path) -> None:
    apps = RunApps(tmp_path)
    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with announced(tmp_path, "web1", port):
            app = apps.find("web1", HOST)
            assert app is not None
            await app.wait_ready(30)
            assert len(app.seen) == 1

        assert apps.find("web1", HOST) is None
    assert app.seen == {}
