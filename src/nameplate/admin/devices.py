"""Approving device codes (RFC 8628): the operator says yes to a client that shows a code."""

from typing import Protocol

from nameplate.admin.routes import Call, Route
from nameplate.core.clock import iso8601
from nameplate.core.errors import NotFound
from nameplate.edge.http import Response, json_response


class DeviceCode(Protocol):
    """A code that waits: which client would be signed in, and for what."""

    @property
    def user_code(self) -> str: ...

    @property
    def client_id(self) -> str: ...

    @property
    def scope(self) -> str: ...

    @property
    def expires(self) -> float: ...


class DeviceCodes(Protocol):
    """The codes that wait for a person (``authority.device_codes``)."""

    def waiting(self, user_code: str) -> DeviceCode | None: ...

    def approve(self, user_code: str, object_id: str) -> bool: ...

    def decline(self, user_code: str) -> bool: ...


class DevicesApi:
    """Approves and declines; the client then signs in as the operator, or is told no.

    What a code is for can be read first: who was sent it by somebody else would sign them in
    (RFC 8628 section 5.4).
    """

    def __init__(self, codes: DeviceCodes) -> None:
        self._codes = codes

    def routes(self) -> tuple[Route, ...]:
        action = "Nameplate.Admin/devices/approve/action"
        return (
            Route("GET", "/devices/{code}", "Nameplate.Admin/devices/read", self.show),
            Route("POST", "/devices/{code}/approve", action, self.approve),
            Route("POST", "/devices/{code}/decline", action, self.decline),
        )

    async def show(self, call: Call) -> Response:
        found = self._codes.waiting(call.names["code"])
        if found is None:
            raise _unknown()
        document = {
            "userCode": found.user_code,
            "clientId": found.client_id,
            "scope": found.scope,
            "expires": iso8601(found.expires, digits=0),
        }
        return json_response(200, document)

    async def approve(self, call: Call) -> Response:
        return _known(self._codes.approve(call.names["code"], call.principal.object_id))

    async def decline(self, call: Call) -> Response:
        return _known(self._codes.decline(call.names["code"]))


def _known(found: bool) -> Response:  # noqa: FBT001 - the answer of the codes
    if not found:
        raise _unknown()
    return Response(204)


def _unknown() -> NotFound:
    return NotFound("NotFound", "There is no such code that waits; it may have expired.")
