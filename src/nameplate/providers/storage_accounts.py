"""``Microsoft.Storage/storageAccounts``: endpoints, keys and services by name; no data behind them.

Where the names lead is decided by the routes of the proxy: a local emulator may stand there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nameplate.core.clock import iso8601
from nameplate.core.cloud import Cloud
from nameplate.core.errors import BadRequest, Conflict
from nameplate.providers.access_keys import KeyStyle, WithKeys
from nameplate.providers.identities import Identities
from nameplate.providers.inert import InertType
from nameplate.providers.inert_types import SERVICES, WORKSPACES, workspace
from nameplate.providers.site_availability import NamedResources
from nameplate.resource_manager.locations import normal
from nameplate.resource_manager.protection import Sealer
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
from nameplate.resource_manager.resource_type import Level, NameRule, ResourceType

_VERSIONS: Final = ("2024-01-01", "2023-05-01", "2023-01-01", "2022-09-01", "2019-06-01")
_ENDPOINTS: Final = ("dfs", "web", "blob", "queue", "table", "file")
_NAME: Final = NameRule(
    r"[a-z0-9]{3,24}",
    "{name} is not a valid storage account name. Storage account name must be between 3 and 24 "
    "characters in length and use numbers and lower-case letters only.",
    code="AccountNameInvalid",
)
_STORAGE_ACCOUNTS: Final = ResourceType(
    name="Microsoft.Storage/storageAccounts",
    api_versions=_VERSIONS,
    tracked=True,
    name_rule=_NAME,
    order=("sku", "kind", "id", "name", "type", "location", "tags", "identity", "properties"),
    created_status=200,
    tags_always=True,
    inert=True,
)
_STORAGE_KEYS: Final = KeyStyle(("key1", "key2"), ("listKeys",), "regenerateKey", as_list=True)
_WORKSPACE_KEYS: Final = KeyStyle(
    ("primarySharedKey", "secondarySharedKey"), ("sharedKeys", "listKeys"), None, as_list=False
)


@dataclass(frozen=True, slots=True)
class StorageAccounts:
    """One namespace of host names, as sites are."""

    accounts: WithKeys
    names: NamedResources
    type: ResourceType = _STORAGE_ACCOUNTS

    @property
    def actions(self) -> Sequence[Action]:
        return self.accounts.actions

    def linked(self, desired: Desired) -> Sequence[tuple[str, str]]:
        return self.accounts.linked(desired)

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        if current is None:
            other = await self.names.find_named(self.type.name, desired.name)
            if other is not None:
                raise taken(desired.name)
        settled = await self.accounts.put(desired, current, turn)
        sku = _sku(desired.sku or _account_type(desired) or (current.sku if current else None))
        return replace(settled, kind=desired.kind or "StorageV2", sku=sku, unique=True)

    async def delete(self, current: Resource, turn: Turn) -> None:
        await self.accounts.delete(current, turn)

    async def show(self, resource: Resource, view: View) -> Shown:
        return await self.accounts.show(resource, view)

    async def foresee(self, desired: Desired, resource: Resource, view: View) -> Shown:
        return await self.accounts.foresee(desired, resource, view)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        return await self.accounts.act(action, target, body, turn)


_CHECK: Final = ResourceType(
    name="Microsoft.Storage/checkNameAvailability",
    api_versions=_VERSIONS,
    level=Level.SUBSCRIPTION,
)


@dataclass(frozen=True, slots=True)
class StorageAccountNames:
    """``POST .../providers/Microsoft.Storage/checkNameAvailability``."""

    names: NamedResources
    type: ResourceType = _CHECK
    actions: Sequence[Action] = (Action("", verb="read"),)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        name = body.get("name")
        if not isinstance(name, str):
            raise BadRequest("BadRequest", "The body wants 'name' and 'type'.")
        try:
            _NAME.check(name)
        except BadRequest as error:
            return _unavailable("AccountNameInvalid", error.message)
        if await self.names.find_named(_STORAGE_ACCOUNTS.name, name):
            return _unavailable("AlreadyExists", taken(name).message)
        return Answer(200, {"nameAvailable": True})


def storage_accounts(
    identities: Identities, cloud: Cloud, sealer: Sealer, names: NamedResources
) -> tuple[StorageAccounts, StorageAccountNames]:
    """Storage accounts, and whether one could be called so."""
    inert = InertType(identities, cloud, _STORAGE_ACCOUNTS, _account, SERVICES)
    accounts = StorageAccounts(WithKeys(inert, sealer, _STORAGE_KEYS), names)
    return accounts, StorageAccountNames(names)


def workspaces(identities: Identities, cloud: Cloud, sealer: Sealer) -> WithKeys:
    """Log Analytics workspaces, with the keys that agents would send."""
    return WithKeys(InertType(identities, cloud, WORKSPACES, workspace), sealer, _WORKSPACE_KEYS)


def taken(name: str) -> Conflict:
    return Conflict(
        "StorageAccountAlreadyTaken", f"The storage account named {name} is already taken."
    )


def _account(resource: Resource, cloud: Cloud) -> Mapping[str, Any]:
    suffix = f"{cloud.storage_suffix}{cloud.port_suffix}"
    made = iso8601(resource.created)
    return {
        "=provisioningState": "Succeeded",
        "=creationTime": made,
        "=keyCreationTime": {"key1": made, "key2": made},
        "=primaryLocation": normal(resource.location or ""),
        "=statusOfPrimary": "available",
        "=primaryEndpoints": {
            each: f"https://{resource.name}.{each}.{suffix}/" for each in _ENDPOINTS
        },
        "accessTier": "Hot",
        "allowBlobPublicAccess": False,
        "minimumTlsVersion": "TLS1_2",
        "networkAcls": {
            "bypass": "AzureServices",
            "virtualNetworkRules": [],
            "ipRules": [],
            "defaultAction": "Allow",
        },
        "supportsHttpsTrafficOnly": True,
        "=privateEndpointConnections": [],
    }


def _account_type(desired: Desired) -> JsonObject | None:
    """How 2015-06-15 said the SKU."""
    name = desired.properties.get("accountType")
    return {"name": name} if isinstance(name, str) else None


def _sku(given: JsonObject | None) -> dict[str, Any]:
    name = (given or {}).get("name")
    if not isinstance(name, str) or name.partition("_")[0] not in ("Standard", "Premium"):
        raise BadRequest(
            "InvalidRequestPropertyValue",
            "The property 'sku.name' is required: Standard_LRS, Premium_LRS and the like.",
            target="sku",
        )
    return {"name": name, "tier": name.partition("_")[0]}


def _unavailable(reason: str, message: str) -> Answer:
    return Answer(200, {"nameAvailable": False, "reason": reason, "message": message})
