"""A site's configuration as Microsoft.Web answers it: the members, their order, their defaults.

Taken from the recordings of ``config/web`` and of a site's ``siteConfig`` (``wire.md`` 22 to 24).
"""

from collections.abc import Mapping
from typing import Any, Final

_ALLOW_ALL: Final = {
    "ipAddress": "Any",
    "action": "Allow",
    "priority": 2147483647,
    "name": "Allow all",
    "description": "Allow all access",
}

DEFAULTS: Final[Mapping[str, Any]] = {
    "numberOfWorkers": 1,
    "defaultDocuments": ["Default.htm", "Default.html", "index.htm", "index.html", "index.php"],
    "netFrameworkVersion": "v4.0",
    "phpVersion": "",
    "pythonVersion": "",
    "nodeVersion": "",
    "powerShellVersion": "",
    "linuxFxVersion": "",
    "windowsFxVersion": None,
    "windowsConfiguredStacks": [],
    "requestTracingEnabled": False,
    "remoteDebuggingEnabled": False,
    "remoteDebuggingVersion": None,
    "httpLoggingEnabled": False,
    "azureMonitorLogCategories": None,
    "acrUseManagedIdentityCreds": False,
    "acrUserManagedIdentityID": None,
    "logsDirectorySizeLimit": 35,
    "detailedErrorLoggingEnabled": False,
    "publishingUsername": None,
    "publishingPassword": None,
    "appSettings": None,
    "metadata": None,
    "connectionStrings": None,
    "machineKey": None,
    "handlerMappings": None,
    "documentRoot": None,
    "scmType": "None",
    "use32BitWorkerProcess": True,
    "webSocketsEnabled": False,
    "alwaysOn": False,
    "javaVersion": None,
    "javaContainer": None,
    "javaContainerVersion": None,
    "appCommandLine": "",
    "managedPipelineMode": "Integrated",
    "virtualApplications": [
        {
            "virtualPath": "/",
            "physicalPath": "site\\wwwroot",
            "preloadEnabled": False,
            "virtualDirectories": None,
        }
    ],
    "winAuthAdminState": 0,
    "winAuthTenantState": 0,
    "customAppPoolIdentityAdminState": False,
    "customAppPoolIdentityTenantState": False,
    "runtimeADUser": None,
    "runtimeADUserPassword": None,
    "loadBalancing": "LeastRequests",
    "routingRules": [],
    "experiments": {"rampUpRules": []},
    "limits": None,
    "autoHealEnabled": False,
    "autoHealRules": None,
    "tracingOptions": None,
    "vnetName": "",
    "vnetRouteAllEnabled": False,
    "vnetPrivatePortsCount": 0,
    "publicNetworkAccess": None,
    "cors": None,
    "push": None,
    "apiDefinition": None,
    "apiManagementConfig": None,
    "autoSwapSlotName": None,
    "localMySqlEnabled": False,
    "managedServiceIdentityId": None,
    "xManagedServiceIdentityId": None,
    "keyVaultReferenceIdentity": None,
    "ipSecurityRestrictions": [_ALLOW_ALL],
    "ipSecurityRestrictionsDefaultAction": None,
    "scmIpSecurityRestrictions": [_ALLOW_ALL],
    "scmIpSecurityRestrictionsDefaultAction": None,
    "scmIpSecurityRestrictionsUseMain": False,
    "http20Enabled": False,
    "minTlsVersion": "1.2",
    "minTlsCipherSuite": None,
    "supportedTlsCipherSuites": None,
    "scmMinTlsVersion": "1.2",
    "ftpsState": "FtpsOnly",
    "preWarmedInstanceCount": 0,
    "functionAppScaleLimit": None,
    "elasticWebAppScaleLimit": 0,
    "healthCheckPath": None,
    "fileChangeAuditEnabled": False,
    "functionsRuntimeScaleMonitoringEnabled": False,
    "websiteTimeZone": None,
    "minimumElasticInstanceCount": 0,
    "azureStorageAccounts": {},
    "http20ProxyFlag": 0,
    "sitePort": None,
    "antivirusScanEnabled": False,
    "storageType": "StorageVolume",
}

SECRET: Final = frozenset(("appSettings", "connectionStrings"))
"""What ``siteConfig`` may carry and ``config/web`` never shows."""

_SHOWN_BY_SITE: Final = frozenset(
    (
        *("numberOfWorkers", "linuxFxVersion", "acrUseManagedIdentityCreds", "alwaysOn"),
        *("http20Enabled", "minimumElasticInstanceCount"),
    )
)


def full(stored: Mapping[str, Any]) -> dict[str, Any]:
    """``config/web`` whole: what was set over what is default."""
    return {**DEFAULTS, **stored}


def of_site(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A site's ``siteConfig``: every member, and of most only that it exists, as in Azure."""
    values = full(stored)
    shown = {name: values[name] if name in _SHOWN_BY_SITE else None for name in DEFAULTS}
    return {**shown, "functionAppScaleLimit": values["functionAppScaleLimit"] or 0}


def merged(stored: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept when a body sets some members: a ``null`` says nothing, as in Azure."""
    kept = {
        name: value for name, value in given.items() if value is not None and name not in SECRET
    }
    return {**stored, **kept}
