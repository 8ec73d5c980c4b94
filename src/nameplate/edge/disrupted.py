"""A wire with faults: some of its requests are refused, held up or dropped on purpose.

What is refused leaves in the wire's own shape. Stands before a wire only while a test has faults
in force for its surface: no request passes through here otherwise.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Final, Protocol

from nameplate.core.clock import Clock
from nameplate.core.errors import (
    BadGateway,
    BadRequest,
    Forbidden,
    GatewayTimeout,
    Gone,
    InternalFailure,
    NameplateError,
    NotFound,
    RequestTimeout,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)
from nameplate.disruption.fault import Effect, Fault, RetryAfter
from nameplate.disruption.words import words_of
from nameplate.edge.door import HungUp
from nameplate.edge.hosts import HostTable, RawWire
from nameplate.edge.http import Request, Response, encode_headers
from nameplate.edge.wire import Wire
from nameplate.tokens.shortening import shortened

_ERRORS: Final[Mapping[int, type[NameplateError]]] = {
    each.status: each
    for each in (
        *(BadRequest, Unauthorized, Forbidden, NotFound, RequestTimeout, Gone, TooManyRequests),
        *(InternalFailure, BadGateway, Unavailable, GatewayTimeout),
    )
}

Sleep = Callable[[float], Awaitable[None]]


class Disturbance(Protocol):
    """What says which requests of one wire are met (``server.disruption``)."""

    async def meeting(self, request: Request) -> Fault | None:
        """The fault that meets a request, counted by then."""
        ...

    def challenge(self, request: Request) -> Unauthorized:
        """A claims challenge that another token satisfies; no cache gives this one again."""
        ...


class DisruptedWire(Wire):
    """Another wire, as faults let it be seen."""

    def __init__(
        self, wire: Wire, disturbance: Disturbance, clock: Clock, *, sleep: Sleep = asyncio.sleep
    ) -> None:
        self.name = wire.name
        self.body_limit = wire.body_limit
        self._wire = wire
        self._disturbance = disturbance
        self._clock = clock
        self._sleep = sleep

    def fast(self, scope: Mapping[str, Any]) -> Response | None:  # noqa: ARG002 - faults come first
        return None

    async def handle(self, request: Request) -> Response:
        fault = await self._disturbance.meeting(request)
        if fault is None:
            return await self._wire.handle(request)
        match fault.effect:
            case Effect.STATUS:
                return self._refused(fault)
            case Effect.RESET:
                raise HungUp
            case Effect.CLAIMS_CHALLENGE:
                raise self._disturbance.challenge(request)
            case Effect.EXPIRING:
                with shortened(max(1, int(fault.seconds))):
                    return await self._wire.handle(request)
            case Effect.SLOW:
                await self._sleep(fault.seconds)
        return await self._wire.handle(request)

    def render(self, error: NameplateError, request: Request) -> Response:
        return self._wire.render(error, request)

    def logged_path(self, request: Request) -> str:
        return self._wire.logged_path(request)

    def _refused(self, fault: Fault) -> Response:
        headers = self._retry_after(fault.retry_after)
        if fault.plain:
            line = f"{fault.status} {HTTPStatus(fault.status).phrase}\n".encode("ascii")
            fields = (("content-type", "text/plain"), *headers)
            return Response(fault.status, line, encode_headers(fields))
        words = words_of(fault.surface, fault.status)
        raise _ERRORS[fault.status](
            words.code, words.message, inner_code=words.inner, headers=headers
        )

    def _retry_after(self, told: RetryAfter | None) -> tuple[tuple[str, str], ...]:
        if told is None:
            return ()
        if told.form == "retry-after-ms":
            return (("retry-after-ms", f"{told.seconds * 1000:.0f}"),)
        if told.form == "retry-after-date":
            date = formatdate(self._clock.now() + told.seconds, usegmt=True)
            return (("Retry-After", date),)
        return (("Retry-After", f"{told.seconds:.0f}"),)


class DisruptedHosts(HostTable):
    """The same hosts; the wires that have faults are met through them."""

    def __init__(self, table: HostTable, wrap: Callable[[Wire], Wire]) -> None:
        super().__init__(default=table.default)
        self._table = table
        self._wrap = wrap

    def find(self, host: str) -> Wire | RawWire | None:
        found = self._table.find(host)
        return found if found is None or isinstance(found, RawWire) else self._wrap(found)

    def serves(self, host: str) -> bool:
        return self._table.serves(host)
