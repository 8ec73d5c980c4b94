"""What a request may be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest, HeadersTooLarge, UriTooLong
from nameplate.edge.limits import CHUNKED, NO_BODY, Framing, Limits, check_head, check_path
from tests.fakes.asgi import scope

LIMITS = Limits(url=100, headers=5, header_bytes=200)


def head(*headers: tuple[bytes, bytes], target: str = "/", version: str = "1.1") -> Framing:
    return check_head(scope(target=target, headers=headers, http_version=version), LIMITS)


def test_framing_is_none_a_length_or_chunked() -> None:
    assert head() is NO_BODY
    assert head((b"content-length", b"12")) == Framing(12)
    assert head((b"transfer-encoding", b"Chunked")) is CHUNKED


@pytest.mark.parametrize(
    "headers",
    [
        [(b"content-length", b"-1")],
        [(b"content-length", b"+1")],
        [(b"content-length", b"1"), (b"content-length", b"2")],
        [(b"content-length", b"9" * 16)],
        [(b"content-length", b"1, 1")],
        [(b"content-length", b"1"), (b"transfer-encoding", b"chunked")],
        [(b"transfer-encoding", b"gzip, chunked")],
        [(b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"chunked")],
        [(b"transfer-encoding", b"identity")],
    ],
)
def test_framing_with_two_meanings_is_refused(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(BadRequest, match=r"not valid"):
        head(*headers)


def test_http_1_0_has_no_chunks() -> None:
    with pytest.raises(BadRequest):
        head((b"transfer-encoding", b"chunked"), version="1.0")


def test_sizes_are_limited() -> None:
    with pytest.raises(UriTooLong):
        head(target="/" + "a" * 60 + "?" + "b" * 60)
    with pytest.raises(HeadersTooLarge, match="more than 5"):
        head(*[(b"a", b"b")] * 5)
    with pytest.raises(HeadersTooLarge, match="larger than 200"):
        head((b"a", b"b" * 200))


@pytest.mark.parametrize(
    "path",
    ["/", "/secrets/a/", "/a%20b", "/caf%C3%A9", "/a.b", "/.well-known/x", "/a..b", "/...", "//"],
)
def test_a_path_with_one_meaning_passes(path: str) -> None:
    check_path(scope(target=path))


@pytest.mark.parametrize(
    "path",
    [
        *("/a\\b", "/a%5Cb", "/a%2fb", "/a%2Fb", "/a%00", "/a%", "/a%zz", "/a%0d%0a", "/a%7f"),
        *("/..", "/a/../b", "/a/./b", "/%2e%2e/b", "/.%2e", "/a/.", "/a b", "/%ff", "/a\xe9"),
    ],
)
def test_a_path_with_two_meanings_is_refused(path: str) -> None:
    with pytest.raises(BadRequest):
        check_path(scope(target=path))


@given(st.text("a.%25eEfF/\\", max_size=12))
@settings(max_examples=100)
def test_what_passes_has_no_dots_to_climb(path: str) -> None:
    request = scope(target=f"/{path}")
    try:
        check_path(request)
    except BadRequest:
        return

    assert not {".", ".."} & set(request["path"].split("/"))
    assert request["path"].count("/") == request["raw_path"].count(b"/")
