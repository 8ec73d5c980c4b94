"""Requests and answers over ASGI."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from nameplate_functions.http_messages import (
    BodyTooLarge,
    Disconnected,
    Request,
    read_request,
    send_answer,
)
from nameplate_functions.library import Answer


def scope(**more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": "/api/a b",
        "raw_path": b"/api/a%20b",
        "query_string": b"",
        "scheme": "http",
        "headers": [],
        **more,
    }


class Wire:
    """Both ends of an exchange."""

    def __init__(self, *pieces: bytes, whole: bool = True) -> None:
        self._messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": each, "more_body": True} for each in pieces
        ]
        end = "http.request" if whole else "http.disconnect"
        self._messages.append({"type": end, "body": b"", "more_body": False})
        self.sent: list[MutableMapping[str, Any]] = []

    async def receive(self) -> MutableMapping[str, Any]:
        return self._messages.pop(0)

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.sent.append(message)


async def test_a_request_is_read_whole() -> None:
    given = scope(
        method="POST",
        query_string=b"a=1&a=2&b=&c=%20",
        headers=[(b"host", b"web1.example"), (b"x-a", b"1"), (b"X-A", b"2")],
    )

    request = await read_request(given, Wire(b"one ", b"two").receive)

    assert request.body == b"one two"
    assert request.params == {"a": "1,2", "b": "", "c": " "}
    assert request.headers["x-a"] == "1,2"
    assert request.url == "http://web1.example/api/a%20b?a=1&a=2&b=&c=%20"


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"11")]])
async def test_a_body_over_the_limit_is_not_taken(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(BodyTooLarge):
        await read_request(scope(headers=headers), Wire(b"0123456789", b"0").receive, limit=10)


async def test_a_caller_who_goes_away_is_noticed() -> None:
    with pytest.raises(Disconnected):
        await read_request(scope(), Wire(b"half", whole=False).receive)


def request(**headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("GET", "api/a", "Code=q", named, "http")


def test_the_address_is_what_the_caller_wrote() -> None:
    found = request(host="127.0.0.1:8123", x_forwarded_proto="https", disguised_host="web1.example")

    assert found.url == "https://web1.example/api/a?Code=q"


def test_a_key_in_the_header_goes_first() -> None:
    assert request(x_functions_key="h").key == "h"
    assert request().key == "q"
    assert Request("GET", "", "", {}, "http").key is None


async def test_an_answer_has_its_length_and_everyones_headers() -> None:
    wire = Wire()

    await send_answer(
        wire.send,
        Answer(
            200, (("X-A", "b"), ("Content-Length", "99"), ("Transfer-Encoding", "chunked")), b"x"
        ),
        headers={"X-All": "yes"},
    )

    start, body = wire.sent
    assert start["headers"] == [(b"x-a", b"b"), (b"x-all", b"yes"), (b"content-length", b"1")]
    assert body["body"] == b"x"


@pytest.mark.parametrize("status", [204, 304])
async def test_answers_without_content_have_none(status: int) -> None:
    wire = Wire()

    await send_answer(wire.send, Answer(status, (), b"nothing to see"), headers={})

    assert wire.sent[0]["headers"] == []
    assert wire.sent[1]["body"] == b""
