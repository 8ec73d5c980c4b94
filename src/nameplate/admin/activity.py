"""Activity: the trail as its readers look at it. Newest first, filtered, live, in numbers.

Every caller sees what its roles show it (``activity_rights``). Pages go on by place: ``before`` the
oldest that was shown, ``after`` the newest; with ``wait`` the answer comes as soon as there is
something, or empty when the time is over.
"""

import asyncio
from collections import Counter
from typing import Any, Final

from nameplate.admin.activity_rights import ActivityRights
from nameplate.admin.activity_rows import Assigned, moment, row, selection_of
from nameplate.admin.routes import Call, Route
from nameplate.audit.selection import Found, Selection
from nameplate.audit.trail import Trail
from nameplate.core.clock import Clock, iso8601
from nameplate.core.errors import BadRequest
from nameplate.edge.http import Response, json_response

_LONGEST_WAIT: Final = 25
_MOST: Final = 200
_MOST_STEPS: Final = 1_440
_HOUR: Final = 3_600


class ActivityApi:
    """Pages of the trail, what comes, and how much it is."""

    def __init__(
        self, trail: Trail, rights: ActivityRights, assigned: Assigned, clock: Clock
    ) -> None:
        self._trail = trail
        self._rights = rights
        self._assigned = assigned
        self._clock = clock

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", "/activity", "", self.page),
            Route("GET", "/activity/numbers", "", self.numbers),
        )

    async def page(self, call: Call) -> Response:
        """A page; with ``after`` upwards, and with ``wait`` as soon as there is one."""
        asked = await selection_of(call, self._assigned)
        selection = await self._rights.narrowed(call.principal, asked)
        limit = call.number("limit", 50, low=1, high=_MOST)
        if call.request.query.get("after") is not None:
            after = call.number("after", 0, low=0, high=2**53)
            return await self._newer(call, selection, after, limit)
        before = call.number("before", 2**53, low=0, high=2**53)
        last = await self._trail.last()
        found = await self._trail.page(selection, limit=limit + 1, before=before)
        more = found[limit - 1].stored.sequence if len(found) > limit else None
        first = found[0].stored.sequence if found else 0
        return _answer(found[:limit], last=max(last, first), following=more)

    async def _newer(self, call: Call, selection: Selection, after: int, limit: int) -> Response:
        seconds = call.number("wait", 0, low=0, high=_LONGEST_WAIT)
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            last = await self._trail.last()
            found = await self._trail.page(selection, limit=limit, after=after)
            if len(found) == limit:
                return _answer(found, last=found[-1].stored.sequence)
            after = max([after, last, *(each.stored.sequence for each in found[-1:])])
            left = end - loop.time()
            if found or left <= 0 or not await self._trail.grown(after, seconds=left):
                return _answer(found, last=after)

    async def numbers(self, call: Call) -> Response:
        """How many tokens and decisions in each step, from one time to another."""
        await self._rights.require_all(call.principal)
        query = call.request.query
        until = moment(query.get("to"), "to") or self._clock.now()
        since = moment(query.get("from"), "from")
        since = until - _HOUR if since is None else since
        step = call.number("step", 60, low=60, high=86_400) // 60 * 60
        if not 0 <= since < until or (until - since) / step > _MOST_STEPS:
            message = f"From 'from' to 'to' there must be 1 to {_MOST_STEPS} steps."
            raise BadRequest("InvalidRequest", message)
        counts: dict[int, Counter[str]] = {
            start: Counter() for start in range(int(since) // step * step, int(until) + 1, step)
        }
        for tally in await self._trail.tallies(since, until + 60, minutes=step // 60):
            there = counts.get(tally.minute * 60)
            if there is not None:
                there[f"{tally.what}/{tally.outcome}"] += tally.count
        steps = [_step(start, there) for start, there in counts.items()]
        return json_response(200, {"step": step, "value": steps})


def _step(start: int, counts: Counter[str]) -> dict[str, Any]:
    """The numbers of a step; warm tokens are those that the cache answered."""

    def of(what: str, *outcomes: str) -> int:
        return sum(counts[f"{what}/{outcome}"] for outcome in outcomes)

    return {
        "time": iso8601(start, digits=0),
        "tokens": of("token", "allowed"),
        "warmTokens": of("token/cached", "allowed"),
        "refusedTokens": of("token", "denied", "failed"),
        "allowed": of("decision", "allowed"),
        "learned": of("decision", "learned"),
        "denied": of("decision", "denied"),
        "changes": of("change", "allowed", "learned"),
        "signIns": of("sign-in", "allowed"),
        "refusedSignIns": of("sign-in", "denied", "failed"),
    }


def _answer(found: list[Found], *, last: int, following: int | None = None) -> Response:
    rows = [row(each.stored, each.workload) for each in found]
    return json_response(200, {"value": rows, "last": last, "before": following})
