"""Heads and bodies come through whole, however they arrive; what has two meanings is refused."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.edge.messages import (
    HEAD_LIMIT,
    LAST_CHUNK,
    BadMessage,
    body_of,
    chunk,
    read_answer,
    read_request,
    written,
)


def _reader(data: bytes, *, ended: bool = True) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=HEAD_LIMIT)
    reader.feed_data(data)
    if ended:
        reader.feed_eof()
    return reader


async def _body(data: bytes) -> bytes:
    reader = _reader(data)
    head = await read_request(reader)
    assert head is not None
    return b"".join([piece async for piece in body_of(reader, head)])


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6))
def test_a_chunked_body_is_what_was_sent(pieces: list[bytes]) -> None:
    head = written(b"POST / HTTP/1.1", [(b"Host", b"a"), (b"Transfer-Encoding", b"chunked")])
    sent = head + b"".join(map(chunk, pieces)) + LAST_CHUNK
    assert asyncio.run(_body(sent)) == b"".join(pieces)


async def test_a_body_of_known_length_ends_there() -> None:
    sent = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n"
    assert await _body(sent) == b"abc"


async def test_trailers_stay_behind() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert await _body(head + b"1;x=y\r\na\r\n0\r\nX-Late: yes\r\n\r\n") == b"a"


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n",
        b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * HEAD_LIMIT + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"nonsense\r\n\r\n",
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n"
            b"Content-Length: 1\r\n\r\n"
        ),
    ],
)
async def test_what_is_no_request_with_one_meaning_is_refused(head: bytes) -> None:
    with pytest.raises(BadMessage):
        await read_request(_reader(head))


@pytest.mark.parametrize(
    "body", [b"g\r\n", b"-1\r\na", b"1\r\nab\r\n", b"5\r\nab", b"", b"123456789\r\n", b"1\r\na\r\n"]
)
async def test_a_body_that_breaks_its_framing_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        await _body(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body)


async def test_nothing_more_is_the_end() -> None:
    assert await read_request(_reader(b"")) is None


async def test_fields_for_this_hop_alone_are_not_passed_on() -> None:
    head = await read_request(
        _reader(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Mine\r\nX-Mine: 1\r\n"
            b"Keep-Alive: 5\r\nTE: trailers\r\nX-Yours: 2\r\n\r\n"
        )
    )
    assert head is not None
    assert head.passed_on() == [(b"host", b"a"), (b"x-yours", b"2")]


@pytest.mark.parametrize(
    ("status", "method", "length"),
    [(200, b"HEAD", 0), (204, b"GET", 0), (304, b"GET", 0), (200, b"GET", None)],
)
async def test_answers_without_a_body_have_none(
    status: int, method: bytes, length: int | None
) -> None:
    reader = _reader(b"HTTP/1.1 %d Words\r\n\r\n" % status)
    assert (await read_answer(reader, method)).length == length


async def test_no_answer_is_said() -> None:
    with pytest.raises(BadMessage, match="without an answer"):
        await read_answer(_reader(b""), b"GET")
