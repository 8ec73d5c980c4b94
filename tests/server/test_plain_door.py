"""Plain HTTP is sent to TLS, and to nowhere else."""

import pytest

from nameplate.server.plain_door import moved


@pytest.mark.parametrize(
    "host", [b"Host: Web1.azurewebsites.net", b"host:web1.azurewebsites.net:80"]
)
def test_everybody_is_sent_to_the_same_address_over_tls(host: bytes) -> None:
    answer = moved(b"GET /a?b=c HTTP/1.1\r\nAccept: */*\r\n" + host + b"\r\nX: y")

    assert answer.startswith(b"HTTP/1.1 308 ")
    assert b"\r\nLocation: https://web1.azurewebsites.net/a?b=c\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1",
        b"GET / HTTP/1.1\r\nHost: a b",
        b"GET http://elsewhere/ HTTP/1.1\r\nHost: web1.azurewebsites.net",
        b"GET /\rx: y HTTP/1.1\r\nHost: web1.azurewebsites.net",
        b"nonsense",
    ],
)
def test_what_cannot_be_read_is_refused(head: bytes) -> None:
    assert moved(head).startswith(b"HTTP/1.1 400 ")
