"""Requests to a loopback port under another name: trust, reuse, failures in words."""

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from nameplate.cli.client import LoopbackClient
from nameplate.cli.failures import Unreachable
from nameplate.config.home import Home


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def home(server_home: Path) -> Home:
    """The home of the session's server."""
    return Home(server_home)


@pytest.fixture
def port(home: Home) -> int:
    """Its HTTPS port."""
    import json  # noqa: PLC0415

    return int(json.loads(home.up_record.read_text())["ports"]["https"])


def test_a_name_is_verified_against_the_given_roots_alone(home: Home, port: int) -> None:
    from nameplate.core.cloud import AZURE_PUBLIC  # noqa: PLC0415

    url = f"{AZURE_PUBLIC.authority}/common/discovery/v2.0/keys"
    client = LoopbackClient(port, (home.production_roots,))
    assert client.send("GET", url).status == 200
    assert client.send("GET", url).json()["keys"]
    client.close()
    other = LoopbackClient(port, (home.own_roots,))
    with pytest.raises(Unreachable, match="certificate verify failed"):
        other.send("GET", url)


def test_nobody_listening_is_one_sentence() -> None:
    client = LoopbackClient(free_port(), ())
    with pytest.raises(Unreachable, match=r"does not answer at 127\.0\.0\.1") as caught:
        client.send("GET", "https://x.example/")
    assert "doctor" in str(caught.value)


class ClosingServer:
    """Answers one request on each connection and closes it without saying so."""

    def __init__(self, certificate: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.served = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            with plain, self._context.wrap_socket(plain, server_side=True) as connection:
                connection.recv(65536)
                self.served += 1
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()


@pytest.fixture
def closing(tmp_path: Path) -> Iterator[tuple[ClosingServer, Path]]:
    """A server that closes idle connections, and the file of its root."""
    from nameplate.core.clock import SystemClock  # noqa: PLC0415
    from nameplate.crypto.signing import SigningKey  # noqa: PLC0415

    file = tmp_path / "server.pem"
    file.write_bytes(SigningKey.generate("localhost", SystemClock().now()).to_pem())
    server = ClosingServer(file)
    yield server, file
    server.close()


def test_a_connection_that_was_idle_too_long_is_opened_again(
    closing: tuple[ClosingServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, root = closing
    client = LoopbackClient(server.port, (root,))
    trust = client._trust()
    trust.check_hostname = False  # its certificate has no names; the home's have
    for _ in range(3):
        assert client.send("GET", "https://localhost/").body == b"ok"
    assert server.served == 3
    client.close()
