"""Hostile and clumsy HTTP on the sockets of a running platform: refused, named, nothing done."""

import time

import pytest

from tests.acceptance.conftest import VAULT
from tests.acceptance.raw import Raw, Reply
from tests.running import Platform

HOST = VAULT.removeprefix("https://")
BODY = b'{"value":"smuggled"}'
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
LENGTH = b"Content-Length: %d\r\n" % len(BODY)


def bearer(platform: Platform) -> bytes:
    return f"Authorization: Bearer {platform.token('https://vault.azure.net')}\r\n".encode()


def put(platform: Platform, name: str, framing: bytes, body: bytes) -> bytes:
    """A PUT of a secret with any framing."""
    line = f"PUT /secrets/{name}?api-version=7.5 HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    return line + bearer(platform) + framing + b"\r\n" + body


def get(platform: Platform, target: str, more: bytes = b"", method: str = "GET") -> bytes:
    line = f"{method} {target} HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    return line + bearer(platform) + more + b"\r\n"


def names(platform: Platform) -> set[str]:
    """Every secret that there is."""
    answer = platform.send(
        "GET",
        HOST,
        "/secrets?api-version=7.5",
        headers=[("Authorization", f"Bearer {platform.token('https://vault.azure.net')}")],
    )
    return {item["id"].rsplit("/", 1)[1] for item in answer.json()["value"]}


def one(platform: Platform, sent: bytes) -> tuple[Reply, bool]:
    """The answer to some bytes, and whether the connection is closed behind it."""
    with Raw.secure(platform, HOST) as raw:
        reply = raw.send(sent).reply()
        return reply, reply.headers.get("connection") == "close" and raw.is_closed()


@pytest.mark.parametrize(
    ("framing", "body", "said"),
    [
        (LENGTH + b"Content-Length: 5\r\n", BODY, "Content-Length"),
        (LENGTH + LENGTH, BODY, "Content-Length"),
        (LENGTH + b"Transfer-Encoding: chunked\r\n", CHUNKED, "Transfer-Encoding"),
        (b"Transfer-Encoding: chunked\r\n" + LENGTH, CHUNKED, "Content-Length"),
        (b"Transfer-Encoding: xchunked\r\n", CHUNKED, "not valid HTTP/1.1"),
        (b"Transfer-Encoding: chunked, identity\r\n", CHUNKED, "not valid HTTP/1.1"),
        (b"Transfer-Encoding: gzip, chunked\r\n", CHUNKED, "only 'chunked' is read"),
        (b"Transfer-Encoding : chunked\r\n", CHUNKED, "header"),
        (b"Content-Length: +20\r\n", BODY, "Content-Length"),
        (b"Content-Length: 0x14\r\n", BODY, "Content-Length"),
        (b"Transfer-Encoding: chunked\r\n", b"zz\r\n", ""),
        (b"X: a\r\n b: folded\r\n" + LENGTH, BODY, "header value"),
        (b"X: a\x00b\r\n" + LENGTH, BODY, "header value"),
        (LENGTH + b"Connection: Upgrade\r\nUpgrade: h2c\r\n", BODY, "an upgrade with a body"),
    ],
)
def test_a_body_whose_end_is_a_matter_of_opinion_is_refused(
    served: Platform, framing: bytes, body: bytes, said: str
) -> None:
    before = names(served)

    with Raw.secure(served, HOST) as raw:
        reply = raw.send(put(served, "smuggled", framing, body)).reply()
        closed = raw.is_closed()

    assert reply.status == 400
    assert said in reply.json()["error"]["message"]
    assert closed
    assert names(served) == before


def test_fields_of_a_trailer_are_not_fields_of_the_head(served: Platform) -> None:
    """Neither a token nor another verb comes in behind the body."""
    line = f"PUT /secrets/trailer?api-version=7.5 HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    chunked = b"Transfer-Encoding: chunked\r\n"
    late = CHUNKED[:-2] + bearer(served) + b"\r\n"
    verb = CHUNKED[:-2] + b"X-HTTP-Method: PUT\r\n\r\n"

    unsigned, _ = one(served, line + chunked + b"\r\n" + late)
    posted, _ = one(
        served, line.replace(b"PUT", b"POST") + bearer(served) + chunked + b"\r\n" + verb
    )

    assert (unsigned.status, posted.status) == (401, 405)
    assert "trailer" not in names(served)


@pytest.mark.parametrize(
    "target",
    [
        "/secrets/../secrets?api-version=7.5",
        "/secrets/./x?api-version=7.5",
        "/secrets/%2e%2e/x?api-version=7.5",
        "/secrets%2fx?api-version=7.5",
        "/secrets%2Fx?api-version=7.5",
        "/secrets\\x?api-version=7.5",
        "/secrets/%5cx?api-version=7.5",
        "/secrets/x%00?api-version=7.5",
        "/secrets/x%0d%0aX-Evil:%20y?api-version=7.5",
        "/secrets/%ff?api-version=7.5",
        "/secrets/%zz?api-version=7.5",
    ],
)
def test_a_path_with_two_readings_is_refused_in_the_vaults_shape(
    served: Platform, target: str
) -> None:
    reply, _ = one(served, get(served, target))

    assert reply.status == 400
    assert reply.json()["error"]["code"] == "InvalidUri"
    assert reply.headers["x-ms-keyvault-service-version"]
    assert "x-evil" not in reply.headers


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /secrets?x=" + b"a" * 20_000, 414),
        (b"GET /secrets?x=" + b"a" * 200_000, 431),
        (b"GET /secrets HTTP/1.1\r\nA: " + b"b" * 70_000, 431),
        (b"GET /secrets HTTP/1.1\r\nA: " + b"b" * 700_000, 431),
        (b"GET /secrets HTTP/1.1" + b"\r\nA: b" * 150, 431),
    ],
)
def test_a_huge_head_is_refused(served: Platform, sent: bytes, status: int) -> None:
    ending = b"" if b" HTTP/1.1" in sent else b" HTTP/1.1"
    reply, _ = one(served, sent + ending + f"\r\nHost: {HOST}\r\n\r\n".encode())

    assert reply.status == status
    assert reply.json()["error"]["message"]


def test_a_huge_body_is_refused_before_it_is_read(served: Platform) -> None:
    announced = b"Content-Length: 99999999999\r\n"
    reply, _ = one(served, put(served, "huge", announced, b"{"))
    with Raw.secure(served, HOST) as raw:
        endless = put(served, "huge", b"Transfer-Encoding: chunked\r\n", b"")
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        grown = raw.send(endless, chunk * 40).reply()

    for refused in (reply, grown):
        assert refused.status == 413
        assert refused.json()["error"]["code"] == "RequestBodyTooLarge"
    assert "huge" not in names(served)


def test_a_slow_client_is_let_go_in_time(served: Platform) -> None:
    """A head that never ends, one that comes drop by drop, a handshake that never begins."""
    began = time.monotonic()
    with (
        Raw.secure(served, HOST) as half,
        Raw.secure(served, HOST) as drops,
        Raw.secure(served, HOST) as silent,
        Raw.plain(served.ports["https"]) as bare,
    ):
        half.send(b"GET /secrets HTTP/1.1\r\n")
        drops.send(b"GET /secrets HTTP/1.1\r\n")
        for _ in range(8):
            drops.send(b"A: b\r\n")
            time.sleep(1)
        assert (half.reply().status, drops.reply().status) == (408, 408)
        assert silent.is_closed()
        assert bare.is_closed()
    assert 8 < time.monotonic() - began < 14


@pytest.mark.parametrize(
    "method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "POST", "DELETE", "PATCH"]
)
def test_a_method_that_is_not_served_is_not_done(served: Platform, method: str) -> None:
    with Raw.secure(served, HOST) as raw:
        sent = get(served, "/secrets?api-version=7.5", method=method)
        reply = raw.send(sent).reply(bodiless=method == "HEAD")
        after = raw.send(get(served, "/secrets?api-version=7.5")).reply()

    assert (reply.status, after.status) == (405, 200)


@pytest.mark.parametrize(
    "line",
    [
        b"BREW /secrets HTTP/1.1",
        b"get /secrets HTTP/1.1",
        b"CONNECT acceptance.vault.azure.net:443 HTTP/1.1",
        b"GET https://acceptance.vault.azure.net/secrets HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"PRI * HTTP/2.0",
        b"GET /secrets FTP/1.1",
        b"\x16\x03\x01\x02\x00",
    ],
)
def test_what_is_not_a_request_of_ours_ends_the_connection(served: Platform, line: bytes) -> None:
    reply, closed = one(served, line + f"\r\nHost: {HOST}\r\n\r\n".encode())

    assert reply.status == 400
    assert reply.json()["error"]["message"].startswith("The request is not valid HTTP/1.1: ")
    assert closed


def test_the_tls_name_and_the_host_must_agree(served: Platform) -> None:
    asks = b"GET /subscriptions?api-version=2022-12-01 HTTP/1.1\r\nHost: management.azure.com\r\n"
    reply, _ = one(served, asks + bearer(served) + b"\r\n")
    two = get(served, "/secrets?api-version=7.5", b"Host: other.vault.azure.net\r\n")
    doubled, _ = one(served, two)

    assert reply.status == 421
    assert "made to 'acceptance.vault.azure.net'" in reply.json()["error"]["message"]
    assert doubled.status == 400


def test_a_name_that_is_not_served_gets_no_certificate(served: Platform) -> None:
    for name in ("example.com", "a.b.vault.azure.net", "vault.azure.net", "azure.com"):
        with pytest.raises((ConnectionError, OSError)):
            Raw.secure(served, name)


def test_pipelined_requests_are_each_answered_in_order(served: Platform) -> None:
    good, bad = get(served, "/secrets?api-version=7.5"), get(served, "/nothing?api-version=7.5")
    with Raw.secure(served, HOST) as raw:
        raw.send(good, bad, good, bad)
        assert [raw.reply().status for _ in range(4)] == [200, 404, 200, 404]


def test_100_continue_comes_only_where_the_body_is_wanted(served: Platform) -> None:
    expects = b"Expect: 100-continue\r\n"
    with Raw.secure(served, HOST) as raw:
        asked = put(served, "expected", expects + LENGTH, b"")
        assert raw.send(asked).reply().status == 100
        assert raw.send(BODY).reply().status == 200
    with Raw.secure(served, HOST) as raw:
        asked = put(served, "unexpected", expects + b"Content-Length: 99999999\r\n", b"")
        assert raw.send(asked).reply().status == 413
        assert raw.is_closed()
    with Raw.secure(served, HOST) as raw:
        asked = put(served, "unexpected", expects + LENGTH, b"").replace(b"Bearer ", b"Bearer x")
        assert raw.send(asked).reply().status == 100
        assert raw.send(BODY).reply().status == 401

    assert "unexpected" not in names(served)


def test_what_came_before_changes_nothing_for_who_comes_after(served: Platform) -> None:
    """After all of the above the server is as it was."""
    reply, _ = one(served, get(served, "/secrets?api-version=7.5"))

    assert reply.status == 200
