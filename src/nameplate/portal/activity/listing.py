"""The list of events: newest first, filtered by a form, live where there are scripts."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from typing import Any, Final

import orjson
from starlette.responses import Response, StreamingResponse

from nameplate.portal.activity.charts import Chart, last_hour
from nameplate.portal.activity.filters import KINDS, RESULTS, Filters, filters_of
from nameplate.portal.activity.rows import read_row
from nameplate.portal.failures import ApiFailure, NoSuchPage, SessionEnded
from nameplate.portal.visit import Visit

SIZE: Final = 50
_QUIET: Final = "10"
"""Seconds after which a stream that has nothing to say looks at its session."""
_AT_ONCE: Final = "100"
_NOTHING: Final[Mapping[str, Any]] = {"value": (), "last": 0, "before": None}


async def show(visit: Visit) -> Response:
    """A page of events."""
    filters = await filters_of(visit)
    before = visit.query.get("before", "")
    if before and not (before.isdecimal() and len(before) < 16):
        raise NoSuchPage
    page = await _page(visit, filters, before)
    kept = dict(filters.given)
    older = page["before"]
    following = {**kept, "after": str(page["last"])}
    return visit.page(
        "activity/list.html",
        rows=[read_row(visit, each) for each in page["value"]],
        filters=filters,
        given=filters.given,
        results=RESULTS,
        kinds=KINDS,
        first=visit.path("activity", kept) if before else "",
        next=visit.path("activity", {**kept, "before": str(older)}) if older else "",
        live="" if before or filters.problem else visit.path("activity.events", following),
        chart=None if before or filters.any else await _chart(visit),
    )


async def events(visit: Visit) -> Response:
    """Server-sent events: each ``data`` is a JSON list of lines, the oldest first."""
    filters = await filters_of(visit)
    after = visit.request.headers.get("last-event-id") or visit.query.get("after", "0")
    if filters.problem or not (after.isdecimal() and len(after) < 16):
        raise NoSuchPage

    async def sent() -> AsyncIterator[bytes]:
        place = after
        yield b"retry: 1000\n\n"
        while visit.desk.lives(visit.session):
            try:
                page = await visit.admin.get(
                    "/activity", **filters.options, after=place, wait=_QUIET, limit=_AT_ONCE
                )
            except (ApiFailure, SessionEnded):
                break
            place = str(page["last"])
            rows = [asdict(read_row(visit, each)) for each in page["value"]]
            yield b"id: %s\ndata: %s\n\n" % (place.encode(), orjson.dumps(rows))
        yield b"event: over\ndata: \n\n"

    return StreamingResponse(sent(), media_type="text/event-stream")


async def _page(visit: Visit, filters: Filters, before: str) -> Mapping[str, Any]:
    if filters.problem:
        return _NOTHING
    options = {**filters.options, "limit": str(SIZE), **({"before": before} if before else {})}
    page: Mapping[str, Any] = await visit.admin.get("/activity", **options)
    return page


async def _chart(visit: Visit) -> Chart | None:
    """Decisions of the last hour; ``None`` for who may not see all of them."""
    try:
        found = await visit.admin.get("/activity/numbers")
    except ApiFailure as failure:
        if failure.status == 403:
            return None
        raise
    return last_hour(found["value"])
