"""``basicPublishingCredentialsPolicies``: whether a site's password may be used to publish."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nameplate.core.errors import BadRequest
from nameplate.providers.site_names import site_id
from nameplate.resource_manager.provider import Child, Desired, Settled, Shown, Turn, View
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ErrorShape, NameRule, ResourceType

_NAMES: Final = ("ftp", "scm")

TYPE: Final = ResourceType(
    name="Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    api_versions=("2024-11-01", "2023-12-01", "2022-03-01", "2018-11-01"),
    name_rule=NameRule("(?i:ftp|scm)", "The policies of a site are 'ftp' and 'scm'."),
    order=("id", "name", "type", "location", "properties"),
    created_status=200,
    content_type="application/json",
    error_shape=ErrorShape.WEB,
    list_tail={"nextLink": None, "id": None},
    deletable=False,
)
OF_SLOTS: Final = replace(TYPE, name="Microsoft.Web/sites/slots/basicPublishingCredentialsPolicies")


@dataclass(frozen=True, slots=True)
class SitePolicies:
    """Both are made with their site, and allow."""

    type: ResourceType = TYPE

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        allow = desired.properties.get("allow")
        if not isinstance(allow, bool):
            raise BadRequest("BadRequest", "'properties.allow' must be true or false.")
        return Settled(properties=desired.properties)

    async def delete(self, current: Resource, turn: Turn) -> None:
        """It goes with its site."""

    async def show(self, resource: Resource, view: View) -> Shown:
        site = await view.find(site_id(resource.key))
        return Shown(properties=resource.properties, location=site.location if site else None)

    def children(self) -> Sequence[Child]:
        """What a new site begins with."""
        return [Child(self.type, name, Settled(properties={"allow": True})) for name in _NAMES]
