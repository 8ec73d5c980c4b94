"""One GET: what comes back, and the bounds."""

import socket

import pytest
from client.tests.loopback import Told, serving

from nameplate_client.web import FetchFailed, fetch, secure


def test_an_answer_whatever_its_status() -> None:
    with serving(lambda _: Told(404, b"gone", {"X-Told": "yes"})) as loopback:
        reply = fetch(f"{loopback.url}/a?b=c", {"X-Asked": "1"})

    assert (reply.status, reply.body, reply.headers["X-Told"]) == (404, b"gone", "yes")
    assert (loopback.asked[0].target, loopback.asked[0].headers["x-asked"]) == ("/a?b=c", "1")


def test_a_redirect_is_not_followed() -> None:
    with serving(lambda _: Told(302, b"", {"Location": "http://192.0.2.1/"})) as loopback:
        assert fetch(loopback.url).status == 302
    assert len(loopback.asked) == 1


def test_a_large_answer_is_refused() -> None:
    with serving(lambda _: Told(200, b"x" * 101)) as loopback:
        assert fetch(loopback.url, limit=101).status == 200
        with pytest.raises(FetchFailed, match="larger than 100 bytes"):
            fetch(loopback.url, limit=100)


def test_nobody_there_and_no_web() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(FetchFailed, match=f"127.0.0.1:{port} could not be asked"):
        fetch(f"http://127.0.0.1:{port}/")
    with pytest.raises(FetchFailed, match="only http and https"):
        fetch("file:///etc/passwd")


def test_who_says_nothing_is_not_waited_for() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(FetchFailed, match=r"127\.0\.0\.1"),
    ):
        fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.05)


@pytest.mark.parametrize(
    ("url", "is_secure"),
    [
        ("https://login.example/t", True),
        ("http://127.0.0.1:8443/t", True),
        ("http://own.localhost/t", True),
        ("http://login.example/t", False),
        ("http://127.0.0.1.example/t", False),
        ("ftp://localhost/t", False),
        ("https://", False),
    ],
)
def test_what_is_secure(url: str, is_secure: bool) -> None:
    assert secure(url) is is_secure
