"""Faults for tests: put in force, looked at and ended while the server runs."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from nameplate.admin.routes import Call, Route
from nameplate.core.errors import BadRequest, NotFound
from nameplate.edge.http import Response, json_response

if TYPE_CHECKING:
    from nameplate.disruption.fault import Fault
    from nameplate.disruption.faults import InForce


class Disrupting(Protocol):
    """What keeps the faults of a server (``server.disruption``)."""

    async def add(self, fault: "Fault", app: str | None) -> "InForce":
        """Put a fault in force; raises where that is not allowed."""
        ...

    def remove(self, fault_id: str) -> "InForce | None": ...

    def all(self) -> "Sequence[InForce]": ...


class FaultsApi:
    """Adds, lists and ends faults."""

    def __init__(self, disruption: Callable[[], Disrupting]) -> None:
        """``disruption`` is asked for when it is needed: most servers never load it."""
        self._disruption = disruption

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", "/faults", "Nameplate.Admin/faults/read", self.list),
            Route("POST", "/faults", "Nameplate.Admin/faults/write", self.add),
            Route("DELETE", "/faults/{id}", "Nameplate.Admin/faults/delete", self.remove),
        )

    async def list(self, call: Call) -> Response:  # noqa: ARG002 - every handler takes the call
        return json_response(200, {"value": [_document(each) for each in self._disruption().all()]})

    async def add(self, call: Call) -> Response:
        from nameplate.disruption.spec import FaultSpecError, parse_fault  # noqa: PLC0415 - see above

        try:
            fault = parse_fault(call.text("fault"))
        except FaultSpecError as error:
            raise BadRequest("InvalidFault", str(error)) from None
        app = call.field("resourceId", str, required=False)
        added = await self._disruption().add(fault, app if isinstance(app, str) else None)
        return json_response(201, _document(added))

    async def remove(self, call: Call) -> Response:
        removed = self._disruption().remove(call.names["id"])
        if removed is None:
            raise NotFound("FaultNotFound", "There is no fault of this id.")
        return json_response(200, _document(removed))


def _document(each: "InForce") -> dict[str, Any]:
    return {
        "id": each.id,
        "fault": each.fault.text,
        "resourceId": each.app,
        "seen": each.seen,
        "met": each.met,
    }
