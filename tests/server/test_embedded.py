"""A server inside a command: there while it is entered, its failures told to who enters."""

import socket
from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.core.clock import MovableClock, SystemClock
from nameplate.server import start_embedded
from nameplate.server.embedded import EmbeddedServer
from tests.server.homes import settings_of


def test_it_serves_while_entered(tmp_path: Path) -> None:
    with start_embedded(settings_of(tmp_path)) as server:
        port = server.ports.https
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        assert server.cloud.vault_suffix == "vault.azure.net"
        assert server.home.production_roots.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_a_failed_start_is_raised_where_it_was_entered(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigurationError, match="route"),
        start_embedded(settings_of(tmp_path, routes="login.microsoftonline.com=http://127.0.0.1")),
    ):
        pass


def test_two_at_once_share_a_home(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with start_embedded(settings) as one, start_embedded(settings) as other:
        assert one.ports != other.ports


def test_a_refused_host_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        start_embedded(
            settings_of(tmp_path), on_refused=lambda host, _reason: told.append(host)
        ) as server,
        socket.create_connection(("127.0.0.1", server.ports.proxy), timeout=5) as client,
    ):
        client.sendall(b"CONNECT x.openai.azure.com:443 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 403 ")
    assert told == ["x.openai.azure.com"]


def test_work_is_run_in_its_thread(tmp_path: Path) -> None:
    clock = MovableClock(SystemClock())
    embedded = EmbeddedServer(settings_of(tmp_path), clock=clock)
    with embedded as server:
        clock.move(86_400)

        async def tenant() -> str:
            return (await server.server.rooms.opened.directory.tenant()).tenant_id

        assert server.call(tenant()) == server.server.facts.tenant_id
        assert server.server.rooms.clock is clock
