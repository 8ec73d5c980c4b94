"""The outside of a command's own network, with a child that listens in this one."""

import http.server
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.secret_value import SecretValue
from nameplate.edge.routes import RouteTable
from nameplate.process.transparent import channel as said
from nameplate.process.transparent.channel import Failed
from nameplate.process.transparent.plan import Kind
from nameplate.server.transparent import Outside, TransparentNetwork
from nameplate.server.transparent_names import TransparentNames

SECRET = "AB" * 16


class _Token(http.server.BaseHTTPRequestHandler):
    """Answers with the path that it was asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def token() -> Iterator[int]:
    """A token endpoint's port."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Token) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


@pytest.fixture
def echo() -> Iterator[int]:
    """A listener that says what it heard, once all of it has come."""

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.sendall(hear(connection))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=serve)
        serving.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        serving.join()


@contextmanager
def inside(
    token: int, echo: int, secret: str | None = SECRET
) -> Iterator[dict[str, tuple[str, int]]]:
    """Where each door is, while the network stands."""
    names = TransparentNames(AZURE_PUBLIC, RouteTable(AZURE_PUBLIC), lambda *_: None)
    held = SecretValue(secret) if secret else None
    with TransparentNetwork(Outside(echo, token, echo, names, held)) as network:
        words = network.channel.command("true", ("true",))
        with socket.socket(fileno=socket.dup(int(words[4]))) as told:
            opened = {}
            for door in network.channel.doors:
                kind = socket.SOCK_STREAM if door.kind is Kind.STREAMS else socket.SOCK_DGRAM
                opened[door.name] = made = socket.socket(socket.AF_INET, kind)
                made.bind(("127.0.0.1", 0))
                if door.kind is Kind.STREAMS:
                    made.listen()
            said.send_sockets(told, list(opened.values()))
            assert said.await_go(told)
        addresses = {name: made.getsockname() for name, made in opened.items()}
        for made in opened.values():
            made.close()
        yield addresses
        assert network.close() is None


def ask(address: tuple[str, int], message: bytes) -> bytes:
    """Say everything, then hear everything."""
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(message)
        connection.shutdown(socket.SHUT_WR)
        return hear(connection)


def hear(connection: socket.socket) -> bytes:
    """Everything until the end."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def query(name: str) -> bytes:
    labels = b"".join(bytes((len(each),)) + each.encode() for each in name.split("."))
    return b"\0\7\1\0\0\1\0\0\0\0\0\0" + labels + b"\0\0\1\0\1"


def test_bytes_go_both_ways_and_so_does_their_end(token: int, echo: int) -> None:
    message = bytes(range(256)) * 8000
    with inside(token, echo) as doors:
        assert ask(doors["https"], message) == message
        assert ask(doors["https-own"], b"hello") == b"hello"


def test_the_metadata_service_knows_whose_instance_it_is(token: int, echo: int) -> None:
    request = b"GET /metadata/instance HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n"
    with inside(token, echo) as doors:
        assert ask(doors["metadata"], request).endswith(
            f"/imds/{SECRET}/metadata/instance".encode()
        )
        assert ask(doors["metadata"], b"nonsense") == b""


def test_plain_http_is_sent_to_tls(token: int, echo: int) -> None:
    with inside(token, echo) as doors:
        request = b"GET /a HTTP/1.1\r\nHost: web1.azurewebsites.net\r\n\r\n"

        assert b"\r\nLocation: https://web1.azurewebsites.net/a\r\n" in ask(doors["http"], request)


def test_without_an_identity_the_metadata_service_is_the_servers_own(token: int, echo: int) -> None:
    request = b"GET /metadata/instance HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    with inside(token, echo, None) as doors:
        assert ask(doors["metadata"], request).endswith(b"\r\n/metadata/instance")


def test_names_are_answered_in_datagrams_and_in_streams(token: int, echo: int) -> None:
    message = query(AZURE_PUBLIC.authority_host)
    with inside(token, echo) as doors:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(20)
            client.sendto(b"\0", doors["names"])
            client.sendto(message, doors["names"])
            assert client.recv(512).endswith(bytes((127, 0, 0, 1)))
        framed = len(message).to_bytes(2, "big") + message
        answers = ask(doors["names-stream"], framed * 2)
    assert answers.count(bytes((0, 4, 127, 0, 0, 1))) == 2


def test_a_refusal_is_what_the_end_tells(token: int, echo: int) -> None:
    names = TransparentNames(AZURE_PUBLIC, RouteTable(AZURE_PUBLIC), lambda *_: None)
    with TransparentNetwork(Outside(echo, token, echo, names, None)) as network:
        words = network.channel.command("true", ("true",))
        with socket.socket(fileno=socket.dup(int(words[4]))) as told:
            said.send_failure(told, "no", 126)
        assert network.close() == Failed("no", 126)


def test_a_child_that_never_spoke_ends_it(token: int, echo: int) -> None:
    names = TransparentNames(AZURE_PUBLIC, RouteTable(AZURE_PUBLIC), lambda *_: None)
    with TransparentNetwork(Outside(echo, token, echo, names, None)) as network:
        assert network.close() is None
