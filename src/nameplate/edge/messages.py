"""HTTP/1.1 heads and bodies as they pass through the front door (RFC 9112).

A head is read whole and written anew; a body is passed on piece by piece, framed again as the next
hop needs it. Framing that two readers could read as two is refused: nothing can be smuggled.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Final

import httptools

HEAD_LIMIT: Final = 64 * 1024
CHUNK: Final = 64 * 1024
_HOP_BY_HOP: Final = frozenset(
    (
        *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te"),
        *(b"trailer", b"transfer-encoding", b"upgrade", b"proxy-connection"),
    )
)
_ALWAYS: Final = frozenset((b"content-length", b"host"))

Headers = list[tuple[bytes, bytes]]


class BadMessage(Exception):
    """Bytes that are no HTTP/1.1 message with one meaning; the words say why."""


@dataclass(slots=True)
class Head:
    """A request's or an answer's head, names in lower case, in the order in which they came."""

    first: bytes
    """The request line or status line."""
    version: str
    headers: Headers
    method: bytes = b""
    target: bytes = b""
    status: int = 0
    length: int | None = None
    """Of the body; ``None`` when it is chunked, or goes on to the end of the connection."""
    chunked: bool = False

    def get(self, name: bytes) -> bytes | None:
        """The first field of a name."""
        return next((value for each, value in self.headers if each == name), None)

    @property
    def connection(self) -> frozenset[bytes]:
        """The options of the Connection field, in lower case (RFC 9110 section 7.6.1)."""
        fields = [value for name, value in self.headers if name == b"connection"]
        return frozenset(each.strip().lower() for value in fields for each in value.split(b","))

    @property
    def keep_alive(self) -> bool:
        """Whether the connection may carry another message (RFC 9112 section 9.3)."""
        return self.version == "1.1" and b"close" not in self.connection

    @property
    def upgrade(self) -> bool:
        """Whether it asks for another protocol (RFC 9110 section 7.8)."""
        return b"upgrade" in self.connection and self.get(b"upgrade") is not None

    def passed_on(self) -> Headers:
        """The fields that are for the other end: none that is for this hop alone.

        What says whom a message is for and where it ends is not for a Connection field to take away
        (RFC 9110 section 7.6.1): its body would be read as the next message.
        """
        gone = _HOP_BY_HOP | (self.connection - _ALWAYS)
        return [(name, value) for name, value in self.headers if name not in gone]


@dataclass(slots=True)
class _Taken:
    """What a parser's callbacks collect."""

    headers: Headers = field(default_factory=list)
    url: bytes = b""
    pieces: list[bytes] = field(default_factory=list)
    complete: bool = False
    in_body: bool = False

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.in_body:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.in_body = True

    def on_body(self, body: bytes) -> None:
        self.pieces.append(body)

    def on_message_complete(self) -> None:
        self.complete = True


async def read_request(reader: asyncio.StreamReader) -> Head | None:
    """The next request's head; ``None`` when there is none. Raises ``BadMessage``."""
    raw = await _read_head(reader)
    if raw is None:
        return None
    taken = _Taken()
    parser = httptools.HttpRequestParser(taken)
    _feed_head(parser, raw)
    if taken.url[:1] != b"/" and not (parser.get_method() == b"OPTIONS" and taken.url == b"*"):
        raise BadMessage("only the origin form of a request's target is served")
    head = Head(
        raw.split(b"\r\n", 1)[0],
        parser.get_http_version(),
        taken.headers,
        method=parser.get_method(),
        target=taken.url,
    )
    hosts = [value for name, value in head.headers if name == b"host"]
    if len(hosts) != 1 and head.version != "1.0":
        raise BadMessage("a request has exactly one Host field")
    _frame(head)
    if head.length is None and not head.chunked:
        head.length = 0
    if head.upgrade and (head.chunked or head.length):
        raise BadMessage("an upgrade has no body")
    return head


async def read_answer(reader: asyncio.StreamReader, method: bytes) -> Head:
    """An answer's head, interim ones too. Raises ``BadMessage``, also when none came."""
    raw = await _read_head(reader)
    if raw is None:
        raise BadMessage("the app closed the connection without an answer")
    taken = _Taken()
    parser = httptools.HttpResponseParser(taken)
    _feed_head(parser, raw)
    status = parser.get_status_code()
    first = raw.split(b"\r\n", 1)[0]
    head = Head(first, parser.get_http_version(), taken.headers, status=status)
    _frame(head)
    if method == b"HEAD" or status < 200 or status in (204, 304):
        head.length, head.chunked = 0, False
    return head


async def body_of(reader: asyncio.StreamReader, head: Head) -> AsyncIterator[bytes]:
    """A body's pieces, unframed. Raises ``BadMessage`` when it breaks off."""
    if head.chunked:
        async for piece in _chunks(reader):
            yield piece
        return
    left = head.length
    while left is None or left > 0:
        piece = await reader.read(CHUNK if left is None else min(CHUNK, left))
        if not piece:
            if left is None:
                return
            raise BadMessage("the body broke off")
        left = None if left is None else left - len(piece)
        yield piece


def written(first: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A head as bytes."""
    lines = [first, *(b"%s: %s" % pair for pair in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def chunk(piece: bytes) -> bytes:
    """A piece as a chunk."""
    return b"%x\r\n%s\r\n" % (len(piece), piece)


LAST_CHUNK: Final = b"0\r\n\r\n"


async def _read_head(reader: asyncio.StreamReader) -> bytes | None:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as problem:
        if problem.partial.strip():
            raise BadMessage("the head broke off") from None
        return None
    except asyncio.LimitOverrunError:
        raise BadMessage(f"the head is larger than {HEAD_LIMIT} bytes") from None


def _feed_head(
    parser: "httptools.HttpRequestParser | httptools.HttpResponseParser", raw: bytes
) -> None:
    if any(line[:1] in (b" ", b"\t") for line in raw.split(b"\r\n")[1:]):
        raise BadMessage("a header field is folded")
    try:
        parser.feed_data(raw)
    except httptools.HttpParserUpgrade:
        return
    except httptools.HttpParserError as problem:
        raise BadMessage(str(problem.__context__ or problem)) from None


def _frame(head: Head) -> None:
    """How the body is delimited (RFC 9112 section 6.3)."""
    lengths = [value for name, value in head.headers if name == b"content-length"]
    encodings = [value for name, value in head.headers if name == b"transfer-encoding"]
    if encodings:
        chunked = [each.strip().lower() for each in encodings] == [b"chunked"]
        if lengths or not chunked or head.version == "1.0":
            raise BadMessage("the Transfer-Encoding field is not valid here")
        head.chunked = True
    elif lengths:
        if len(set(lengths)) != 1 or not lengths[0].isdigit() or len(lengths[0]) > 15:
            raise BadMessage("the Content-Length field is not valid")
        head.length = int(lengths[0])


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """A chunked body's pieces; extensions and trailers stay behind (RFC 9112 section 7.1)."""
    while True:
        line = await _line(reader)
        digits = line.split(b";", 1)[0].strip()
        if not digits or len(digits) > 8 or digits.strip(b"0123456789abcdefABCDEF"):
            raise BadMessage("a chunk's size is not valid")
        left = int(digits, 16)
        if left == 0:
            while await _line(reader):
                pass
            return
        while left:
            piece = await reader.read(min(CHUNK, left))
            if not piece:
                raise BadMessage("the body broke off")
            left -= len(piece)
            yield piece
        if await reader.read(1) + await reader.read(1) != b"\r\n":
            raise BadMessage("a chunk does not end where it says")


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return (await reader.readuntil(b"\r\n"))[:-2]
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise BadMessage("the body broke off") from None
