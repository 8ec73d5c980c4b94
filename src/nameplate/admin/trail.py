"""The trail, page by page: what ``audit tail`` follows."""

from nameplate.admin.activity_rows import kind_of, whole
from nameplate.admin.routes import Call, Route
from nameplate.audit.trail import Trail
from nameplate.edge.http import Response, json_response


class TrailApi:
    """Reads the trail; verifies its chain."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", "/audit", "Nameplate.Admin/audit/read", self.page),
            Route("GET", "/audit/last", "Nameplate.Admin/audit/read", self.last),
            Route("POST", "/audit/verify", "Nameplate.Admin/audit/read", self.verify),
        )

    async def page(self, call: Call) -> Response:
        after = call.number("after", 0, low=0, high=2**53)
        events = await self._trail.since(
            after,
            limit=call.number("limit", 100, low=1, high=1000),
            object_id=call.request.query.get("objectId"),
            kind=kind_of(call.request.query.get("kind")),
        )
        last = events[-1].sequence if events else after
        return json_response(200, {"value": [whole(event) for event in events], "last": last})

    async def last(self, call: Call) -> Response:  # noqa: ARG002 - every handler takes the call
        return json_response(200, {"last": await self._trail.last()})

    async def verify(self, call: Call) -> Response:  # noqa: ARG002 - every handler takes the call
        found = await self._trail.verify()
        return json_response(
            200,
            {
                "verified": found.verified,
                "last": found.end.sequence,
                "intact": found.broken_at is None,
                "brokenAt": found.broken_at,
            },
        )
