"""What our own server answers, read; sockets and trust are ``test_client``'s."""

import ssl
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.cli.exchange import LoopbackConnection, NotHttpError, chunks, read_reply


def test_a_body_of_a_known_length_ends_where_the_next_answer_begins() -> None:
    answers = BytesIO(
        b"HTTP/1.1 200 OK\r\nContent-Type: a/b\r\ncontent-length:2\r\n\r\nok"
        b"HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n"
    )
    first, second = read_reply(answers, "GET"), read_reply(answers, "GET")

    assert (first.status, first.headers["content-type"], first.body) == (200, "a/b", b"ok")
    assert (second.status, second.body) == (404, b"")


@pytest.mark.parametrize(
    ("method", "status"), [("HEAD", b"200 OK"), ("GET", b"204 No Content"), ("PUT", b"304 Same")]
)
def test_some_answers_have_no_body_whatever_their_fields_say(method: str, status: bytes) -> None:
    answers = BytesIO(b"HTTP/1.1 %b\r\nContent-Length: 5\r\n\r\nHTTP/" % status)

    assert read_reply(answers, method).body == b""


def test_a_body_without_a_length_goes_on_to_the_end() -> None:
    answers = BytesIO(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it")

    assert read_reply(answers, "GET").body == b"all of it"


@pytest.mark.parametrize("cut", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok"])
def test_a_connection_that_ends_early_is_a_connection_error(cut: bytes) -> None:
    with pytest.raises(ConnectionError):
        read_reply(BytesIO(cut), "GET")


@pytest.mark.parametrize(
    "wrong",
    [
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 300 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    ],
)
def test_what_is_not_http_as_ours_is_refused(wrong: bytes) -> None:
    with pytest.raises(NotHttpError):
        read_reply(BytesIO(wrong), "GET")


@given(st.binary(max_size=300))
def test_junk_ends_in_one_of_two_ways(junk: bytes) -> None:
    try:
        read_reply(BytesIO(b"HTTP/1.1 200 " + junk), "GET")
    except (NotHttpError, ConnectionError):
        return


@pytest.mark.parametrize(
    ("target", "fields"), [("/a\r\nX: y", {}), ("/", {"A": "b\nX: y"}), ("/", {"A\r": "b"})]
)
def test_nobody_writes_lines_of_a_request(target: str, fields: dict[str, str]) -> None:
    connection = LoopbackConnection("a.example", 443, 1, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    with pytest.raises(NotHttpError):
        connection.exchange("GET", target, fields, None)


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=5))
def test_chunks_come_one_by_one(pieces: list[bytes]) -> None:
    body = b"".join(b"%x;e=1\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    assert list(chunks(BytesIO(body + b"0\r\n\r\n"))) == pieces
    assert list(chunks(BytesIO(body))) == pieces


def test_a_chunk_without_a_size_is_refused() -> None:
    with pytest.raises(NotHttpError, match="chunk"):
        list(chunks(BytesIO(b"x\r\n")))
