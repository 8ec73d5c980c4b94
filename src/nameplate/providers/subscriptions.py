"""``/subscriptions``, ``/tenants`` and the regions: what the installation is, read-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.locations import DISPLAY_NAMES
from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_VERSIONS: Final = ("2022-12-01", "2020-01-01", "2016-06-01")

_SUBSCRIPTIONS: Final = ResourceType(
    name="Microsoft.Resources/subscriptions",
    api_versions=_VERSIONS,
    level=Level.TENANT,
    filtered=True,
)


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The one subscription; a caller without any right on it sees an empty list."""

    installation: Installation
    type: ResourceType = _SUBSCRIPTIONS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        return self._document()

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return [self._document()]

    def _document(self) -> dict[str, Any]:
        at = self.installation
        return {
            "id": at.subscription,
            "authorizationSource": "RoleBased",
            "managedByTenants": [],
            "subscriptionId": at.subscription_id,
            "tenantId": at.tenant_id,
            "displayName": at.subscription_name,
            "state": "Enabled",
            "subscriptionPolicies": {
                "locationPlacementId": "Public_2014-09-01",
                "quotaId": "PayAsYouGo_2014-09-01",
                "spendingLimit": "Off",
            },
        }


_TENANTS: Final = ResourceType(
    name="Microsoft.Resources/tenants",
    api_versions=_VERSIONS,
    level=Level.TENANT,
    open=True,
)


@dataclass(frozen=True, slots=True)
class Tenants:
    """The one tenant."""

    installation: Installation
    type: ResourceType = _TENANTS

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        at = self.installation
        return [
            {
                "id": f"/tenants/{at.tenant_id}",
                "tenantId": at.tenant_id,
                "displayName": at.tenant_name,
                "domains": [at.default_domain],
                "tenantCategory": "Home",
                "defaultDomain": at.default_domain,
                "tenantType": "AAD",
            }
        ]


_LOCATIONS: Final = ResourceType(
    name="Microsoft.Resources/locations",
    api_versions=_VERSIONS,
    level=Level.SUBSCRIPTION,
    open=True,
)


@dataclass(frozen=True, slots=True)
class Locations:
    """The regions that a location may name; everything runs on this machine whatever they say."""

    installation: Installation
    type: ResourceType = _LOCATIONS

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return [self._region(name, display) for name, display in DISPLAY_NAMES.items()]

    def _region(self, name: str, display: str) -> dict[str, Any]:
        return {
            "id": f"{self.installation.subscription}/locations/{name}",
            "name": name,
            "type": "Region",
            "displayName": display,
            "regionalDisplayName": display,
            "metadata": {
                "regionType": "Logical" if name == "global" else "Physical",
                "regionCategory": "Recommended",
            },
        }
