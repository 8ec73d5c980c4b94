"""``{resource}/providers/Microsoft.ManagedIdentity/identities/default``: a resource's own one."""

from dataclasses import dataclass
from typing import Final

from nameplate.directory.directory import Directory
from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_SYSTEM_ASSIGNED_IDENTITIES: Final = ResourceType(
    name="Microsoft.ManagedIdentity/identities",
    api_versions=("2025-05-31-preview", "2023-01-31", "2018-11-30"),
    level=Level.EXTENSION,
)


@dataclass(frozen=True, slots=True)
class SystemAssignedIdentities:
    """Read-only; the one place where ARM tells a system-assigned identity's client id."""

    directory: Directory
    tenant_id: str
    type: ResourceType = _SYSTEM_ASSIGNED_IDENTITIES

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        held = await self.directory.assignment(target.scope)
        owner = await turn.find(target.scope.lower())
        if target.name.lower() != "default" or held is None or held.system_assigned is None:
            return None
        principal = await self.directory.service_principal(held.system_assigned)
        if principal is None or owner is None:
            return None
        return {
            "id": f"{target.scope}/providers/{self.type.name}/default",
            "name": "default",
            "type": self.type.name,
            "location": owner.location,
            "tags": owner.tags or {},
            "properties": {
                "tenantId": self.tenant_id,
                "principalId": principal.object_id,
                "clientId": principal.app_id,
            },
        }
