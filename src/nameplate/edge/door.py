"""The ASGI application of a listener: which wire answers, within which limits.

The host decides the wire; the TLS name and the Host header must agree (RFC 9110 section 7.4). What
the door refuses and what fails unexpectedly leaves in the wire's own shape. Every answer carries
``x-ms-request-id``. The listener puts the TLS name of the connection into the scope under ``SNI``.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final

from nameplate.core.errors import (
    BadRequest,
    ContentTooLarge,
    InternalFailure,
    MisdirectedRequest,
    NameplateError,
    RequestTimeout,
)
from nameplate.edge.hosts import Authority, HostTable, RawWire, parse_authority
from nameplate.edge.http import (
    Request,
    Response,
    json_response,
    new_request_id,
)
from nameplate.edge.latencies import Latencies
from nameplate.edge.limits import NO_BODY, Framing, Limits, check_head, check_path
from nameplate.edge.wire import Wire

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

SNI: Final = "tls.server_name"
_BODILESS: Final = frozenset((204, 304))
_BODY_FIELDS: Final = frozenset((b"content-length", b"transfer-encoding"))

_logger = logging.getLogger(__name__)


class HungUp(Exception):
    """A request gets no answer: its connection is closed."""


class Door:
    """Picks the wire by Host, reads the body within limits, renders errors."""

    __slots__ = ("_latencies", "_limits", "_wires")

    def __init__(
        self,
        wires: HostTable,
        *,
        limits: Limits | None = None,
        latencies: Latencies | None = None,
    ) -> None:
        self._wires = wires
        self._limits = limits or Limits()
        self._latencies = latencies

    def use(self, wires: HostTable) -> None:
        """Answer by other wires from now on."""
        self._wires = wires

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI 3); there is no lifespan and no WebSocket here."""
        answer = await self.answer(scope, receive, send)
        if answer is not None:
            await send_answer(send, *answer)

    def ready(self, scope: Mapping[str, Any]) -> Response | None:
        """What a wire has ready for a request that has no body; ``None``: ``answer`` it."""
        for name, _ in scope["headers"]:
            if name in _BODY_FIELDS:
                return None
        try:
            wire = self._wire(_authority(scope), scope)
        except NameplateError:
            return None
        return None if isinstance(wire, RawWire) else wire.fast(scope)

    async def answer(
        self, scope: Mapping[str, Any], receive: Receive, send: Send
    ) -> tuple[Response, str] | None:
        """The answer to a request, and its id; ``None``: it was sent, or nobody waits for it."""
        try:
            authority = _authority(scope)
            wire = self._wire(authority, scope)
        except NameplateError as error:
            return self._refusal(error, scope)
        if isinstance(wire, RawWire):
            await wire(scope, receive, send)
            return None
        response = wire.fast(scope)
        if response is not None:
            return response, new_request_id()
        request = _request(scope, authority)
        begun = self._latencies.begin() if self._latencies is not None else 0.0
        try:
            response = await self._answer(wire, request, scope, receive)
        except (asyncio.CancelledError, HungUp):
            return None  # the listener was stopped, or nobody is to hear of it
        if self._latencies is not None:
            self._latencies.note(wire.name, begun)
        return response, request.request_id

    def _wire(self, authority: Authority, scope: Mapping[str, Any]) -> Wire | RawWire:
        server_name = scope.get(SNI)
        if server_name is not None and server_name != authority.host:
            raise MisdirectedRequest(
                "MisdirectedRequest",
                f"This connection was made to '{server_name}': it does not answer for the host "
                f"name '{authority.host}'.",
            )
        wire = self._wires.find(authority.host)
        if wire is None:
            message = f"Nothing here answers for the host name '{authority.host}'."
            raise MisdirectedRequest("MisdirectedRequest", message)
        return wire

    def _refusal(self, error: NameplateError, scope: Mapping[str, Any]) -> tuple[Response, str]:
        """Refuse a request for no host that is known, in the shape of who would get the others."""
        wire, request = self._wires.default, _request(scope, Authority("", None))
        if wire is None or isinstance(wire, RawWire):
            return _plain(error), request.request_id
        return _render(wire, error, request), request.request_id

    async def _answer(
        self, wire: Wire, request: Request, scope: Mapping[str, Any], receive: Receive
    ) -> Response:
        try:
            framing = check_head(scope, self._limits)
            check_path(scope)
            if framing is not NO_BODY:
                request.body = await self._read(framing, wire.body_limit, receive)
            return await wire.handle(request)
        except NameplateError as error:
            return _render(wire, error, request)
        except HungUp:
            raise
        except Exception:
            _logger.exception(
                "a request failed unexpectedly",
                extra={
                    "wire": wire.name,
                    "method": request.method,
                    "path": wire.logged_path(request),
                    "request_id": request.request_id,
                },
            )
            return _render(wire, _unexpected(), request)

    async def _read(self, framing: Framing, limit: int, receive: Receive) -> bytes:
        if framing.length is not None and framing.length > limit:
            raise _too_large(limit)
        message = await self._receive(receive)
        body: bytes = message.get("body", b"")
        if not message.get("more_body", False):
            if len(body) > limit:
                raise _too_large(limit)
            return body
        return await self._read_on(bytearray(body), limit, receive)

    async def _read_on(self, body: bytearray, limit: int, receive: Receive) -> bytes:
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                while len(body) <= limit:
                    message = await self._receive(receive)
                    body += message.get("body", b"")
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            message_text = f"The request body took longer than {self._limits.body_seconds:g} s."
            closing = (("connection", "close"),)
            raise RequestTimeout("RequestTimeout", message_text, headers=closing) from None
        if len(body) > limit:
            raise _too_large(limit)
        return bytes(body)

    @staticmethod
    async def _receive(receive: Receive) -> MutableMapping[str, Any]:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest("RequestAborted", "The client went away before the body's end.")
        return message


async def send_answer(send: Send, response: Response, request_id: str) -> None:
    """Send an answer as ASGI messages."""
    headers = [*response.headers, (b"x-ms-request-id", request_id.encode("ascii"))]
    if response.status not in _BODILESS:
        headers.append((b"content-length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})


def _authority(scope: Mapping[str, Any]) -> Authority:
    found = None
    for name, value in scope["headers"]:
        if name == b"host":
            if found is not None:
                raise BadRequest("InvalidHeaderValue", "The request has more than one Host header.")
            found = value
    if found is None:
        raise BadRequest("MissingRequiredHeader", "The request has no Host header.")
    authority = parse_authority(found.decode("latin-1"))
    if authority is None:
        raise BadRequest("InvalidHeaderValue", "The Host header is not a host name.")
    return authority


def _request(scope: Mapping[str, Any], authority: Authority) -> Request:
    client = scope["client"]
    return Request(
        scope["method"],
        scope["path"],
        scheme=scope["scheme"],
        host=authority.host,
        port=authority.port,
        raw_path=scope["raw_path"].decode("ascii"),
        query_string=scope["query_string"],
        headers=scope["headers"],
        client=client[0] if client else "",
    )


def _render(wire: Wire, error: NameplateError, request: Request) -> Response:
    try:
        response = wire.render(error, request)
    except Exception:
        _logger.exception("an error could not be rendered", extra={"wire": wire.name})
        return _plain(_unexpected())
    return response


def _plain(error: NameplateError) -> Response:
    """The shape of a failure that no wire owns."""
    document = {"error": {"code": error.code, "message": error.message}}
    return json_response(error.status, document, error.headers)


def _unexpected() -> InternalFailure:
    return InternalFailure("InternalServerError", "The server could not finish the request.")


def _too_large(limit: int) -> ContentTooLarge:
    message = f"The request body is larger than {limit} bytes."
    return ContentTooLarge("RequestBodyTooLarge", message)
