"""A site's configuration as Microsoft.Web answers it: the members, their order, their defaults.

Taken from the recordings of ``config/web`` and of a site's ``siteConfig`` (``wire.md`` 22 to 24).
"""

from collections.abc import Mapping
from typing import Any, Final

from nameplate.core.errors import BadRequest

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

_NEVER_TAKEN: Final = frozenset(("publishingUsername", "siteAuthEnabled", "siteAuthSettings"))
SECRET: Final = frozenset(("appSettings", "connectionStrings"))
"""What ``siteConfig`` may carry and ``config/web`` never shows."""

_BEFORE_SIGN_IN: Final = "publicNetworkAccess"
_NO_SIGN_IN: Final[Mapping[str, Any]] = {
    **dict.fromkeys(
        (
            *("enabled", "unauthenticatedClientAction", "tokenStoreEnabled"),
            *("allowedExternalRedirectUrls", "defaultProvider", "clientId", "clientSecret"),
            *("clientSecretSettingName", "clientSecretCertificateThumbprint", "issuer"),
            *("allowedAudiences", "additionalLoginParams"),
        )
    ),
    "isAadAutoProvisioned": False,
    **dict.fromkeys(
        (
            *("aadClaimsAuthorization", "googleClientId", "googleClientSecret"),
            *("googleClientSecretSettingName", "googleOAuthScopes", "facebookAppId"),
            *("facebookAppSecret", "facebookAppSecretSettingName", "facebookOAuthScopes"),
            *("gitHubClientId", "gitHubClientSecret", "gitHubClientSecretSettingName"),
            *("gitHubOAuthScopes", "twitterConsumerKey", "twitterConsumerSecret"),
            *("twitterConsumerSecretSettingName", "microsoftAccountClientId"),
            *("microsoftAccountClientSecret", "microsoftAccountClientSecretSettingName"),
            *("microsoftAccountOAuthScopes", "configVersion"),
        )
    ),
}

_SHOWN_BY_SITE: Final = frozenset(
    (
        *("numberOfWorkers", "linuxFxVersion", "acrUseManagedIdentityCreds", "alwaysOn"),
        *("http20Enabled", "minimumElasticInstanceCount"),
    )
)


_SHOWN_AFTER_WRITES: Final = frozenset(("ipSecurityRestrictions", "scmIpSecurityRestrictions"))


def full(stored: Mapping[str, Any]) -> dict[str, Any]:
    """``config/web`` whole: what was set over what is default."""
    return {**DEFAULTS, **stored}


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two say the same: a site shows 0 of a limit that nobody set, and "" of a text."""
    said, told = (
        {name: value or None for name, value in full(each).items()} for each in (one, other)
    )
    return said == told


def web(stored: Mapping[str, Any], publisher: str, *, kind: str = "app") -> dict[str, Any]:
    """``config/web`` as it is answered: with who publishes, and without anybody signing in."""
    whole: dict[str, Any] = {}
    for name, value in full(stored).items():
        whole[name] = value
        if name == _BEFORE_SIGN_IN:
            whole |= {"siteAuthEnabled": False, "siteAuthSettings": _NO_SIGN_IN}
    applications = whole["virtualApplications"]
    if isinstance(applications, list):
        whole["virtualApplications"] = [
            {**each, "virtualDirectories": each.get("virtualDirectories")}
            if isinstance(each, dict)
            else each
            for each in applications
        ]
    functions = "functionapp" in kind
    whole["functionAppScaleLimit"] = (whole["functionAppScaleLimit"] or 0) if functions else None
    if functions:
        whole["elasticWebAppScaleLimit"] = None
    return {**whole, "publishingUsername": publisher}


def of_site(stored: Mapping[str, Any], kind: str = "app", *, written: bool) -> dict[str, Any]:
    """A site's ``siteConfig``: every member, and of most only that it exists, as in Azure.

    The answer to a write has the rules of access as well, and for an app that is no function app
    another limit.
    """
    values = full(stored)
    also = _SHOWN_AFTER_WRITES if written else frozenset()
    shown = {name: values[name] if name in _SHOWN_BY_SITE | also else None for name in DEFAULTS}
    limit = "functionAppScaleLimit"
    if written and "functionapp" not in kind:
        limit = "elasticWebAppScaleLimit"
    return {**shown, limit: values[limit] or 0}


def merged(stored: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept when a body sets some members: a ``null`` says nothing, as in Azure."""
    sign_in = given.get("siteAuthSettings")
    if given.get("siteAuthEnabled") or (isinstance(sign_in, dict) and sign_in.get("enabled")):
        raise no_sign_in("siteAuthSettings")
    kept = {
        name: value
        for name, value in given.items()
        if value is not None and name not in SECRET | _NEVER_TAKEN
    }
    return {**stored, **kept}


def no_sign_in(what: str) -> BadRequest:
    """Signing people in for an app is not done here; settings that promise it are refused."""
    return BadRequest(
        "AuthenticationSettingsNotSupported",
        f"App Service Authentication ('{what[:30]}') is not served here: nothing would check "
        "who signs in. Leave this configuration out of the template.",
    )
