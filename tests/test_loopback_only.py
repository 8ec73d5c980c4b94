"""The guard of ``tests/conftest.py`` holds."""

import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_another_machine_is_not_reached(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with (
        socket.socket(family, socket.SOCK_DGRAM) as opened,
        pytest.raises(PermissionError, match="stay on loopback"),
    ):
        opened.connect((host, 443))


def test_another_machines_name_is_not_asked_for() -> None:
    with pytest.raises(PermissionError, match=r"reaches for login\.example"):
        socket.create_connection(("login.example", 443))


def test_a_datagram_does_not_leave() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened,
        pytest.raises(PermissionError, match="stay on loopback"),
    ):
        opened.sendto(b"", ("192.0.2.1", 53))


def test_loopback_is_reached() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("localhost", server.getsockname()[1])),
    ):
        pass
