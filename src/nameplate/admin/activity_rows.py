"""An event as the API tells it, and the selection that a query asks for."""

from datetime import datetime
from typing import Any, Final, Protocol, cast

from nameplate.admin.routes import Call
from nameplate.audit.event import EventKind, Outcome, StoredEvent
from nameplate.audit.evidence import CLAIMS, LOOKED
from nameplate.audit.selection import OUTCOMES, Selection
from nameplate.core.clock import iso8601
from nameplate.core.errors import BadRequest

_LONG: Final = (CLAIMS, LOOKED)
"""Facts that only an explanation shows."""


class Assigned(Protocol):
    """Which identities an app has (``server.activity``)."""

    async def identities_of(self, resource_id: str) -> tuple[str, ...]:
        """The object ids of the identities of an app, or of an identity by its own ARM id."""
        ...


def row(stored: StoredEvent, workload: str = "") -> dict[str, Any]:
    """An event, without what only its explanation needs."""
    told = whole(stored)
    facts = {name: value for name, value in told["facts"].items() if name not in _LONG}
    return {**told, "workload": workload or None, "facts": facts}


def whole(stored: StoredEvent) -> dict[str, Any]:
    """An event with every fact of it."""
    event = stored.event
    return {
        "sequence": stored.sequence,
        "time": iso8601(stored.time, digits=3),
        "kind": event.kind.value,
        "action": event.action,
        "outcome": event.outcome,
        "principal": event.display_name,
        "objectId": event.object_id,
        "appId": event.app_id,
        "resource": event.resource,
        "reason": event.reason,
        "requestId": event.request_id,
        "facts": dict(event.facts),
    }


async def selection_of(call: Call, assigned: Assigned) -> Selection:
    """What a query asks for. Raises BadRequest naming what it cannot be."""
    query = call.request.query
    object_ids = tuple(each.lower() for each in query.get_all("objectId") if each)
    workload = (query.get("app") or "").lower().rstrip("/") or None
    if workload is not None:
        object_ids += await assigned.identities_of(workload)
    return Selection(
        object_ids=object_ids[:50],
        workload=workload,
        resource=(query.get("resource") or "").lower().rstrip("/") or None,
        outcome=cast("Outcome | None", _one_of(query.get("result"), OUTCOMES, "result")),
        kind=kind_of(query.get("kind")),
        since=moment(query.get("from"), "from"),
        until=moment(query.get("to"), "to"),
    )


def kind_of(text: str | None) -> EventKind | None:
    """A kind by its name."""
    found = _one_of(text, tuple(kind.value for kind in EventKind), "kind")
    return None if found is None else EventKind(found)


def moment(text: str | None, name: str) -> float | None:
    """A time in ISO 8601 with its zone, or in seconds since 1970."""
    if not text:
        return None
    try:
        return float(text) if text[:1].isdigit() and "-" not in text else _iso(text)
    except (ValueError, OverflowError):
        message = f"The parameter '{name}' is no time, such as '2026-11-23T17:00:00Z'."
        raise BadRequest("InvalidRequest", message) from None


def _iso(text: str) -> float:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.timestamp()


def _one_of(text: str | None, known: tuple[str, ...], name: str) -> str | None:
    if not text:
        return None
    if text not in known:
        message = f"The {name} '{text[:40]}' is not known. Known are: {', '.join(known)}."
        raise BadRequest("InvalidRequest", message)
    return text
