"""A plan's properties and SKU as Microsoft.Web answers them (``wire.md`` 23 to 25)."""

import re
from collections.abc import Mapping
from typing import Any, Final

from nameplate.core.errors import BadRequest
from nameplate.core.resource_id import ResourceId
from nameplate.resource_manager.locations import DISPLAY_NAMES, normal
from nameplate.resource_manager.records import Resource

_ECHOES_SKU_SINCE: Final = "2021-02-01"
"""From this api-version on, the answer to a PUT has the SKU in ``properties`` as well."""

_TIERS: Final[Mapping[str, tuple[str, str, int]]] = {
    # family in lower case: tier, family, most workers
    "f": ("Free", "F", 1),
    "d": ("Shared", "D", 1),
    "b": ("Basic", "B", 3),
    "s": ("Standard", "S", 10),
    "p": ("Premium", "P", 20),
    "pv2": ("PremiumV2", "Pv2", 30),
    "pv3": ("PremiumV3", "Pv3", 30),
    "pmv3": ("PremiumMV3", "Pmv3", 30),
    "pv4": ("PremiumV4", "Pv4", 30),
    "i": ("Isolated", "I", 100),
    "iv2": ("IsolatedV2", "Iv2", 100),
    "y": ("Dynamic", "Y", 0),
    "ep": ("ElasticPremium", "EP", 100),
    "fc": ("FlexConsumption", "FC", 1000),
    "ws": ("WorkflowStandard", "WS", 100),
}
_SKU_NAME: Final = re.compile(r"([a-z]+)\d+(m?v\d)?", re.IGNORECASE)
_NO_SKU: Final = "F1"
_SETTABLE: Final[Mapping[str, Any]] = {
    "workerTierName": None,
    "adminSiteName": None,
    "hostingEnvironment": None,
    "hostingEnvironmentProfile": None,
    "perSiteScaling": False,
    "elasticScaleEnabled": False,
    "maximumElasticWorkerCount": 1,
    "isSpot": False,
    "spotExpirationTime": None,
    "freeOfferExpirationTime": None,
    "reserved": False,
    "isXenon": False,
    "hyperV": False,
    "targetWorkerCount": 0,
    "targetWorkerSizeId": 0,
    "kubeEnvironmentProfile": None,
    "zoneRedundant": False,
}
_COMPUTED: Final = frozenset(
    (
        *("serverFarmId", "name", "sku", "workerSize", "workerSizeId", "numberOfWorkers"),
        *("currentWorkerSize", "currentWorkerSizeId", "currentNumberOfWorkers", "status"),
        *("webSpace", "subscription", "maximumNumberOfWorkers", "planName", "computeMode"),
        *("adminRuntimeSiteName", "siteMode", "geoRegion", "numberOfSites", "tags", "kind"),
        *("hostingEnvironmentId", "resourceGroup", "mdmId", "provisioningState", "webSiteId"),
        "existingServerFarmIds",
    )
)


def kept(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a body's properties: what may be set, and what nobody knows."""
    return {
        name: value
        for name, value in properties.items()
        if name not in _COMPUTED and value is not None
    }


def kind_of(properties: Mapping[str, Any]) -> str:
    return "linux" if properties.get("reserved") is True else "app"


def sku(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """A SKU whole; its name says the rest."""
    members = given or {}
    name = members.get("name") or members.get("size") or _NO_SKU
    if not isinstance(name, str):
        raise BadRequest("BadRequest", "'sku.name' must be a string.", target="sku")
    tier, family, _ = _tier(name)
    capacity = members.get("capacity")
    own = {
        "name": name,
        "tier": tier or members.get("tier") or "",
        "size": name,
        "family": family or members.get("family") or "",
        "capacity": capacity if isinstance(capacity, int) else int(tier != "Dynamic"),
    }
    return {**own, **{each: value for each, value in members.items() if each not in own}}


def shown(resource: Resource, *, sites: int, written: bool, api_version: str) -> dict[str, Any]:
    """The properties of an answer, in the recorded order."""
    at = ResourceId.parse(resource.id)
    size = resource.sku or {}
    region = DISPLAY_NAMES.get(normal(resource.location or ""), resource.location or "")
    workers = size.get("capacity", 1)
    settable = {**_SETTABLE, **resource.properties}
    found = {
        "serverFarmId": _number(resource),
        "name": resource.name,
        "sku": size if written and api_version[:10] >= _ECHOES_SKU_SINCE else None,
        "workerSize": "Default",
        "workerSizeId": 0,
        "workerTierName": settable.pop("workerTierName"),
        "numberOfWorkers": workers,
        "currentWorkerSize": "Default",
        "currentWorkerSizeId": 0,
        "currentNumberOfWorkers": workers,
        "status": "Ready",
        "webSpace": f"{at.resource_group}-{region.replace(' ', '')}webspace",
        "subscription": at.subscription_id,
        "adminSiteName": settable.pop("adminSiteName"),
        "hostingEnvironment": settable.pop("hostingEnvironment"),
        "hostingEnvironmentProfile": settable.pop("hostingEnvironmentProfile"),
        "maximumNumberOfWorkers": _tier(str(size.get("name")))[2],
        "planName": "VirtualDedicatedPlan",
        "adminRuntimeSiteName": None,
        "computeMode": "Dynamic" if size.get("tier") == "Dynamic" else "Dedicated",
        "siteMode": None,
        "geoRegion": region,
        **{name: settable.pop(name) for name in _SCALING},
        "numberOfSites": sites,
        "hostingEnvironmentId": None,
        **{name: settable.pop(name) for name in _OFFER},
        "tags": resource.tags,
        "kind": resource.kind,
        "resourceGroup": at.resource_group,
        **{name: settable.pop(name) for name in _SYSTEM},
        "mdmId": f"local_{_number(resource)}",
        "targetWorkerCount": settable.pop("targetWorkerCount"),
        "targetWorkerSizeId": settable.pop("targetWorkerSizeId"),
        "provisioningState": "Succeeded",
        "webSiteId": None,
        "existingServerFarmIds": None,
        **settable,
    }
    if found["sku"] is None:
        del found["sku"]
    return found


_SCALING: Final = ("perSiteScaling", "elasticScaleEnabled", "maximumElasticWorkerCount")
_OFFER: Final = ("isSpot", "spotExpirationTime", "freeOfferExpirationTime")
_SYSTEM: Final = ("reserved", "isXenon", "hyperV")


def _tier(name: str) -> tuple[str, str, int]:
    match = _SKU_NAME.fullmatch(name)
    if match is None:
        return "", "", 1
    return _TIERS.get(f"{match[1]}{match[2] or ''}".lower(), ("", "", 1))


def _number(resource: Resource) -> int:
    """Azure numbers its plans: any number that stays the same will do."""
    return int(resource.created) % 100_000
