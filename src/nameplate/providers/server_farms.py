"""``Microsoft.Web/serverfarms``: App Service plans. They cost nothing here and limit nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.errors import Conflict
from nameplate.core.resource_id import ResourceId
from nameplate.providers import server_farm_properties as documents
from nameplate.providers.resources import ListedResources
from nameplate.providers.web_versions import OF_PLANS, as_of
from nameplate.resource_manager.provider import Desired, Settled, Shown, Turn, View
from nameplate.resource_manager.records import Resource, Selection
from nameplate.resource_manager.resource_type import ErrorShape, NameRule, ResourceType

_PAGE: Final = 1000
_TYPE: Final = "Microsoft.Web/serverfarms"

_SERVER_FARMS: Final = ResourceType(
    name=_TYPE,
    api_versions=("2024-11-01", "2023-12-01", "2022-03-01", "2018-02-01", "2016-09-01"),
    tracked=True,
    name_rule=NameRule(r"[-\w]{1,60}", "A plan's name has 1 to 60 letters, digits, '-' or '_'."),
    order=("id", "name", "type", "kind", "location", "tags", "properties", "identity", "sku"),
    created_status=200,
    missing_as="Microsoft.Web/serverFarms",
    content_type="application/json",
    error_shape=ErrorShape.WEB,
    list_tail={"nextLink": None, "id": None},
)


@dataclass(frozen=True, slots=True)
class ServerFarms:
    """A plan is what its sites name; it cannot go while they do."""

    records: ListedResources
    type: ResourceType = _SERVER_FARMS

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        held = current.sku if current else None
        return Settled(
            properties=documents.kept(desired.properties),
            kind=desired.kind or documents.kind_of(desired.properties),
            sku=documents.sku(desired.sku or held),
        )

    async def delete(self, current: Resource, turn: Turn) -> None:
        staying = [each for each in await self._sites(current) if each.key not in turn.removing]
        if staying:
            names = ", ".join(each.name for each in staying[:10])
            raise Conflict(
                "Conflict",
                f"Server farm '{current.name}' cannot be deleted because it has web app(s) "
                f"{names} assigned to it.",
                inner_code="11003",
            )

    async def show(self, resource: Resource, view: View) -> Shown:
        sites = len(await self._sites(resource))
        shown = documents.shown(
            resource, sites=sites, written=view.written, api_version=view.api_version
        )
        return Shown(properties=as_of(view.api_version, shown, OF_PLANS, given=resource.properties))

    async def _sites(self, plan: Resource) -> list[Resource]:
        """The sites that name it; they may live in any group of the subscription."""
        scope = plan.key.split("/resourcegroups/")[0]
        found: list[Resource] = []
        after = ""
        while True:
            page = await self.records.list(
                Selection(scope, type="Microsoft.Web/sites", after=after, limit=_PAGE)
            )
            found.extend(each for each in page if plan_key(each.properties, each.id) == plan.key)
            if len(page) < _PAGE:
                return found
            after = page[-1].key


def plan_key(properties: Mapping[str, Any], site_id: str) -> str | None:
    """The key of the plan that a site's properties name: by id, or by name in its own group."""
    given = properties.get("serverFarmId") or properties.get("serverFarm")
    if not isinstance(given, str) or not given:
        return None
    if given.startswith("/"):
        return given.lower()
    group = ResourceId.parse(site_id).scope
    return f"{group}/providers/{_TYPE}/{given}".lower()
