"""One HTTP/1.1 connection: uvicorn's protocol, with what a listener must hold against a client.

Adds to it (RFC 9112): a limit on the size and the time of a request's head, an end to bodies that
nobody reads, origin-form targets only, trailers that stay out of the head, the TLS name in the
scope, and errors that are JSON and say what could not be read.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from email.utils import formatdate
from typing import Any, Final

import httptools
import orjson

from nameplate.core.clock import Clock
from nameplate.edge.certificates import server_name
from nameplate.edge.door import SNI
from nameplate.edge.exchange import ExchangeProtocol
from nameplate.edge.limits import Limits
from nameplate.edge.uvicorn_parts import STATUS_LINE, Config, ServerState

_LONGEST_URL: Final = 65_535
"""What the parser takes apart."""
_UNREAD_LIMIT: Final = 16 * 1024 * 1024

_logger = logging.getLogger(__name__)

HandOver = Callable[[str], asyncio.Protocol | None]
"""What takes over a connection by its TLS name, with limits of its own; ``None``: nobody does."""


class DateHeader:
    """The ``Date`` header's field, written once a second at most."""

    __slots__ = ("_clock", "_field", "_second")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._second = -1
        self._field: list[tuple[bytes, bytes]] = []

    def field(self) -> list[tuple[bytes, bytes]]:
        second = int(self._clock.now())
        if second != self._second:
            self._second = second
            self._field = [(b"date", formatdate(second, usegmt=True).encode("ascii"))]
        return self._field


class HttpProtocol(ExchangeProtocol):
    """A connection of a listener."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        *,
        date: DateHeader,
        limits: Limits,
        on_lost: Callable[[], None],
        hand_over: HandOver | None = None,
    ) -> None:
        super().__init__(config, server_state, {}, asyncio.get_running_loop())
        self.logger = _logger
        self.access_log = False
        self._date = date
        self._limits = limits
        self._on_lost = on_lost
        self._hand_over = hand_over
        self._server_name: str | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._in_head = False
        self._in_body = False
        self._head_bytes = 0
        self._piece = 0
        self._unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn
        self._server_name = server_name(transport.get_extra_info("ssl_object"))
        if self._hand_over is not None and self._server_name is not None:
            other = self._hand_over(self._server_name)
            if other is not None:
                transport.set_protocol(other)
                other.connection_made(transport)
                return
        super().connection_made(transport)
        self._arm(self._limits.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)
        self._on_lost()

    def data_received(self, data: bytes) -> None:
        self._piece = len(data)
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self._limits.header_bytes + self._limits.url:
                self._refuse_head()
            elif self._deadline is None:
                self._arm(self._limits.head_seconds)
        elif self._deadline is not None and not self._in_body:
            self._disarm()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = self._in_body = True
        self._head_bytes = self._unread = 0
        if self._server_name is not None:
            scope: dict[str, Any] = self.scope  # type: ignore[assignment] # ours is one key wider
            scope[SNI] = self._server_name

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self._is_too_large():
            raise _HeadTooLargeError
        if self.url[:1] != b"/":
            raise httptools.HttpParserInvalidURLError("only the origin form is served")
        if self.parser.should_upgrade() and _announces_a_body(self.headers):
            raise httptools.HttpParserInvalidMethodError("an upgrade with a body is not served")
        self.server_state.default_headers = self._date.field()
        super().on_headers_complete()
        # fields of a trailer come after all was decided on the head (RFC 9110 section 6.5.1): they
        # are collected in a list that nobody reads
        self.headers = []

    def on_body(self, body: bytes) -> None:
        if self.cycle.response_complete:
            self._unread += len(body)
            if self._unread > _UNREAD_LIMIT:
                self.transport.abort()
            return
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._in_body:
            return
        if self.expect_100_continue and not self.cycle.body:
            self.transport.close()  # the body will not come: the next request would be taken for it
        else:
            self._arm(self._limits.body_seconds)

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser could not read, in its words; it is what is being handled."""
        problem = sys.exception()
        reason = (problem and (problem.__context__ or problem)) or msg
        if isinstance(reason, _HeadTooLargeError):
            self._refuse_head()
            return
        self._refuse(400, "BadRequest", f"The request is not valid HTTP/1.1: {reason}.")

    def _unsupported_upgrade_warning(self) -> None:
        """Answer as if nothing had been asked, and close: the parser drops what came behind it."""
        self.cycle.keep_alive = False

    def _is_too_large(self) -> bool:
        """Whether a head that came in one piece, which nobody has counted, is too large."""
        if self._piece <= self._limits.header_bytes:
            return False
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        return size > self._limits.header_bytes + self._limits.url or len(self.url) > _LONGEST_URL

    def _refuse_head(self) -> None:
        self._refuse(431, "RequestHeaderFieldsTooLarge", "The request's head is too large.")

    def _refuse(self, status: int, code: str, message: str) -> None:
        if self.transport.is_closing():
            return
        body = orjson.dumps({"error": {"code": code, "message": message}})
        head = (
            b"content-type: application/json; charset=utf-8\r\n"
            b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        )
        self.transport.write(b"".join((STATUS_LINE[status], head, body)))
        self.transport.close()

    def _arm(self, seconds: float) -> None:
        self._disarm()
        self._deadline = self.loop.call_later(seconds, self._too_slow)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if self._in_head:
            self._refuse(408, "RequestTimeout", "The request's head took too long.")
        else:
            self.transport.abort()


class _HeadTooLargeError(httptools.HttpParserError):
    """Raised where the parser calls us, for it to stop."""


def _announces_a_body(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0"))
        for name, value in headers
    )
