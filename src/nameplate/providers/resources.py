"""``/subscriptions/S/resources`` and a group's: every resource, whatever its type."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from nameplate.core.clock import iso8601
from nameplate.providers.identities import Identities
from nameplate.providers.inert import unknown_type
from nameplate.providers.resource_filter import narrowed, resource_filter
from nameplate.resource_manager.presentation import summary
from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.records import Resource, Selection
from nameplate.resource_manager.resource_type import Level, ResourceType

_PAGE: Final = 200
_OWN: Final = "Microsoft.Resources/"
"""Not resources of anybody's: the tags of a subscription."""

_RESOURCES: Final = ResourceType(
    name="Microsoft.Resources/resources",
    action_stem="Microsoft.Resources/subscriptions/resources",
    api_versions=("2024-11-01", "2021-04-01", "2019-10-01"),
    level=Level.EXTENSION,
    any_resource=True,
)


class ListedResources(Protocol):
    """Pages of stored resources (the resource records)."""

    async def list(self, selection: Selection) -> list[Resource]: ...


@dataclass(frozen=True, slots=True)
class Resources:
    """Top-level resources, filtered and with the facts that ``$expand`` asks for."""

    records: ListedResources
    types: Mapping[str, ResourceType]
    """The catalogue's types by lower-case name."""
    identities: Identities
    type: ResourceType = _RESOURCES

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return [each async for each in self.walk(target, turn, "")]

    async def walk(
        self, target: Target, turn: Turn, after: str
    ) -> AsyncGenerator[JsonObject, None]:
        text = target.options.get("$filter", "")
        fits, (kind, part) = resource_filter(text), narrowed(text)
        expand = _expanded(target.options.get("$expand", ""))
        selection = Selection(
            target.id.lower(), type=kind, name_part=part, top_level=True, after=after, limit=_PAGE
        )
        while True:
            page = await self.records.list(selection)
            for each in page:
                if not each.type.startswith(_OWN) and await fits(each, self.identities.show):
                    yield {**await self._summary(each), **expand(each)}
            if len(page) < selection.limit:
                return
            selection = replace(selection, after=page[-1].key)

    async def _summary(self, resource: Resource) -> dict[str, Any]:
        identity = await self.identities.show(resource.id)
        kind = self.types.get(resource.type.lower()) or unknown_type(resource.type)
        return summary(resource, kind, identity)


def _expanded(text: str) -> Callable[[Resource], dict[str, Any]]:
    """``$expand=createdTime,changedTime,provisioningState``; other words are passed over."""
    wanted = {each.strip().lower() for each in text.split(",")}

    def facts(resource: Resource) -> dict[str, Any]:
        every = {
            "createdTime": iso8601(resource.created),
            "changedTime": iso8601(resource.changed),
            "provisioningState": "Succeeded",
        }
        return {name: each for name, each in every.items() if name.lower() in wanted}

    return facts
