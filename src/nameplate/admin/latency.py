"""How long the wires of this process take to answer."""

from collections.abc import Sequence
from typing import Protocol

from nameplate.admin.routes import Call, Route
from nameplate.core.clock import iso8601
from nameplate.edge.http import Response, json_response
from nameplate.edge.latencies import Latency, WireLatency


class Measured(Protocol):
    """What was measured (``edge.Latencies``)."""

    def last_hour(self) -> Sequence[WireLatency]: ...


class LatencyApi:
    """``GET /latency``: percentiles by wire and minute, in microseconds."""

    def __init__(self, measured: Measured) -> None:
        self._measured = measured

    def routes(self) -> tuple[Route, ...]:
        return (Route("GET", "/latency", "Nameplate.Admin/status/read", self.read),)

    async def read(self, call: Call) -> Response:  # noqa: ARG002 - every handler takes the call
        """The last hour of each wire."""
        return json_response(200, {"value": [_wire(each) for each in self._measured.last_hour()]})


def _wire(found: WireLatency) -> dict[str, object]:
    minutes = [
        {"time": iso8601(begun, digits=0), **_latency(each)} for begun, each in found.minutes
    ]
    return {"wire": found.wire, **_latency(found.whole), "minutes": minutes}


def _latency(found: Latency) -> dict[str, object]:
    return {"count": found.count, "half": found.half, "most": found.most}
