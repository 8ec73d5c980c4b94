"""An event as a line of the list: the same for the page and for what is added to it live."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.errors import BadRequest
from nameplate.core.resource_id import ResourceId
from nameplate.portal.visit import Visit

TONES: Final = {"allowed": "good", "denied": "bad", "learned": "wait", "failed": "bad"}
KINDS: Final = {
    "token": "Token",
    "decision": "Decision",
    "change": "Change",
    "sign-in": "Sign-in",
}
_LONG: Final = 120


@dataclass(frozen=True, slots=True)
class Row:
    """What a line shows."""

    sequence: int
    time: str
    kind: str
    action: str
    outcome: str
    tone: str
    who: str
    what: str
    whole: str
    """What it was about in full, where ``what`` is only its name."""
    href: str


def read_row(visit: Visit, document: Mapping[str, Any]) -> Row:
    """Of an event of the API."""
    resource = str(document["resource"] or "")
    sequence = int(document["sequence"])
    return Row(
        sequence=sequence,
        time=str(document["time"]),
        kind=KINDS.get(document["kind"], str(document["kind"])),
        action=action_of(document),
        outcome=str(document["outcome"]),
        tone=TONES.get(document["outcome"], "quiet"),
        who=who_of(document)[:_LONG],
        what=short(resource)[:_LONG],
        whole=resource[:1_000],
        href=visit.path("activity.event", sequence=str(sequence)),
    )


def action_of(document: Mapping[str, Any]) -> str:
    """What was asked, without the namespace that every other line has too."""
    action = str(document["action"])
    if action == "token/cached":
        return f"{document['facts'].get('count', '')} from the cache".strip()
    if action == "token":
        return "issued" if document["outcome"] == "allowed" else "asked for"
    if action.startswith("Microsoft."):
        action = action.partition("/")[2].removesuffix("/action")
    if action.startswith("vaults/secrets/"):
        action = action.removeprefix("vaults/")
    return action[:_LONG]


def who_of(document: Mapping[str, Any]) -> str:
    """Who acted, by name where there is one."""
    workload = str(document.get("workload") or "").rpartition("/")[2]
    names = (document.get("principal"), workload, document.get("objectId"), document.get("appId"))
    return str(next((each for each in names if each), "somebody unknown"))


def short(resource: str) -> str:
    """A resource by its last name; an audience without its scheme."""
    if resource.startswith("/"):
        try:
            found = ResourceId.parse(resource)
        except BadRequest:
            return resource
        return " / ".join(found.names) or found.name
    return resource.removeprefix("https://").rstrip("/")
