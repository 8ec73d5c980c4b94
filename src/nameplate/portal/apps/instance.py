"""The process of an app that runs here: how it does, and whether it has to be started anew."""

from dataclasses import dataclass
from typing import Final

from nameplate.portal.apps.app import VERSION, App
from nameplate.portal.failures import ApiFailure
from nameplate.portal.visit import Visit

_WORDS: Final = {
    "Running": ("Running", "good"),
    "Starting": ("Starting", "wait"),
    "Stopped": ("Stopped", "quiet"),
    "NoContent": ("Nothing deployed yet", "wait"),
    "BackingOff": ("Ended; it is started again", "bad"),
    "Failed": ("Cannot be started", "bad"),
}


@dataclass(frozen=True, slots=True)
class Instance:
    """What the app host says of it."""

    words: str
    tone: str
    reason: str
    since: str
    restart_needed: bool
    """Whether the process was started before the app's identity was switched."""


async def instance_of(visit: Visit, app: App) -> Instance | None:
    """The app's process; ``None`` where nothing hosts the app, or the person may not know."""
    try:
        page = await visit.arm.page(f"{app.id}/instances", VERSION, size=1)
    except ApiFailure as failure:
        if failure.status in {403, 404}:
            return None
        raise
    if not page.items:
        return None
    told = page.items[0].get("properties") or {}
    details = str(told.get("details") or told.get("state") or "")
    words, tone = _WORDS.get(details, (details, "quiet"))
    return Instance(
        words,
        tone,
        str(told.get("reason") or ""),
        str(told.get("since") or ""),
        bool(told.get("restartNeeded")),
    )
