"""Wires whose bodies are too long for memory: an upload goes to a file, an answer comes in pieces.

The head is held to the same limits as any other (``limits``); a body is read when the wire wants
it, with back-pressure, and answers go on until there is no more, or nobody listens.
"""

import asyncio
import logging
from abc import abstractmethod
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from nameplate.core.errors import (
    BadRequest,
    ContentTooLarge,
    InternalFailure,
    NameplateError,
    RequestTimeout,
)
from nameplate.edge.door import send_answer
from nameplate.edge.hosts import RawWire, parse_authority
from nameplate.edge.http import RawHeaders, Request, Response
from nameplate.edge.limits import Limits, check_head, check_path

_PIECE: Final = 1024 * 1024
_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Streamed:
    """An answer whose body comes piece by piece."""

    status: int
    pieces: AsyncIterator[bytes]
    headers: RawHeaders = field(default_factory=list)


class Body:
    """The body of a request that was not read yet."""

    def __init__(self, receive: Any, length: int | None, limits: Limits) -> None:
        self._receive = receive
        self._length = length
        self._limits = limits

    async def save(self, file: BinaryIO, *, limit: int) -> int:
        """Write it to a file; returns its size. Raises what a client is told."""
        size = 0
        held = bytearray()
        async for data in self._pieces(limit):
            size += len(data)
            held += data
            if len(held) >= _PIECE:
                await asyncio.to_thread(file.write, held)
                held = bytearray()
        await asyncio.to_thread(file.write, held)
        await asyncio.to_thread(file.flush)
        return size

    async def read(self, *, limit: int) -> bytes:
        """All of a small one."""
        return b"".join([data async for data in self._pieces(limit)])

    async def _pieces(self, limit: int) -> AsyncIterator[bytes]:
        if self._length is not None and self._length > limit:
            raise _too_large(limit)
        size, more = 0, True
        while more:
            message = await self._next()
            data: bytes = message.get("body", b"")
            size += len(data)
            if size > limit:
                raise _too_large(limit)
            more = message.get("more_body", False)
            yield data

    async def _next(self) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                message: Mapping[str, Any] = await self._receive()
        except TimeoutError:
            text = f"Nothing of the request body came for {self._limits.body_seconds:g} s."
            closing = (("connection", "close"),)
            raise RequestTimeout("RequestTimeout", text, headers=closing) from None
        if message["type"] == "http.disconnect":
            raise BadRequest("RequestAborted", "The client went away before the body's end.")
        return message


class StreamedWire(RawWire):
    """A surface with one error shape, as ``Wire``, that reads and answers in pieces."""

    name: str
    limits: Limits = Limits()

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        request = _request(scope)
        try:
            answer = await self._answer(request, scope, receive)
        except NameplateError as error:
            answer = self.render(error, request)
        except Exception:
            facts = {"wire": self.name, "method": request.method, "request_id": request.request_id}
            _logger.exception("a request failed unexpectedly", extra=facts)
            failure = InternalFailure("InternalServerError", "The request could not be finished.")
            answer = self.render(failure, request)
        if isinstance(answer, Response):
            await send_answer(send, answer, request.request_id)
        else:
            await _stream(answer, request, receive, send)

    @abstractmethod
    async def handle(self, request: Request, body: Body) -> Response | Streamed:
        """Answer a request, or raise a ``NameplateError``; the request's own body is empty."""

    @abstractmethod
    def render(self, error: NameplateError, request: Request) -> Response:
        """Put a failure into this wire's shape."""

    async def _answer(
        self, request: Request, scope: Mapping[str, Any], receive: Any
    ) -> Response | Streamed:
        framing = check_head(scope, self.limits)
        check_path(scope)
        return await self.handle(request, Body(receive, framing.length, self.limits))


async def _stream(answer: Streamed, request: Request, receive: Any, send: Any) -> None:
    """Send the pieces; stop when the client goes."""
    headers = [*answer.headers, (b"x-ms-request-id", request.request_id.encode("ascii"))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    gone = asyncio.ensure_future(_gone(receive))
    sending = asyncio.ensure_future(_pieces(answer, send))
    try:
        await asyncio.wait((gone, sending), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (gone, sending):
            if not task.done():
                task.cancel()
        await asyncio.gather(gone, sending, return_exceptions=True)
    if sending.done() and not sending.cancelled() and sending.exception() is None:
        await send({"type": "http.response.body", "body": b""})


async def _pieces(answer: Streamed, send: Any) -> None:
    async for piece in answer.pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _request(scope: Mapping[str, Any]) -> Request:
    client = scope["client"]
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    authority = parse_authority(host.decode("latin-1"))
    return Request(
        scope["method"],
        scope["path"],
        scheme=scope["scheme"],
        host=authority.host if authority else "",
        port=authority.port if authority else None,
        raw_path=scope["raw_path"].decode("ascii"),
        query_string=scope["query_string"],
        headers=scope["headers"],
        client=client[0] if client else "",
    )


def _too_large(limit: int) -> ContentTooLarge:
    message = f"The request body is larger than {limit} bytes."
    closing = (("connection", "close"),)
    return ContentTooLarge("RequestBodyTooLarge", message, headers=closing)
