"""``/subscriptions/S/resources`` and a group's: every resource, whatever its type."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from nameplate.core.errors import BadRequest
from nameplate.core.resource_id import ResourceId
from nameplate.providers.identities import Identities
from nameplate.providers.inert import unknown_type
from nameplate.resource_manager.presentation import summary
from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.records import Resource, Selection
from nameplate.resource_manager.resource_type import Level, ResourceType

_PAGE: Final = 1000
_TERM: Final = re.compile(r"\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*", re.IGNORECASE)
_FIELDS: Final = frozenset(("resourcegroup", "resourcetype", "name", "location", "tagname"))

_RESOURCES: Final = ResourceType(
    name="Microsoft.Resources/resources",
    action_stem="Microsoft.Resources/subscriptions/resources",
    api_versions=("2024-11-01", "2021-04-01", "2019-10-01"),
    level=Level.EXTENSION,
)


class ListedResources(Protocol):
    """Pages of stored resources (the resource records)."""

    async def list(self, selection: Selection) -> list[Resource]: ...


@dataclass(frozen=True, slots=True)
class Resources:
    """Top-level resources; ``$filter`` takes ``eq`` terms joined by ``and``, as az sends them."""

    records: ListedResources
    types: Mapping[str, ResourceType]
    """The catalogue's types by lower-case name."""
    identities: Identities
    type: ResourceType = _RESOURCES

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        terms = dict(_terms(target.options.get("$filter", "")))
        found: list[JsonObject] = []
        after = ""
        while True:
            selection = Selection(target.id.lower(), top_level=True, after=after, limit=_PAGE)
            page = await self.records.list(selection)
            found.extend([await self._summary(each) for each in page if _fits(each, terms)])
            if len(page) < _PAGE:
                return found
            after = page[-1].key

    async def _summary(self, resource: Resource) -> dict[str, Any]:
        identity = await self.identities.show(resource.id)
        kind = self.types.get(resource.type.lower()) or unknown_type(resource.type)
        return summary(resource, kind, identity)


def _terms(text: str) -> Iterator[tuple[str, str]]:
    """``resourceGroup eq 'g' and resourceType eq 'Microsoft.Web/sites'`` as pairs."""
    if not text.strip():
        return
    for term in re.split(r"\s+and\s+", text, flags=re.IGNORECASE):
        match = _TERM.fullmatch(term)
        name = match[1].lower() if match else ""
        if match is None or name not in _FIELDS | {"tagvalue"}:
            raise BadRequest(
                "InvalidFilterInQueryString",
                f"Invalid $filter '{text[:300]}' specified in the query string: it takes terms "
                "such as resourceType eq 'Microsoft.Web/sites', joined by 'and'. Known are: "
                "resourceGroup, resourceType, name, location, tagName, tagValue.",
                target="$filter",
            )
        yield name, match[2].replace("''", "'")


def _fits(resource: Resource, terms: Mapping[str, str]) -> bool:
    facts = {
        "resourcegroup": ResourceId.parse(resource.id).resource_group or "",
        "resourcetype": resource.type,
        "name": resource.name,
        "location": resource.location or "",
    }
    if any(facts[name].lower() != terms[name].lower() for name in facts if name in terms):
        return False
    tags = {name.lower(): value for name, value in (resource.tags or {}).items()}
    tag = terms.get("tagname")
    value = terms.get("tagvalue")
    return tag is None or (tag.lower() in tags and value in (None, tags[tag.lower()]))
