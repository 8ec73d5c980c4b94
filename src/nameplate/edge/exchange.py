"""A request and its answer on a connection: uvicorn's cycle, and two shorter ways through it.

What a wire has ready is written as soon as the request is read, without a task. Every other answer
of a door is whole when it comes, and leaves in one write (over TLS: one record) instead of two ASGI
messages. What must be streamed, answered to HEAD or held back goes uvicorn's own way.
"""

import asyncio
import logging
from typing import Any, Final
from urllib.parse import unquote

import httptools

from nameplate.edge.door import Door, send_answer
from nameplate.edge.http import RawHeaders, Response, new_request_id
from nameplate.edge.uvicorn_parts import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

_LONG_WAY: Final = frozenset((b"connection", b"content-length", b"transfer-encoding"))
"""Fields of which uvicorn draws conclusions."""
_BODILESS: Final = frozenset((204, 304))

_logger = logging.getLogger(__name__)


def whole(response: Response, fields: RawHeaders, *, keep_alive: bool) -> bytes | None:
    """An answer as it goes over the wire; ``None``: its framing is not for us to decide.

    ``fields`` are sent before its own. Raises RuntimeError when a field would end its line: no
    client may write header lines.
    """
    lines = [b"%b: %b" % field for field in fields]
    for field in response.headers:
        if field[0] in _LONG_WAY:
            return None
        lines.append(b"%b: %b" % field)
    if response.status not in _BODILESS:
        lines.append(b"content-length: %d" % len(response.body))
    if not keep_alive:
        lines.append(b"connection: close")
    head = b"\r\n".join(lines)
    if head.count(b"\n") >= len(lines) or head.count(b"\r") >= len(lines) or b"\0" in head:
        raise RuntimeError("a header field of an answer has a line's end in it")
    return b"%b%b\r\n\r\n%b" % (STATUS_LINE[response.status], head, response.body)


def _nothing() -> None:
    """A request that is over tells nobody."""


class Exchange(RequestResponseCycle):
    """One request and its answer, in a task."""

    async def run_asgi(self, app: Any) -> None:
        """Answer by a door; any other application is uvicorn's business."""
        if not isinstance(app, Door):
            await super().run_asgi(app)
            return
        receive: Any = self.receive
        send: Any = self.send
        try:
            found = await app.answer(self.scope, receive, send)
            if found is not None and not self._respond(*found):
                await send_answer(send, *found)
        except Exception:
            _logger.exception("an answer could not be sent")
        finally:
            self.on_response = _nothing
        if not self.response_complete:
            self.transport.close()  # what was begun cannot be finished

    def _respond(self, response: Response, request_id: str) -> bool:
        """Send a whole answer; ``False``: it must go the long way."""
        if self.flow.write_paused or self.scope["method"] == "HEAD":
            return False
        fields = [*self.default_headers, (b"x-ms-request-id", request_id.encode("ascii"))]
        data = whole(response, fields, keep_alive=self.keep_alive)
        if data is None or self.disconnected:
            return False
        self.response_started = self.response_complete = True
        self.transport.write(data)
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()
        return True


class _Answered:
    """Stands where the exchange of an answer stood that was ready: there is nothing left to do."""

    response_complete = True
    disconnected = False
    waiting_for_100_continue = False
    message_event = asyncio.Event()


_ANSWERED: Final[Any] = _Answered()


class ExchangeProtocol(HttpToolsProtocol):
    """uvicorn's protocol with exchanges of ours."""

    _ready: Response | None = None

    def on_headers_complete(self) -> None:
        version = self.parser.get_http_version()
        keep_alive = version != "1.0" and self.parser.should_keep_alive()
        self._complete_scope(version)
        idle = self.cycle is None or self.cycle.response_complete
        if idle and keep_alive and self._is_ready():
            self.cycle = _ANSWERED
            return
        exchange = Exchange(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=keep_alive,
            on_response=self.on_response_complete,
        )
        self.cycle = exchange
        if idle:
            self._start_asgi_task(exchange, self.app)
        else:
            self.flow.pause_reading()  # pipelined: it waits for the one before it
            self.pipeline.appendleft((exchange, self.app))

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self._ready is None:
            return
        response, self._ready = self._ready, None
        request_id = new_request_id().encode("ascii")
        fields = [*self.server_state.default_headers, (b"x-ms-request-id", request_id)]
        data = whole(response, fields, keep_alive=True)
        if data is None:
            raise RuntimeError("an answer that is ready has no framing of its own")
        self.transport.write(data)
        self.on_response_complete()

    def _is_ready(self) -> bool:
        """Whether the answer is ready; it is sent when the request's end was read."""
        if self.flow.write_paused or self.expect_100_continue or self.parser.should_upgrade():
            return False
        if isinstance(self.app, Door) and self.scope["method"] != "HEAD":
            self._ready = self.app.ready(self.scope)
        return self._ready is not None

    def _complete_scope(self, version: str) -> None:
        scope: Any = self.scope
        target = httptools.parse_url(self.url)
        raw_path = target.path
        path = raw_path.decode("ascii")
        scope["method"] = self.parser.get_method().decode("ascii")
        scope["http_version"] = version
        scope["path"] = unquote(path) if "%" in path else path
        scope["raw_path"] = raw_path
        scope["query_string"] = target.query or b""
