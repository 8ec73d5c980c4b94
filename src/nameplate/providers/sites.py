"""``Microsoft.Web/sites``: an app, its identity block and its configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from nameplate.core.cloud import Cloud
from nameplate.core.errors import BadRequest, Conflict
from nameplate.providers import site_config, site_properties
from nameplate.providers.identities import Identities
from nameplate.providers.site_settings import WEB, SiteSettings
from nameplate.resource_manager.provider import (
    Action,
    Answer,
    Desired,
    JsonObject,
    Settled,
    Shown,
    Target,
    Turn,
    View,
)
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ErrorShape, Level, NameRule, ResourceType

VERSIONS: Final = ("2024-11-01", "2023-12-01", "2022-03-01", "2018-02-01", "2016-08-01")
_NAME: Final = NameRule(
    r"(?=.{2,60}\Z)[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?",
    "A site's name has 2 to 60 letters, digits or '-' and does not begin or end with '-': it is "
    "part of a host name.",
)


class NamedResources(Protocol):
    """Finds a resource by its type and name wherever it lives (the resource records)."""

    async def find_named(self, type: str, name: str) -> Resource | None: ...  # noqa: A002


_SITES: Final = ResourceType(
    name="Microsoft.Web/sites",
    api_versions=VERSIONS,
    tracked=True,
    name_rule=_NAME,
    order=("id", "name", "type", "kind", "location", "tags", "properties", "identity"),
    created_status=200,
    content_type="application/json",
    error_shape=ErrorShape.WEB,
    list_tail={"nextLink": None, "id": None},
)


@dataclass(frozen=True, slots=True)
class Sites:
    """Apps. A plan (``serverFarmId``) is not needed; unknown properties are kept."""

    identities: Identities
    settings: SiteSettings
    names: NamedResources
    cloud: Cloud
    type: ResourceType = _SITES

    def linked(self, desired: Desired) -> Sequence[tuple[str, str]]:
        return self.identities.linked(desired)

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        if current is None:
            await self._check_name(desired)
        requires = await self.identities.settle(desired, turn)
        web = await turn.find(f"{desired.key}/config/{WEB}")
        kept = {
            name: value
            for name, value in desired.properties.items()
            if name not in site_properties.READ_ONLY and value is not None
        }
        return Settled(
            properties=kept,
            kind=desired.kind or "app",
            sku=desired.sku,
            unique=True,
            children=self.settings.children(desired, web.properties if web else None),
            requires=requires,
        )

    async def delete(self, current: Resource, turn: Turn) -> None:
        await self.identities.end(current.id, turn)

    async def show(self, resource: Resource, view: View) -> Shown:
        web = await view.find(f"{resource.key}/config/{WEB}")
        config = site_config.of_site(web.properties if web else {})
        return Shown(
            properties=site_properties.properties(resource, self.cloud, config),
            identity=await self.identities.show(resource.id),
        )

    async def _check_name(self, desired: Desired) -> None:
        other = await self.names.find_named(self.type.name, desired.name)
        if other is not None and other.key != desired.key:
            raise Conflict(
                "Conflict",
                f"Website with given name {desired.name} already exists.",
                inner_code="54001",
            )


_SITE_NAMES: Final = ResourceType(
    name="Microsoft.Web/checknameavailability",
    api_versions=VERSIONS,
    level=Level.SUBSCRIPTION,
    content_type="application/json",
    error_shape=ErrorShape.WEB,
)


@dataclass(frozen=True, slots=True)
class SiteNames:
    """``POST .../providers/Microsoft.Web/checknameavailability``."""

    names: NamedResources
    type: ResourceType = _SITE_NAMES
    actions: Sequence[Action] = (Action("", verb="read"),)

    async def act(
        self,
        action: str,
        target: Target,
        body: JsonObject,
        turn: Turn,
    ) -> Answer:
        name = body.get("name")
        if not isinstance(name, str):
            raise BadRequest("BadRequest", "The body wants 'name' and 'type'.")
        try:
            _NAME.check(name)
        except BadRequest as error:
            return _unavailable("Invalid", error.message)
        if await self.names.find_named("Microsoft.Web/sites", name):
            message = f"Hostname '{name}' already exists. Please select a different name."
            return _unavailable("AlreadyExists", message)
        return Answer(200, {"nameAvailable": True, "reason": "", "message": ""})


def _unavailable(reason: str, message: str) -> Answer:
    return Answer(200, {"nameAvailable": False, "reason": reason, "message": message})
