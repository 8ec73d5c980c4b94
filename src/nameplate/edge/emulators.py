"""A local emulator behind the production name of a service: requests streamed there and back.

RFC 9110 section 7.6.1 (hop-by-hop fields), RFC 9112. One connection carries one request. Where the
route's URL has a path, the emulator takes the account from the path and is addressed as itself;
where it has none, it is sent the production name as its Host. An emulator checks little of what it
is sent and may log it: a bearer token of another issuer is kept from it, unless its route says so.
"""

import asyncio
import logging
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

import httptools

from nameplate.crypto.jws import MalformedTokenError, UnverifiedToken
from nameplate.edge.door import Receive, Send
from nameplate.edge.hosts import RawWire, parse_authority
from nameplate.edge.http import RawHeaders, json_response
from nameplate.edge.routes import Emulator, RouteTable
from nameplate.edge.upstream import address_of

_CHUNK: Final = 64 * 1024
_CONNECT_SECONDS: Final = 5.0
_HOP_BY_HOP: Final = frozenset(
    (
        *(b"connection", b"proxy-connection", b"keep-alive", b"te", b"trailer", b"upgrade"),
        *(b"transfer-encoding", b"expect"),
    )
)

_DELIMITERS: Final = frozenset((b"content-length", b"transfer-encoding"))
_DOTTED: Final = re.compile(rb"(?<![\w-])[\w-]++(?:\.[\w-]++){2,}+", re.ASCII)
"""Where a JWT may stand: three parts or more, looked for in one pass however long the text is."""
_BEGINNING: Final = b"eyJ"
"""Of a JWT: its header is a JSON object, which is always encoded so."""

KnowsKey = Callable[[str], bool]

_logger = logging.getLogger(__name__)


class EmulatorWire(RawWire):
    """Answers for every host name that has an emulator in the table."""

    def __init__(self, routes: RouteTable, knows_key: KnowsKey | None = None) -> None:
        """``knows_key``: whether a ``kid`` is of a key of this installation."""
        self._routes = routes
        self._knows_key = knows_key or _every_key

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        host = next(value for name, value in scope["headers"] if name == b"host")
        authority = parse_authority(host.decode("latin-1"))
        emulator = self._routes.emulator(authority.host) if authority is not None else None
        if emulator is None:
            await _fail(send, 421, "MisdirectedRequest", "No emulator stands in for this host.")
            return
        if not emulator.real_tokens and self._has_foreign_token(scope):
            message = (
                "A token of another issuer is not sent to an emulator: a route to "
                "real-tokens+http://... says that it may see them."
            )
            await _fail(send, 403, "ForeignToken", message)
            return
        try:
            reader, writer = await _connect(emulator)
        except (OSError, TimeoutError):
            where = f"{emulator.host}:{emulator.port}"
            message = f"The emulator at {where} does not answer: is it running?"
            await _fail(send, 502, "EmulatorUnavailable", message)
            return
        try:
            await _exchange(scope, receive, send, emulator, reader, writer)
        finally:
            writer.close()

    def _has_foreign_token(self, scope: Mapping[str, Any]) -> bool:
        """Whether a JWT is sent that no key of ours has signed; who signs nothing is no token.

        In whatever field: ``x-ms-copy-source-authorization`` and ``x-ms-authorization-auxiliary``
        have bearer tokens of their own.
        """
        places = [value for _, value in scope["headers"]] + [scope["query_string"]]
        for text in (each for place in places for each in _tokens(place)):
            try:
                header = UnverifiedToken.parse(text).header
            except MalformedTokenError:
                continue
            if not self._knows_key(str(header.get("kid"))):
                return True
        return False


def _tokens(text: bytes) -> Iterator[str]:
    """What may be JWTs, wherever they begin."""
    for dotted in _DOTTED.findall(text):
        parts = iter(dotted.split(b"."))
        for part in parts:
            begins = part.find(_BEGINNING)
            if begins >= 0:
                yield b".".join((part[begins:], *islice(parts, 2))).decode("ascii")


def _every_key(_kid: str) -> bool:
    return True


def emulated_hosts(
    routes: RouteTable, knows_key: KnowsKey | None = None
) -> tuple[dict[str, RawWire], dict[str, RawWire]]:
    """What a listener's ``HostTable`` has to answer for them: exact names, and suffixes."""
    wire = EmulatorWire(routes, knows_key)
    exact: dict[str, RawWire] = {}
    suffixes: dict[str, RawWire] = {}
    for pattern in routes.emulated:
        (suffixes if pattern.startswith("*.") else exact)[pattern.removeprefix("*.")] = wire
    return exact, suffixes


async def _connect(emulator: Emulator) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    context = _trust(emulator) if emulator.scheme == "https" else None
    async with asyncio.timeout(_CONNECT_SECONDS):
        return await asyncio.open_connection(emulator.host, emulator.port, ssl=context)


def _trust(emulator: Emulator) -> ssl.SSLContext:
    """Trust as everywhere, but for this machine itself: emulators sign their own certificates."""
    context = ssl.create_default_context()
    address = address_of(emulator.host)
    if emulator.host == "localhost" or (address is not None and address.is_loopback):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def _exchange(
    scope: Mapping[str, Any],
    receive: Receive,
    send: Send,
    emulator: Emulator,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    upload = asyncio.create_task(_upload(scope, receive, emulator, writer))
    answer = _Answer(bodiless=scope["method"] == "HEAD")
    try:
        async for message in answer.messages(reader):
            await send(message)
    except (OSError, httptools.HttpParserError):
        _logger.warning("an emulator broke off its answer", extra={"emulator": emulator.host})
        if not answer.started:
            message_text = "The emulator broke off before its answer."
            await _fail(send, 502, "EmulatorUnavailable", message_text)
    finally:
        upload.cancel()
        await asyncio.gather(upload, return_exceptions=True)


async def _upload(
    scope: Mapping[str, Any], receive: Receive, emulator: Emulator, writer: asyncio.StreamWriter
) -> None:
    headers = _end_to_end(scope["headers"])
    if emulator.prefix:
        host = f"{emulator.host}:{emulator.port}".encode("ascii")
        headers = [(name, host if name == b"host" else value) for name, value in headers]
    chunked = any(name == b"transfer-encoding" for name, _ in scope["headers"])
    headers.append((b"connection", b"close"))
    if chunked:
        headers.append((b"transfer-encoding", b"chunked"))
    writer.write(_head(scope, emulator, headers))
    if chunked or any(name == b"content-length" for name, _ in headers):
        await _send_body(receive, writer, chunked=chunked)
    await writer.drain()


async def _send_body(receive: Receive, writer: asyncio.StreamWriter, *, chunked: bool) -> None:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            writer.close()
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if body:
            writer.write(b"%x\r\n%s\r\n" % (len(body), body) if chunked else body)
            await writer.drain()
    if chunked:
        writer.write(b"0\r\n\r\n")


def _head(scope: Mapping[str, Any], emulator: Emulator, headers: RawHeaders) -> bytes:
    path = emulator.prefix.encode("ascii") + scope["raw_path"]
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    lines = [b"%s %s%s HTTP/1.1" % (scope["method"].encode("ascii"), path, query)]
    lines.extend(b"%s: %s" % field for field in headers)
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _end_to_end(headers: RawHeaders) -> RawHeaders:
    dropped = set(_HOP_BY_HOP)
    for name, value in headers:
        if name == b"connection":
            dropped.update(token.strip().lower() for token in value.split(b","))
    return [(name, value) for name, value in headers if name not in dropped]


class _Answer:
    """An answer as httptools reads it, turned into ASGI messages."""

    def __init__(self, *, bodiless: bool) -> None:
        self.started = False
        self._bodiless = bodiless
        self._complete = False
        self._delimited = False
        self._headers: RawHeaders = []
        self._ready: list[dict[str, Any]] = []
        self._parser = httptools.HttpResponseParser(self)

    async def messages(self, reader: asyncio.StreamReader) -> AsyncIterator[dict[str, Any]]:
        """Read the answer to its end. Raises OSError or HttpParserError when it breaks off."""
        while not self._complete:
            data = await reader.read(_CHUNK)
            if data:
                self._parser.feed_data(data)
            elif self.started and not self._delimited:
                self._complete = True  # an answer without a length ends with its connection
            else:
                raise ConnectionResetError
            ready, self._ready = self._ready, []
            for message in ready:
                yield message
        yield {"type": "http.response.body", "body": b""}

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        self._delimited = any(name in _DELIMITERS for name, _ in self._headers)
        headers, self._headers = _end_to_end(self._headers), []
        if status < 200:
            return
        self.started = True
        self._complete = self._bodiless
        start = {"type": "http.response.start", "status": status, "headers": headers}
        self._ready.append(start)

    def on_body(self, body: bytes) -> None:
        if not self._bodiless:
            message = {"type": "http.response.body", "body": body, "more_body": True}
            self._ready.append(message)

    def on_message_complete(self) -> None:
        self._complete = self.started


async def _fail(send: Send, status: int, code: str, message: str) -> None:
    response = json_response(status, {"error": {"code": code, "message": message}})
    headers = [*response.headers, (b"content-length", b"%d" % len(response.body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
