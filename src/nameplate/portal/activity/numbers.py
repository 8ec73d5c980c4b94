"""Tokens, decisions and changes in numbers, over an hour, a day, a week or a month."""

from typing import Final

from starlette.responses import Response

from nameplate.portal.activity.charts import CHANGES, DECISIONS, TOKENS, Chart, bars, latencies
from nameplate.portal.failures import ApiFailure
from nameplate.portal.visit import Visit

_SPANS: Final = {
    "hour": (3_600, 60),
    "day": (86_400, 1_800),
    "week": (7 * 86_400, 4 * 3_600),
    "month": (30 * 86_400, 86_400),
}
"""How far back, and in which steps; in seconds."""
_WORDS: Final = (("hour", "Hour"), ("day", "Day"), ("week", "Week"), ("month", "Month"))


async def show(visit: Visit) -> Response:
    """The charts of a span."""
    span = visit.query.get("span", "hour")
    span = span if span in _SPANS else "hour"
    back, step = _SPANS[span]
    now = visit.desk.clock.now()
    options = {"from": f"{now - back:.0f}", "to": f"{now:.0f}", "step": str(step)}
    steps = (await visit.admin.get("/activity/numbers", **options))["value"]
    charts = (
        bars("tokens", "Tokens", steps, TOKENS),
        bars("decisions", "Decisions", steps, DECISIONS),
        bars("changes", "Changes and sign-ins", steps, CHANGES),
    )
    spans = [(words, visit.path("activity.numbers", {"span": key}), key) for key, words in _WORDS]
    return visit.page(
        "activity/numbers.html",
        charts=charts,
        latencies=await _latencies(visit) if span == "hour" else (),
        span=span,
        spans=spans,
    )


async def _latencies(visit: Visit) -> tuple[Chart, ...]:
    """How long answers took, for those who may know."""
    try:
        found = (await visit.admin.get("/latency"))["value"]
    except ApiFailure as failure:
        if failure.status != 403:
            raise
        return ()
    return tuple(latencies(each) for each in found)
