"""Approving device codes (RFC 8628): the operator says yes to a client that shows a code."""

from typing import Protocol

from nameplate.admin.routes import Call, Route
from nameplate.core.errors import NotFound
from nameplate.edge.http import Response


class DeviceCodes(Protocol):
    """The codes that wait for a person (``authority.device_codes``)."""

    def approve(self, user_code: str, object_id: str) -> bool: ...

    def decline(self, user_code: str) -> bool: ...


class DevicesApi:
    """Approves and declines; the client then signs in as the operator, or is told no."""

    def __init__(self, codes: DeviceCodes) -> None:
        self._codes = codes

    def routes(self) -> tuple[Route, ...]:
        action = "Nameplate.Admin/devices/approve/action"
        return (
            Route("POST", "/devices/{code}/approve", action, self.approve),
            Route("POST", "/devices/{code}/decline", action, self.decline),
        )

    async def approve(self, call: Call) -> Response:
        return _known(self._codes.approve(call.names["code"], call.principal.object_id))

    async def decline(self, call: Call) -> Response:
        return _known(self._codes.decline(call.names["code"]))


def _known(found: bool) -> Response:  # noqa: FBT001 - the answer of the codes
    if not found:
        raise NotFound("NotFound", "There is no such code that waits; it may have expired.")
    return Response(204)
