"""``Microsoft.ManagedIdentity/userAssignedIdentities``: an identity that stands by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.core.errors import NotFound
from nameplate.core.resource_id import ResourceId
from nameplate.directory.directory import Directory
from nameplate.providers.identities import spelled
from nameplate.resource_manager.provider import (
    Action,
    Answer,
    Desired,
    JsonObject,
    Settled,
    Target,
    Turn,
    View,
)
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import NameRule, ResourceType

_OF_PRINCIPAL: Final = ("tenantId", "principalId", "clientId")
_NAME: Final = NameRule(
    r"[A-Za-z0-9][-\w]{2,127}",
    "A user-assigned identity's name has 3 to 128 letters, digits, '-' or '_' and begins with a "
    "letter or digit.",
)

_USER_ASSIGNED_IDENTITIES: Final = ResourceType(
    name="Microsoft.ManagedIdentity/userAssignedIdentities",
    api_versions=("2025-05-31-preview", "2024-11-30", "2023-01-31", "2018-11-30"),
    tracked=True,
    name_rule=_NAME,
    order=("location", "tags", "id", "name", "type", "systemData", "properties"),
    group_segment="resourcegroups",
    tags_always=True,
    location_header=True,
)


@dataclass(frozen=True, slots=True)
class UserAssignedIdentities:
    """Its principal lives as long as it does; deleting it ends its tokens everywhere."""

    directory: Directory
    tenant_id: str
    type: ResourceType = _USER_ASSIGNED_IDENTITIES

    actions: Sequence[Action] = (Action("listAssociatedResources"),)

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        """Create the principal once; after that only envelope and unknown properties change."""
        own = {"tenantId": self.tenant_id}
        if current is None:
            principal = self.directory.create_managed_identity(
                turn.work, display_name=desired.name, resource_id=desired.id
            )
            own |= {"principalId": principal.object_id, "clientId": principal.app_id}
        else:
            own |= {key: current.properties[key] for key in ("principalId", "clientId")}
        others = {key: value for key, value in desired.properties.items() if key not in own}
        return Settled(properties={**own, **others})

    async def exported(self, resource: Resource, view: View) -> JsonObject:
        """Without its principal: another one is made."""
        return {name: v for name, v in resource.properties.items() if name not in _OF_PRINCIPAL}

    async def delete(self, current: Resource, turn: Turn) -> None:
        object_id = current.properties["principalId"]
        await self.directory.delete_service_principal(turn.work, object_id)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        """Every resource that may act as this identity."""
        if await turn.find(target.id.lower()) is None:
            raise NotFound("NotFound", f"Resource '{spelled(target.id)}' was not found.")
        held = await self.directory.assigned_to(target.id)
        found = [_associated(each.resource_id) for each in held]
        return Answer(200, {"totalCount": len(found), "value": found})


def _associated(resource_id: str) -> dict[str, str | None]:
    read = ResourceId.parse(resource_id)
    return {
        "id": resource_id,
        "name": read.name,
        "type": read.type.lower(),
        "resourceGroup": read.resource_group,
        "subscriptionId": read.subscription_id,
        "subscriptionDisplayName": read.subscription_id,
    }
