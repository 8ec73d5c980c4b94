"""The door: hosts, limits, errors and request ids."""

import logging
from collections.abc import Mapping
from typing import Any

import pytest

from nameplate.core.errors import Forbidden
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable, RawWire
from nameplate.edge.http import Request, Response
from nameplate.edge.limits import Limits
from tests.fakes.asgi import ask, scope
from tests.fakes.wires import FakeWire

LENGTH = b"content-length"


def door(wire: FakeWire, *, limits: Limits | None = None) -> Door:
    return Door(HostTable({"contoso.example": wire}), limits=limits)


async def test_a_request_reaches_the_wire_of_its_host() -> None:
    wire = FakeWire()

    answer = await ask(door(wire), scope("GET", "/a%20b?x=1", host="Contoso.Example:8443"))

    assert answer.status == 200
    assert answer.json()["path"] == "/a b"
    assert wire.requests[0].port == 8443
    assert answer.header("x-ms-request-id") == wire.requests[0].request_id
    assert answer.header("content-length") == str(len(answer.body))


async def test_a_body_in_pieces_is_read_whole() -> None:
    wire = FakeWire()
    request = scope("POST", headers=[(b"transfer-encoding", b"chunked")])

    answer = await ask(door(wire), request, b"one ", b"two ", b"three")

    assert answer.json()["body"] == "one two three"


@pytest.mark.parametrize(
    ("headers", "chunks"),
    [
        ([(LENGTH, b"11")], []),
        ([(LENGTH, b"5")], [b"x" * 11]),
        ([(b"transfer-encoding", b"chunked")], [b"x" * 6, b"x" * 6]),
    ],
)
async def test_a_body_over_the_limit_of_the_wire_is_refused_in_its_shape(
    headers: list[tuple[bytes, bytes]], chunks: list[bytes]
) -> None:
    wire = FakeWire(body_limit=10)

    answer = await ask(door(wire), scope("PUT", headers=headers), *chunks)

    assert answer.status == 413
    assert answer.json()["fake"][0] == "RequestBodyTooLarge"
    assert wire.requests == []


async def test_a_body_that_takes_too_long_is_given_up() -> None:
    wire = FakeWire()
    slow = door(wire, limits=Limits(body_seconds=0.01))
    request = scope("PUT", headers=[(LENGTH, b"10")])

    answer = await ask(slow, request, b"12345", ends=False)

    assert answer.status == 408
    assert answer.header("connection") == "close"


@pytest.mark.parametrize("target", ["/a/../b", "/%2f", "/" + "a" * 20_000])
async def test_the_door_refuses_in_the_shape_of_the_wire(target: str) -> None:
    answer = await ask(door(FakeWire()), scope(target=target))

    assert answer.status in {400, 414}
    assert "fake" in answer.json()
    assert answer.json()["fake"][2] == answer.header("x-ms-request-id")


async def test_an_error_of_the_wire_is_rendered_by_it() -> None:
    wire = FakeWire()
    wire.failure = Forbidden("AccessDenied", "no", headers=[("x-why", "policy")])

    answer = await ask(door(wire), scope())

    assert (answer.status, answer.header("x-why")) == (403, "policy")
    assert answer.json()["fake"][:2] == ["AccessDenied", "no"]


async def test_an_unexpected_failure_is_logged_and_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    wire = FakeWire()
    wire.failure = RuntimeError("details of the inside")

    with caplog.at_level(logging.ERROR):
        answer = await ask(door(wire), scope(target="/a"))

    assert answer.status == 500
    assert answer.json()["fake"][0] == "InternalServerError"
    assert b"inside" not in answer.body
    assert caplog.messages == ["a request failed unexpectedly"]
    assert caplog.records[0].__dict__["request_id"] == answer.header("x-ms-request-id")


async def test_a_wire_says_what_of_a_path_may_stand_in_a_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Discreet(FakeWire):
        """A wire with secrets in its paths."""

        def logged_path(self, request: Request) -> str:
            return f"{len(request.path)} characters"

    for wire in (FakeWire(), Discreet()):
        wire.failure = RuntimeError("inside")
        with caplog.at_level(logging.ERROR):
            await ask(door(wire), scope(target="/geheim"))

    assert [each.__dict__["path"] for each in caplog.records] == ["/geheim", "7 characters"]


async def test_an_error_that_cannot_be_rendered_is_still_answered() -> None:
    class Broken(FakeWire):
        """A wire whose render has a fault."""

        def render(self, error: object, request: object) -> Response:
            raise KeyError("oops")

    wire = Broken()
    wire.failure = Forbidden("AccessDenied", "no")

    answer = await ask(door(wire), scope())

    assert answer.status == 500
    assert answer.json()["error"]["code"] == "InternalServerError"


@pytest.mark.parametrize(
    ("request_scope", "status", "code"),
    [
        (scope(host="other.example"), 421, "MisdirectedRequest"),
        (scope(host=""), 400, "MissingRequiredHeader"),
        (scope(host="a/b"), 400, "InvalidHeaderValue"),
        (scope(headers=[(b"host", b"contoso.example")]), 400, "InvalidHeaderValue"),
        (scope(tls="other.example"), 421, "MisdirectedRequest"),
    ],
)
async def test_a_host_that_is_not_ours_is_refused(
    request_scope: dict[str, object], status: int, code: str
) -> None:
    answer = await ask(door(FakeWire()), request_scope)

    assert (answer.status, answer.json()["error"]["code"]) == (status, code)
    assert answer.header("x-ms-request-id")


async def test_without_a_host_the_default_wire_gives_the_refusal_its_shape() -> None:
    answer = await ask(Door(HostTable(default=FakeWire())), scope(host=""))

    assert answer.status == 400
    assert answer.json()["fake"][::2] == [
        "MissingRequiredHeader",
        answer.header("x-ms-request-id"),
    ]


async def test_the_tls_name_agrees_with_the_host() -> None:
    answer = await ask(door(FakeWire()), scope(host="contoso.example:8443", tls="contoso.example"))

    assert answer.status == 200


async def test_what_a_wire_has_in_memory_is_answered_first() -> None:
    wire = FakeWire()
    wire.instant = Response(200, b"warm", [(b"content-type", b"text/plain")])

    first = await ask(door(wire), scope())
    second = await ask(door(wire), scope())

    assert first.body == second.body == b"warm"
    assert first.header("x-ms-request-id") != second.header("x-ms-request-id")
    assert wire.instant.headers == [(b"content-type", b"text/plain")]
    assert wire.requests == []


async def test_no_content_has_no_length() -> None:
    wire = FakeWire()
    wire.instant = Response(204)

    answer = await ask(door(wire), scope("DELETE"))

    assert answer.header("content-length") is None


async def test_a_raw_wire_is_given_the_scope_itself() -> None:
    class Echo(RawWire):
        """Answers with the path of the scope."""

        async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": scope["raw_path"]})

    app = Door(HostTable({"contoso.example": Echo()}))

    assert (await ask(app, scope(target="/a/../b"))).body == b"/a/../b"
