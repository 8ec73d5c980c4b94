"""One event: who asked for what, with which token, what it rested on, and what would grant it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from nameplate.portal.activity.apps import app_page_of
from nameplate.portal.activity.rows import KINDS, TONES, action_of, short, who_of
from nameplate.portal.failures import NoSuchPage
from nameplate.portal.times import exact_time
from nameplate.portal.visit import Visit

_TIMES: Final = ("iat", "nbf", "exp")
_HIDDEN_FACTS: Final = ("asked",)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the token; a time is shown as one."""

    name: str
    text: str
    time: str = ""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What would grant it, in every form."""

    summary: str
    kind: str
    nameplate: str
    az: str
    template: str
    deploy: str


async def show(visit: Visit) -> Response:
    """The page of an event."""
    sequence = visit.names["sequence"]
    if not (sequence.isdecimal() and len(sequence) < 16):
        raise NoSuchPage
    found: Mapping[str, Any] = await visit.admin.get(f"/activity/{sequence}")
    event = found["event"]
    issued = found["token"]["issued"]
    return visit.page(
        "activity/event.html",
        event=event,
        kind=KINDS.get(event["kind"], event["kind"]),
        action=action_of(event),
        tone=TONES.get(event["outcome"], "quiet"),
        who=who_of(event),
        what=short(event["resource"] or ""),
        short=short,
        app=app_page_of(visit, event["workload"] or ""),
        facts=[(name, each) for name, each in event["facts"].items() if name not in _HIDDEN_FACTS],
        subject=found["subject"],
        claims=[_claim(name, each) for name, each in (found["token"]["claims"] or {}).items()],
        issued=issued,
        issued_href=(
            visit.path("activity.event", sequence=str(issued["sequence"])) if issued else ""
        ),
        permission=found["permission"],
        then=found["then"],
        now=found["now"],
        shown=found["shown"],
        same=found["now"] is not None and found["now"]["looked"] == found["then"]["looked"],
        fragments=[_fragment(each) for each in found["grants"]],
        refused=event["outcome"] in {"denied", "learned", "failed"},
    )


def _claim(name: str, value: Any) -> Claim:
    if name in _TIMES and isinstance(value, int | float):
        return Claim(name, str(value), exact_time(value))
    return Claim(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _fragment(grant: Mapping[str, Any]) -> Fragment:
    return Fragment(
        summary=grant["summary"],
        kind=grant["kind"],
        nameplate=grant["nameplate"],
        az=grant["az"],
        template=json.dumps(grant["template"], indent=2, ensure_ascii=False),
        deploy=grant["deploy"] or "",
    )
