"""The ring of signing keys: the timeline, who has read which, rotate, revoke."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.keys.timeline import Key, read_key, timeline
from nameplate.portal.visit import Visit

_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who verifies tokens: what it was sent last."""

    agent: str
    client: str
    read: str
    sees: tuple[str, ...]
    """Which of the keys of now, by their states."""
    missing: tuple[str, ...]


async def show(visit: Visit) -> Response:
    """The ring as it is now."""
    keys = await _keys(visit)
    readers = (await visit.admin.get("/keys/readers"))["value"]
    return visit.page(
        "keys/ring.html",
        keys=keys,
        active=_active(keys),
        timeline=timeline(keys, visit.desk.clock.now()),
        readers=[_reader(each, keys) for each in readers[:_SHOWN]],
    )


async def act(visit: Visit) -> Response:
    """Rotate now, or revoke one."""
    match visit.form.text("action"):
        case "rotate":
            if visit.form.text("active") != _active(await _keys(visit)):
                message = "Another key signs by now than when you opened this: look again first."
                raise ApiFailure(409, "Conflict", message)
            await visit.admin.post("/keys/rotate")
            visit.flash("The next key signs from now on. The one before it stays published.")
        case "revoke":
            kid = visit.form.text("kid")
            if visit.form.text("sure") != kid[:6]:
                message = f"Nothing was revoked: type {kid[:6]} to say that you mean it."
                raise ApiFailure(400, "BadRequest", message)
            await visit.admin.post(f"/keys/{kid}/revoke")
            visit.flash("The key is revoked: every token that it signed is refused.")
        case _:
            raise NoSuchPage
    return visit.again()


async def _keys(visit: Visit) -> list[Key]:
    return [read_key(each) for each in (await visit.admin.get("/keys"))["value"]]


def _active(keys: Sequence[Key]) -> str:
    """Which key signs."""
    return next((each.kid for each in keys if each.state == "active"), "")


def _reader(document: Mapping[str, Any], keys: Sequence[Key]) -> Reader:
    seen = frozenset(document.get("kids") or ())
    published = [each for each in keys if each.state in {"active", "next", "retired"}]
    return Reader(
        agent=str(document.get("userAgent") or "somebody without a name"),
        client=str(document.get("client") or ""),
        read=str(document.get("read") or ""),
        sees=tuple(each.state for each in published if each.kid in seen),
        missing=tuple(
            each.state
            for each in published
            if each.kid not in seen and each.state in {"active", "next"}
        ),
    )
