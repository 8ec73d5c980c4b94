"""The front door to hosted apps: an HTTP/1.1 reverse proxy at each app's own name.

Streams both ways with back-pressure, tells the app who asked in App Service's header fields,
tunnels WebSockets and other upgrades, and holds a request while its app starts. One connection to
the app carries one exchange: a request can never reach another app than its own.
"""

import asyncio
import contextlib
import hashlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from nameplate.apphost import pages
from nameplate.apphost.states import Condition
from nameplate.apphost.wanted import WantedApp
from nameplate.edge import messages
from nameplate.edge.messages import BadMessage, Head, Headers

_IDLE: Final = 75.0
_PATIENCE: Final = 230.0
"""Seconds without a byte from the app, as App Service's load balancer has it."""
_OURS: Final = frozenset(
    (
        *(b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-tlsversion", b"client-ip"),
        *(b"x-arr-ssl", b"x-arr-log-id", b"x-site-deployment-id", b"was-default-hostname"),
        *(b"disguised-host", b"x-original-url", b"x-waws-unencoded-url", b"x-appservice-proto"),
        *(b"max-forwards", b"x-forwarded-host"),
    )
)
_SIGN_IN: Final = b"x-ms-client-principal"
"""What App Service's own sign-in sets: never taken from outside."""
_MOST_HOPS: Final = 9
"""Digits of a ``Max-Forwards`` that is taken."""


class Hosted(Protocol):
    """A hosted app, as its visitors meet it (``hosted_app.HostedApp``)."""

    wanted: WantedApp

    @property
    def condition(self) -> Condition: ...

    async def wait_ready(self, seconds: float) -> tuple[str, int] | None: ...

    def visit(self, address: tuple[str, int]) -> AbstractContextManager[None]: ...


Find = Callable[[str], Hosted | None]
"""The app of a host name."""
Settled = Callable[[], Awaitable[object]]
"""Returns when every app that there is can be found."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the other end of a connection."""

    host: str
    """The TLS name that was asked for."""
    address: str
    port: int
    tls: str


class FrontDoor:
    """Serves every connection that was made for an app's name."""

    def __init__(
        self, find: Find, *, settled: Settled | None = None, patience: float = _PATIENCE
    ) -> None:
        """``settled`` is waited for before it is said that there is no app of a name."""
        self._find = find
        self._settled = settled
        self._patience = patience
        self._visits: set[asyncio.Task[None]] = set()

    def protocol(self, host: str) -> asyncio.Protocol:
        """What takes over a connection whose TLS name is an app's."""

        def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(self._visit(reader, writer, host))
            self._visits.add(task)
            task.add_done_callback(self._visits.discard)

        return asyncio.StreamReaderProtocol(
            asyncio.StreamReader(limit=messages.HEAD_LIMIT), client_connected_cb=visit
        )

    async def stop(self, *, grace: float = 5.0) -> None:
        """Let exchanges finish for a while, then end them."""
        if self._visits:
            await asyncio.wait(self._visits, timeout=grace)
        for task in self._visits:
            task.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)

    async def _visit(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str
    ) -> None:
        address = writer.get_extra_info("peername") or ("", 0)
        tls = writer.get_extra_info("ssl_object")
        version = (tls.version() or "") if tls is not None else ""
        visitor = Visitor(host, str(address[0]), int(address[1]), version.removeprefix("TLSv"))
        try:
            while await self._exchange(reader, writer, visitor):
                pass
        except (OSError, TimeoutError, BadMessage):
            pass  # the visitor has gone, or what was begun cannot be finished
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, visitor: Visitor
    ) -> bool:
        """One request and its answer. Whether the connection can carry another."""
        try:
            async with asyncio.timeout(_IDLE):
                request = await messages.read_request(reader)
        except BadMessage:
            return await _show(writer, pages.BAD_REQUEST, None)
        if request is None:
            return False
        if _host_of(request) not in ("", visitor.host):
            return await _show(writer, pages.MISDIRECTED, request)
        try:
            app = await self._found(visitor.host)
        except TimeoutError:
            return await _show(writer, pages.STARTING, request)
        if app is None:
            return await _show(writer, pages.NO_APP, request)
        address = await app.wait_ready(self._patience)
        if address is None:
            return await _show(writer, pages.page_of(app.condition), request)
        try:
            with app.visit(address):
                async with _connected(address) as upstream:
                    pair = _Pair(reader, writer, *upstream, self._patience)
                    return await pair.exchange(request, visitor, app.wanted)
        except ConnectionRefusedError:
            return await _show(writer, pages.page_of(app.condition), request)

    async def _found(self, host: str) -> Hosted | None:
        """The app of a host name. Raises TimeoutError when not even that is known in time."""
        app = self._find(host)
        if app is None and self._settled is not None:
            async with asyncio.timeout(self._patience):
                await self._settled()
            app = self._find(host)
        return app


@dataclass(slots=True)
class _Pair:
    """A visitor's connection and one to the app."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    from_app: asyncio.StreamReader
    to_app: asyncio.StreamWriter
    patience: float

    async def exchange(self, request: Head, visitor: Visitor, app: WantedApp) -> bool:
        """Pass a request on and its answer back."""
        upload = asyncio.get_running_loop().create_task(self._upload(request, visitor, app))
        try:
            return await self._answer(request, app, upload)
        finally:
            upload.cancel()
            await asyncio.gather(upload, return_exceptions=True)

    async def _answer(self, request: Head, app: WantedApp, upload: "asyncio.Task[None]") -> bool:
        try:
            answer = await self._final(request)
        except TimeoutError:
            return await _show(self.writer, pages.TOO_SLOW, request)
        except (BadMessage, OSError):
            return await _show(self.writer, pages.BAD_ANSWER, request)
        if answer.status == HTTPStatus.SWITCHING_PROTOCOLS:
            await self._tunnel(answer)
            return False
        keep = request.keep_alive
        await self._download(answer, app, keep=keep, old=request.version == "1.0")
        return keep and upload.done() and upload.exception() is None

    async def _upload(self, request: Head, visitor: Visitor, app: WantedApp) -> None:
        line = b"%s %s HTTP/1.1" % (request.method, request.target)
        self.to_app.write(messages.written(line, _fields_for(request, visitor, app)))
        await self.to_app.drain()
        async for piece in messages.body_of(self.reader, request):
            self.to_app.write(messages.chunk(piece) if request.chunked else piece)
            await self.to_app.drain()
        if request.chunked:
            self.to_app.write(messages.LAST_CHUNK)
            await self.to_app.drain()

    async def _final(self, request: Head) -> Head:
        """The answer's head; interim ones are passed on as they come."""
        while True:
            async with asyncio.timeout(self.patience):
                answer = await messages.read_answer(self.from_app, request.method)
            if answer.status >= 200 or answer.status == HTTPStatus.SWITCHING_PROTOCOLS:
                return answer
            if request.version == "1.1":
                self.writer.write(messages.written(answer.first, answer.passed_on()))
                await self.writer.drain()

    async def _download(self, answer: Head, app: WantedApp, *, keep: bool, old: bool) -> None:
        endless = answer.length is None
        fields = [*answer.passed_on(), *_affinity(answer, app)]
        if endless and not old:
            fields.append((b"transfer-encoding", b"chunked"))
        fields.append((b"connection", b"keep-alive" if keep else b"close"))
        status = b"HTTP/1.1 " + answer.first.partition(b" ")[2]
        self.writer.write(messages.written(status, fields))
        async for piece in _patient(messages.body_of(self.from_app, answer), self.patience):
            self.writer.write(messages.chunk(piece) if endless and not old else piece)
            await self.writer.drain()
        if endless and not old:
            self.writer.write(messages.LAST_CHUNK)
        await self.writer.drain()

    async def _tunnel(self, answer: Head) -> None:
        """After an upgrade: bytes, both ways, until one side ends."""
        upgrade = answer.get(b"upgrade") or b""
        fields = [*answer.passed_on(), (b"connection", b"Upgrade"), (b"upgrade", upgrade)]
        self.writer.write(messages.written(answer.first, fields))
        ways = (
            asyncio.ensure_future(_pour(self.reader, self.to_app)),
            asyncio.ensure_future(_pour(self.from_app, self.writer)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)


def _fields_for(request: Head, visitor: Visitor, app: WantedApp) -> Headers:
    """What the app is sent: the visitor's own fields, and who the visitor is."""
    kept = [(name, value) for name, value in request.passed_on() if not _is_ours(name)]
    before = request.get(b"x-forwarded-for")
    from_here = f"{visitor.address}:{visitor.port}".encode()
    fields = [
        *kept,
        (b"x-forwarded-for", from_here if before is None else b"%s, %s" % (before, from_here)),
        (b"x-forwarded-proto", b"https"),
        (b"x-appservice-proto", b"https"),
        (b"x-forwarded-tlsversion", visitor.tls.encode("ascii")),
        (b"x-arr-ssl", b"256|256|O=Nameplate local|CN=%s" % visitor.host.encode()),
        (b"x-arr-log-id", str(uuid.uuid4()).encode("ascii")),
        (b"client-ip", from_here),
        (b"x-site-deployment-id", app.content.encode()),
        (b"was-default-hostname", app.host_name.encode()),
        (b"disguised-host", visitor.host.encode()),
        (b"x-original-url", request.target),
        (b"x-waws-unencoded-url", request.target),
        (b"max-forwards", b"%d" % _hops_left(request.get(b"max-forwards") or b"")),
    ]
    if request.chunked:
        fields.append((b"transfer-encoding", b"chunked"))
    if request.upgrade:
        fields += [(b"connection", b"Upgrade"), (b"upgrade", request.get(b"upgrade") or b"")]
    else:
        fields.append((b"connection", b"close"))
    return fields


def _is_ours(name: bytes) -> bool:
    """Whether a field is the platform's to say: to many apps ``X_Name`` is the same as ``X-Name``.

    They read both as the variable ``HTTP_X_NAME`` (RFC 3875 section 4.1.18).
    """
    spelled = name.replace(b"_", b"-")
    return spelled in _OURS or spelled.startswith(_SIGN_IN)


def _hops_left(said: bytes) -> int:
    short = said.isdigit() and len(said) <= _MOST_HOPS
    return int(said) - 1 if short and int(said) else 10


def _affinity(answer: Head, app: WantedApp) -> Headers:
    """The cookies that hold a visitor to an instance; there is one, but apps look for them."""
    if not app.client_affinity or answer.status >= 500:
        return []
    value = hashlib.sha256(app.key.encode()).hexdigest()
    cookie = f"ARRAffinity={value};Path=/;HttpOnly;Secure;Domain={app.host_name}"
    same = (
        f"ARRAffinitySameSite={value};Path=/;HttpOnly;SameSite=None;Secure;Domain={app.host_name}"
    )
    return [(b"set-cookie", cookie.encode()), (b"set-cookie", same.encode())]


def _host_of(request: Head) -> str:
    """The host that a request names, without its port."""
    named = (request.get(b"host") or b"").decode("latin-1").lower()
    return named.rpartition(":")[0] if named.rpartition(":")[2].isdigit() else named


async def _show(
    writer: asyncio.StreamWriter, page: tuple[int, str, str], request: Head | None
) -> bool:
    """Answer with a page of ours, and close: the request's body was not read."""
    body = pages.rendered(page)
    status = HTTPStatus(page[0])
    fields = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    head = messages.written(f"HTTP/1.1 {status.value} {status.phrase}".encode("ascii"), fields)
    head_only = request is not None and request.method == b"HEAD"
    writer.write(head if head_only else head + body)
    await writer.drain()
    return False


@asynccontextmanager
async def _connected(
    address: tuple[str, int],
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(*address, limit=messages.HEAD_LIMIT)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _patient(pieces: AsyncIterator[bytes], seconds: float) -> AsyncIterator[bytes]:
    """The same pieces, each in time."""
    while True:
        try:
            async with asyncio.timeout(seconds):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        yield piece


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(messages.CHUNK):
        writer.write(data)
        await writer.drain()
