"""A deployment: its state, its operations as they go, what it gave, why it failed."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.responses import Response, StreamingResponse

from nameplate.portal.deployments.fields import text_of
from nameplate.portal.deployments.graph import Graph, graph_of
from nameplate.portal.deployments.scopes import (
    DEPLOYMENTS,
    VERSION,
    Scope,
    deployment_id,
    scope_of,
)
from nameplate.portal.deployments.states import ENDED, spoken, tone
from nameplate.portal.failures import ApiFailure, NoSuchPage, SessionEnded
from nameplate.portal.visit import Visit

_PAUSE: Final = 0.3
_KEEP_ALIVE: Final = 30
"""So many looks without news: something is sent, and the session is looked at."""
_LONGEST: Final = 400
_MOST: Final = 50
_VALUES: Final = 40
"""So many parameters, and so many outputs, are shown: a page stays small."""
_LONGEST_VALUE: Final = 160
ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: what became of a resource."""

    id: str
    name: str
    type: str
    state: str
    tone: str
    duration: str
    problem: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A deployment as the page has it."""

    id: str
    name: str
    state: str
    mode: str
    when: str
    duration: str
    correlation: str
    steps: tuple[Step, ...]
    graph: Graph | None
    problems: tuple[str, ...]
    parameters: tuple[tuple[str, str, str], ...]
    outputs: tuple[tuple[str, str, str], ...]

    @property
    def tone(self) -> str:
        return tone(self.state)

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def states(self) -> dict[str, Step]:
        """What is known of each resource, by its id."""
        return {each.id: each for each in self.steps}


async def show(visit: Visit) -> Response:
    scope, shown = await _fetch(visit)
    may = await visit.permissions(scope.id)
    return visit.page(
        "deployments/deployment.html",
        scope=scope,
        deployment=shown,
        most=_MOST,
        values=_VALUES,
        ellipsis=ELLIPSIS,
        may_cancel=may.may(f"{DEPLOYMENTS}/cancel/action") and not shown.ended,
        may_delete=may.may(f"{DEPLOYMENTS}/delete") and shown.ended,
    )


async def act(visit: Visit) -> Response:
    """Cancel what runs; forget what has ended."""
    scope = scope_of(visit, visit.names["scope"])
    path = deployment_id(scope, visit.names["name"])
    match visit.form.text("action"):
        case "cancel":
            await visit.arm.post(f"{path}/cancel", VERSION)
            visit.flash("No further resource is begun.", "note")
        case "delete":
            await visit.arm.delete(path, VERSION)
            visit.flash("It is gone from the history. What it deployed is still there.")
            return visit.redirect("deployments", {"scope": scope.key})
        case _:
            raise NoSuchPage
    return visit.again()


async def events(visit: Visit) -> Response:
    """Server-sent events: each ``data`` says the states that there are now."""
    _, first = await _fetch(visit)

    async def sent() -> AsyncIterator[bytes]:
        shown, told, quiet = first, b"", 0
        while visit.desk.lives(visit.session):
            news = orjson.dumps(_news(shown))
            quiet = 0 if news != told else quiet + 1
            if news != told:
                yield b"data: %s\n\n" % news
            elif quiet % _KEEP_ALIVE == 0:
                yield b": quiet\n\n"
            told = news
            if shown.ended:
                break
            await asyncio.sleep(_PAUSE)
            try:
                _, shown = await _fetch(visit)
            except (ApiFailure, NoSuchPage, SessionEnded):
                break
        yield b"event: over\ndata: \n\n"

    return StreamingResponse(sent(), media_type="text/event-stream")


async def _fetch(visit: Visit) -> tuple[Scope, Shown]:
    scope = scope_of(visit, visit.names["scope"])
    path = deployment_id(scope, visit.names["name"])
    item = await visit.arm.find(path, VERSION)
    if item is None:
        raise NoSuchPage
    operations = await visit.arm.every(f"{path}/operations", VERSION)
    return scope, read_deployment(item.document, operations)


def read_deployment(document: Mapping[str, Any], operations: Sequence[Mapping[str, Any]]) -> Shown:
    """Of a deployment and its operations, as ARM has them."""
    properties: Mapping[str, Any] = document["properties"]
    done = [each["properties"] for each in operations]
    targets = [each["targetResource"] for each in done if each.get("targetResource")]
    return Shown(
        id=str(document["id"]),
        name=str(document["name"]),
        state=str(properties.get("provisioningState") or ""),
        mode=str(properties.get("mode") or ""),
        when=str(properties.get("timestamp") or ""),
        duration=spoken(str(properties.get("duration") or "")),
        correlation=str(properties.get("correlationId") or ""),
        steps=tuple(_step(each) for each in done if each.get("targetResource")),
        graph=graph_of(properties.get("dependencies") or (), targets),
        problems=tuple(_problems(properties.get("error"))),
        parameters=_values(properties.get("parameters")),
        outputs=_values(properties.get("outputs")),
    )


def _news(shown: Shown) -> dict[str, Any]:
    return {
        "state": shown.state,
        "tone": shown.tone,
        "duration": shown.duration,
        "steps": {
            each.id: {
                "name": each.name,
                "type": each.type,
                "state": each.state,
                "tone": each.tone,
                "duration": each.duration,
            }
            for each in shown.steps[:_MOST]
        },
        "ended": shown.ended,
    }


def _step(properties: Mapping[str, Any]) -> Step:
    target = properties["targetResource"]
    state = str(properties.get("provisioningState") or "")
    return Step(
        id=str(target.get("id") or "").lower(),
        name=str(target.get("resourceName") or ""),
        type=str(target.get("resourceType") or ""),
        state=state,
        tone=tone(state),
        duration=spoken(str(properties.get("duration") or "")),
        problem=" ".join(_problems(_error_of(properties.get("statusMessage")))),
    )


def _error_of(message: Any) -> Any:
    return message.get("error", message) if isinstance(message, dict) else message


def _problems(error: Any) -> list[str]:
    """Every sentence of an error and of its details, the outer first."""
    if isinstance(error, str):
        return [error[:_LONGEST]]
    if not isinstance(error, dict):
        return []
    found = [str(error["message"])[:_LONGEST]] if error.get("message") else []
    for each in error.get("details") or ():
        found += _problems(each)
    return list(dict.fromkeys(found))


def _values(members: Any) -> tuple[tuple[str, str, str], ...]:
    """Name, type and text of parameters or outputs; secure ones have no value, long ones end."""
    if not isinstance(members, dict):
        return ()
    return tuple(
        (name, str(entry.get("type") or ""), _value(entry))
        for name, entry in members.items()
        if isinstance(entry, dict)
    )


def _value(entry: Mapping[str, Any]) -> str:
    if "value" not in entry:
        return "(not shown)"
    text = text_of(entry["value"])
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}{ELLIPSIS}"
