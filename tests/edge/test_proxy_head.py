"""Heads of requests to the proxy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.edge.proxy_head import BadHeadError, Target, parse_head


def target(line: str) -> Target:
    return parse_head(f"{line}\r\nHost: other.example\r\n\r\n".encode("latin-1")).target()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("CONNECT Example.org:443 HTTP/1.1", Target("example.org", 443, None)),
        ("CONNECT [::1]:8443 HTTP/1.0", Target("::1", 8443, None)),
        ("GET http://example.org HTTP/1.1", Target("example.org", 80, b"/")),
        ("GET http://example.org?a=b HTTP/1.1", Target("example.org", 80, b"/?a=b")),
        ("PUT http://A.example:81/a%20b?x&y HTTP/1.1", Target("a.example", 81, b"/a%20b?x&y")),
    ],
)
def test_a_target_is_read(line: str, expected: Target) -> None:
    assert target(line) == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("GET / HTTP/1.1", "this is a proxy"),
        ("GET https://example.org/ HTTP/1.1", "CONNECT for https"),
        ("GET http://me@example.org/ HTTP/1.1", "not a URL with a host"),
        ("GET http:///x HTTP/1.1", "cannot be read|not a URL"),
        ("CONNECT example.org HTTP/1.1", "needs host:port|cannot be read"),
        ("CONNECT example.org:0x1 HTTP/1.1", "needs host:port|cannot be read"),
        ("nonsense", "cannot be read"),
        ("GET http://a/ SMTP/1.1", "cannot be read"),
    ],
)
def test_what_is_no_request_to_a_proxy_is_told_why(line: str, reason: str) -> None:
    with pytest.raises(BadHeadError, match=reason):
        target(line)


def test_only_end_to_end_fields_are_passed_on() -> None:
    head = parse_head(
        b"GET http://a/ HTTP/1.1\r\nHost: b\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\n"
        b"Proxy-Connection: x\r\nProxy-Authorization: Basic x\r\nTE: trailers\r\n"
        b"Metadata: true\r\nAuthorization: Bearer t\r\nContent-Length: 0\r\n\r\n"
    )

    assert head.forwarded() == [
        (b"metadata", b"true"),
        (b"authorization", b"Bearer t"),
        (b"content-length", b"0"),
    ]


@given(st.binary(max_size=60))
@settings(max_examples=100)
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    try:
        parse_head(noise + b"\r\n\r\n").target()
    except BadHeadError:
        return
