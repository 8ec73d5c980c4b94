"""A site's properties as Microsoft.Web answers them: order and presence of the recordings.

What is particular to App Service's own machines (stamps, addresses) is answered with what is true
here: loopback addresses and this control plane's names.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from nameplate.core.clock import iso8601
from nameplate.core.cloud import Cloud
from nameplate.core.resource_id import ResourceId
from nameplate.providers.site_names import site_name
from nameplate.resource_manager.locations import DISPLAY_NAMES, normal
from nameplate.resource_manager.records import Resource

READ_ONLY: Final = frozenset(
    (
        *("name", "hostNames", "webSpace", "selfLink", "repositorySiteName", "owner"),
        *("usageState", "adminEnabled", "enabledHostNames", "siteProperties", "resourceGroup"),
        *("availabilityState", "hostNameSslStates", "lastModifiedTimeUtc", "deploymentId"),
        *("storageRecoveryDefaultState", "contentAvailabilityState", "runtimeAvailabilityState"),
        *("customDomainVerificationId", "inboundIpAddress", "possibleInboundIpAddresses"),
        *("outboundIpAddresses", "possibleOutboundIpAddresses", "homeStamp", "defaultHostName"),
        *("sku", "tags", "kind", "ftpUsername", "ftpsHostName", "siteConfig"),
        *("eligibleLogCategories", "privateEndpointConnections", "slotSwapStatus"),
        "targetSwapSlot",
    )
)
"""What a body sent back whole carries along and what is never taken from it."""

OF_ACTIONS: Final = ("state", "deploymentId", "slotSwapStatus", "targetSwapSlot")
"""What only starting, stopping and swapping a site changes."""
_LOOPBACK: Final = "127.0.0.1"
_DEFAULT_SKU: Final = "Standard"
RUNNING: Final = "Running"
STOPPED: Final = "Stopped"


def kept(given: Mapping[str, Any], current: Resource | None) -> dict[str, Any]:
    """What is stored of a body's properties; only its actions start, stop and swap a site."""
    found = {
        name: value
        for name, value in given.items()
        if name not in READ_ONLY and name not in OF_ACTIONS and value is not None
    }
    held = current.properties if current else {}
    return {**found, **{name: held[name] for name in OF_ACTIONS if held.get(name) is not None}}


def properties(
    resource: Resource, cloud: Cloud, site_config: Mapping[str, Any], *, tier: str | None = None
) -> dict[str, Any]:
    """Everything that ``properties`` holds in an answer, in Azure's order."""
    found = {**_computed(resource, cloud), **_settable(resource.kind or "app")}
    found["siteConfig"] = site_config
    found["sku"] = tier or _DEFAULT_SKU
    stored = {name: value for name, value in resource.properties.items() if value is not None}
    ordered = {name: found[name] for name in _ORDER}
    return {**ordered, **stored}


def _computed(resource: Resource, cloud: Cloud) -> dict[str, Any]:
    at = ResourceId.parse(resource.id)
    group = at.resource_group or ""
    called = site_name(resource.id)
    main, scm = called.hosts(cloud)
    web_space = f"{group}-{_region(resource)}webspace"
    digest = hashlib.sha256((at.subscription_id or "").encode()).hexdigest().upper()
    link = f"{cloud.resource_manager}/subscriptions/{at.subscription_id}/webspaces/{web_space}"
    enabled = resource.properties.get("enabled", True)
    return {
        "name": called.displayed,
        "state": RUNNING if enabled else STOPPED,
        "hostNames": [main],
        "webSpace": web_space,
        "selfLink": f"{link}/sites/{called.site}",
        "repositorySiteName": called.site,
        "enabledHostNames": [main, scm],
        "siteProperties": _SITE_PROPERTIES,
        "hostNameSslStates": [_ssl_state(main, "Standard"), _ssl_state(scm, "Repository")],
        "lastModifiedTimeUtc": iso8601(resource.changed)[:-1],
        "deploymentId": called.label,
        "customDomainVerificationId": digest,
        "homeStamp": cloud.name,
        "tags": resource.tags,
        "resourceGroup": group,
        "defaultHostName": main,
        "ftpUsername": f"{called.publisher[1:]}\\{called.publisher}",
        "ftpsHostName": f"ftps://{scm}/site/wwwroot",
        "eligibleLogCategories": _log_categories(resource.kind or "app"),
    }


def _region(resource: Resource) -> str:
    display = DISPLAY_NAMES.get(normal(resource.location or ""), resource.location or "")
    return display.replace(" ", "")


def _ssl_state(name: str, host_type: str) -> dict[str, Any]:
    return {
        "name": name,
        "sslState": "Disabled",
        "ipBasedSslResult": None,
        "virtualIP": None,
        "thumbprint": None,
        "toUpdate": None,
        "toUpdateIpBasedSsl": None,
        "ipBasedSslState": "NotConfigured",
        "hostType": host_type,
    }


def _log_categories(kind: str) -> str:
    if "workflowapp" in kind:
        return "WorkflowRuntime,FunctionAppLogs"
    return "FunctionAppLogs" if "functionapp" in kind else _WEB_LOGS


def _settable(kind: str) -> dict[str, Any]:
    """Defaults of what a body may set, and constants."""
    return {
        **dict.fromkeys(_NULLS),
        "usageState": "Normal",
        "enabled": True,
        "adminEnabled": True,
        "availabilityState": "Normal",
        "csrs": [],
        "reserved": "linux" in kind,
        "isXenon": False,
        "hyperV": False,
        "storageRecoveryDefaultState": "Running",
        "contentAvailabilityState": "Normal",
        "runtimeAvailabilityState": "Normal",
        "dnsConfiguration": {},
        "vnetRouteAllEnabled": False,
        "vnetImagePullEnabled": False,
        "vnetContentShareEnabled": False,
        "scmSiteAlsoStopped": False,
        "clientAffinityEnabled": True,
        "clientCertEnabled": False,
        "clientCertMode": "Required",
        "hostNamesDisabled": False,
        "kind": kind,
        "inboundIpAddress": _LOOPBACK,
        "possibleInboundIpAddresses": _LOOPBACK,
        "outboundIpAddresses": _LOOPBACK,
        "possibleOutboundIpAddresses": _LOOPBACK,
        "containerSize": 0,
        "dailyMemoryTimeQuota": 0,
        "siteDisabledReason": 0,
        "httpsOnly": False,
        "redundancyMode": "None",
        "privateEndpointConnections": [],
        "storageAccountRequired": False,
        "keyVaultReferenceIdentity": "SystemAssigned",
        "defaultHostNameScope": "Global",
    }


_SITE_PROPERTIES: Final[Mapping[str, Any]] = {
    "metadata": None,
    "properties": [
        {"name": "LinuxFxVersion", "value": ""},
        {"name": "WindowsFxVersion", "value": None},
    ],
    "appSettings": None,
}

_NULLS: Final = (
    *("owner", "sslCertificates", "cers", "siteMode", "computeMode", "serverFarm"),
    *("serverFarmId", "containerAllocationSubnet", "useContainerLocalhostBindings"),
    *("slotName", "trafficManagerHostNames", "targetSwapSlot", "hostingEnvironment"),
    *("hostingEnvironmentProfile", "clientCertExclusionPaths", "domainVerificationIdentifiers"),
    *("suspendedTill", "functionExecutionUnitsCache"),
    *("maxNumberOfWorkers", "cloningInfo", "hostingEnvironmentId", "slotSwapStatus"),
    *("inProgressOperationId", "geoDistributions", "publicNetworkAccess"),
    *("buildVersion", "targetBuildVersion", "migrationState"),
    *("virtualNetworkSubnetId", "privateLinkIdentifiers"),
)
_WEB_LOGS: Final = (
    "AppServiceAppLogs,AppServiceAuditLogs,AppServiceConsoleLogs,AppServiceHTTPLogs,"
    "AppServiceIPSecAuditLogs,AppServicePlatformLogs,ScanLogs"
)

_ORDER: Final = (
    *("name", "state", "hostNames", "webSpace", "selfLink", "repositorySiteName", "owner"),
    *("usageState", "enabled", "adminEnabled", "enabledHostNames", "siteProperties"),
    *("availabilityState", "sslCertificates", "csrs", "cers", "siteMode", "hostNameSslStates"),
    *("computeMode", "serverFarm", "serverFarmId", "reserved", "isXenon", "hyperV"),
    *("lastModifiedTimeUtc", "storageRecoveryDefaultState", "contentAvailabilityState"),
    *("runtimeAvailabilityState", "dnsConfiguration", "vnetRouteAllEnabled"),
    "containerAllocationSubnet",
    *("useContainerLocalhostBindings", "vnetImagePullEnabled", "vnetContentShareEnabled"),
    *("siteConfig", "deploymentId", "slotName", "trafficManagerHostNames", "sku"),
    *("scmSiteAlsoStopped", "targetSwapSlot", "hostingEnvironment"),
    *("hostingEnvironmentProfile", "clientAffinityEnabled", "clientCertEnabled"),
    *("clientCertMode", "clientCertExclusionPaths", "hostNamesDisabled"),
    *("domainVerificationIdentifiers", "customDomainVerificationId", "kind"),
    *("inboundIpAddress", "possibleInboundIpAddresses", "ftpUsername", "ftpsHostName"),
    *("outboundIpAddresses", "possibleOutboundIpAddresses", "containerSize"),
    *("dailyMemoryTimeQuota", "suspendedTill", "siteDisabledReason"),
    *("functionExecutionUnitsCache", "maxNumberOfWorkers", "homeStamp", "cloningInfo"),
    *("hostingEnvironmentId", "tags", "resourceGroup", "defaultHostName", "slotSwapStatus"),
    *("httpsOnly", "redundancyMode", "inProgressOperationId", "geoDistributions"),
    *("privateEndpointConnections", "publicNetworkAccess", "buildVersion"),
    *("targetBuildVersion", "migrationState", "eligibleLogCategories"),
    *("storageAccountRequired", "virtualNetworkSubnetId", "keyVaultReferenceIdentity"),
    *("defaultHostNameScope", "privateLinkIdentifiers"),
)
