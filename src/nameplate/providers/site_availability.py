"""Whether a site or a slot could be called so: host names are one namespace."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from nameplate.core.errors import BadRequest, Conflict
from nameplate.resource_manager.provider import Action, Answer, Find, JsonObject, Target, Turn
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ErrorShape, Level, NameRule, ResourceType

SITES: Final = "Microsoft.Web/sites"
NAME: Final = NameRule(
    r"(?=.{2,60}\Z)[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?",
    "A site's name has 2 to 60 letters, digits or '-' and does not begin or end with '-': it is "
    "part of a host name.",
)


class NamedResources(Protocol):
    """Finds a resource by its type and name wherever it lives (the resource records)."""

    async def find_named(self, type: str, name: str) -> Resource | None: ...  # noqa: A002


@dataclass(frozen=True, slots=True)
class HostLabels:
    """Who has the first label of a host name: a site, or a slot as ``site-slot``."""

    names: NamedResources

    async def owner(self, label: str, find: Find) -> Resource | None:
        """The site or slot that is reached by a label."""
        site = await self.names.find_named(SITES, label)
        if site is not None:
            return site
        parts = label.split("-")
        for at in range(1, len(parts)):
            above = await self.names.find_named(SITES, "-".join(parts[:at]))
            if above is not None:
                slot = await find(f"{above.key}/slots/{'-'.join(parts[at:])}".lower())
                if slot is not None:
                    return slot
        return None

    async def check(self, label: str, key: str, find: Find) -> None:
        """Raise Conflict when another one has it."""
        other = await self.owner(label, find)
        if other is not None and other.key != key:
            raise Conflict(
                "Conflict",
                f"Website with given name {label} already exists.",
                inner_code="54001",
            )


_SITE_NAMES: Final = ResourceType(
    name="Microsoft.Web/checknameavailability",
    api_versions=("2024-11-01", "2022-03-01", "2016-08-01"),
    level=Level.SUBSCRIPTION,
    content_type="application/json",
    error_shape=ErrorShape.WEB,
)


@dataclass(frozen=True, slots=True)
class SiteNames:
    """``POST .../providers/Microsoft.Web/checknameavailability``."""

    labels: HostLabels
    type: ResourceType = _SITE_NAMES
    actions: Sequence[Action] = (Action("", verb="read"),)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        name = body.get("name")
        if not isinstance(name, str):
            raise BadRequest("BadRequest", "The body wants 'name' and 'type'.")
        try:
            NAME.check(name)
        except BadRequest as error:
            return _unavailable("Invalid", error.message)
        if await self.labels.owner(name, turn.find):
            message = f"Hostname '{name}' already exists. Please select a different name."
            return _unavailable("AlreadyExists", message)
        return Answer(200, {"nameAvailable": True, "reason": "", "message": ""})


_VALIDATE: Final = replace(_SITE_NAMES, name="Microsoft.Web/validate", level=Level.GROUP)


@dataclass(frozen=True, slots=True)
class Validation:
    """``POST .../providers/Microsoft.Web/validate``: whether a site or plan could be made."""

    type: ResourceType = _VALIDATE
    actions: Sequence[Action] = (Action("", verb="action"),)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        name, kind = body.get("name"), str(body.get("type") or "Site")
        if not isinstance(name, str):
            raise BadRequest("BadRequest", "The body wants 'name', 'type' and 'location'.")
        if kind.rpartition("/")[2].lower() in ("site", "sites"):
            try:
                NAME.check(name)
            except BadRequest as error:
                failure = {"code": error.code, "message": error.message}
                return Answer(200, {"status": "Failure", "error": failure})
        return Answer(200, {"status": "Success", "error": None})


def _unavailable(reason: str, message: str) -> Answer:
    return Answer(200, {"nameAvailable": False, "reason": reason, "message": message})
