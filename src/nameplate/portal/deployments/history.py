"""What was deployed at a scope, the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from nameplate.portal.deployments.scopes import DEPLOYMENTS, VERSION, choices, scope_of
from nameplate.portal.deployments.states import spoken, tone
from nameplate.portal.visit import Visit

SIZE: Final = 25


@dataclass(frozen=True, slots=True)
class Past:
    """A line of the history."""

    name: str
    state: str
    tone: str
    mode: str
    when: str
    duration: str


async def show(visit: Visit) -> Response:
    """The scope that the address names, or the default group."""
    scope = scope_of(visit, visit.query.get("scope", "").strip() or visit.place.default_group)
    after = visit.query.get("after", "")
    page = await visit.arm.page(f"{scope.deployments}/", VERSION, size=SIZE, after=after)
    asked = {"scope": scope.key}
    may = await visit.permissions(scope.id)
    return visit.page(
        "deployments/list.html",
        scope=scope,
        scopes=_with(await choices(visit), scope.key),
        items=[_past(each) for each in page.items],
        may_write=may.may(f"{DEPLOYMENTS}/write"),
        first=visit.path("deployments", asked) if after else "",
        next=visit.path("deployments", {**asked, "after": page.after}) if page.after else "",
    )


def _with(scopes: list[tuple[str, str]], key: str) -> list[tuple[str, str]]:
    """The scope that is shown can be chosen even if nothing is in it yet."""
    if any(each.casefold() == key.casefold() for each, _ in scopes):
        return scopes
    return [(key, key), *scopes]


def _past(document: Mapping[str, Any]) -> Past:
    properties: Mapping[str, Any] = document["properties"]
    state = str(properties.get("provisioningState") or "")
    return Past(
        name=str(document["name"]),
        state=state,
        tone=tone(state),
        mode=str(properties.get("mode") or ""),
        when=str(properties.get("timestamp") or ""),
        duration=spoken(str(properties.get("duration") or "")),
    )
