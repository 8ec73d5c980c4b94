"""``sites/sourcecontrols/web``: where an app's code would come from. Recorded, never fetched."""

from dataclasses import dataclass, replace
from typing import Final

from nameplate.providers.site_names import site_id, site_name
from nameplate.resource_manager.provider import Desired, Settled, Shown, Turn, View
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ErrorShape, NameRule, ResourceType

TYPE: Final = ResourceType(
    name="Microsoft.Web/sites/sourcecontrols",
    api_versions=("2024-11-01", "2023-12-01", "2022-03-01", "2016-08-01"),
    name_rule=NameRule("(?i:web)", "The source control of a site is called 'web'."),
    order=("id", "name", "type", "location", "properties"),
    content_type="application/json",
    error_shape=ErrorShape.WEB,
    inert=True,
)
OF_SLOTS: Final = replace(
    TYPE, name="Microsoft.Web/sites/slots/sourcecontrols", answered_as=TYPE.name
)


@dataclass(frozen=True, slots=True)
class SiteSourceControls:
    """Deploy the code with ``nameplate webapp deploy``: this is a note about where it lives."""

    type: ResourceType = TYPE

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        return Settled(properties=dict(desired.properties))

    async def delete(self, current: Resource, turn: Turn) -> None:
        """Nothing was fetched."""

    async def show(self, resource: Resource, view: View) -> Shown:
        site = await view.find(site_id(resource.key))
        given = dict(resource.properties)
        properties = {
            "repoUrl": given.pop("repoUrl", None),
            "branch": given.pop("branch", None),
            "isManualIntegration": given.pop("isManualIntegration", False),
            "isGitHubAction": given.pop("isGitHubAction", False),
            "deploymentRollbackEnabled": given.pop("deploymentRollbackEnabled", False),
            "isMercurial": given.pop("isMercurial", False),
            "provisioningState": "Succeeded",
            "gitHubActionConfiguration": given.pop("gitHubActionConfiguration", None),
            **{name: each for name, each in given.items() if name not in _COMPUTED},
        }
        return Shown(
            properties=properties,
            location=site.location if site else None,
            members={"name": site_name(resource.id).site},
        )


_COMPUTED: Final = frozenset(("provisioningState", "provisioningDetails"))
