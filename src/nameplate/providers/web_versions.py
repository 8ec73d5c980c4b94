"""Which members of Microsoft.Web's answers an api-version is too old for.

Taken from recordings at 2016-09-01, 2018-02-01, 2018-11-01, 2019-08-01, 2020-12-01 and 2022-03-01:
the dates lie between the last one without a member and the first one with it.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

OF_SITES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            *("clientCertMode", "containerAllocationSubnet", "defaultHostNameScope"),
            *("dnsConfiguration", "eligibleLogCategories", "ftpUsername", "ftpsHostName"),
            *("keyVaultReferenceIdentity", "migrationState", "privateLinkIdentifiers"),
            *("publicNetworkAccess", "slotName", "storageAccountRequired"),
            *("useContainerLocalhostBindings", "virtualNetworkSubnetId"),
            *("vnetContentShareEnabled", "vnetImagePullEnabled", "vnetRouteAllEnabled"),
        ),
        "2021-01-01",
    ),
    **dict.fromkeys(
        (
            *("buildVersion", "targetBuildVersion", "customDomainVerificationId"),
            *("inboundIpAddress", "possibleInboundIpAddresses", "privateEndpointConnections"),
        ),
        "2019-01-01",
    ),
}
OF_PLANS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("elasticScaleEnabled", "kubeEnvironmentProfile", "zoneRedundant"), "2021-01-01"
    ),
    "existingServerFarmIds": "2019-01-01",
    **dict.fromkeys(
        (
            *("freeOfferExpirationTime", "hyperV", "isSpot", "isXenon", "webSiteId"),
            *("maximumElasticWorkerCount", "spotExpirationTime"),
        ),
        "2017-01-01",
    ),
}
OF_CONFIG: Final[Mapping[str, str]] = dict.fromkeys(
    (
        *("acrUseManagedIdentityCreds", "acrUserManagedIdentityID", "antivirusScanEnabled"),
        *("azureStorageAccounts", "elasticWebAppScaleLimit", "functionAppScaleLimit"),
        *("http20ProxyFlag", "ipSecurityRestrictionsDefaultAction", "keyVaultReferenceIdentity"),
        *("minTlsCipherSuite", "minimumElasticInstanceCount", "powerShellVersion"),
        *("publicNetworkAccess", "scmIpSecurityRestrictionsDefaultAction", "scmMinTlsVersion"),
        *("sitePort", "storageType", "supportedTlsCipherSuites", "vnetPrivatePortsCount"),
        *("vnetRouteAllEnabled", "windowsConfiguredStacks"),
    ),
    "2021-01-01",
)
OF_SIGN_IN: Final[Mapping[str, str]] = dict.fromkeys(
    (
        *("aadClaimsAuthorization", "clientSecretSettingName", "configVersion"),
        *("facebookAppSecretSettingName", "gitHubClientId", "gitHubClientSecret"),
        *("gitHubClientSecretSettingName", "gitHubOAuthScopes", "googleClientSecretSettingName"),
        *("microsoftAccountClientSecretSettingName", "twitterConsumerSecretSettingName"),
    ),
    "2021-01-01",
)

_CONFIG_OF_SITES: Final = "siteConfig"
_WITHOUT_CONFIG: Final = ("2018-01-01", "2021-01-01")
"""Between these dates a site's answers say nothing of its configuration."""


def site_as_of(
    api_version: str, members: Mapping[str, Any], *, given: Collection[str]
) -> dict[str, Any]:
    """A site's properties at an api-version."""
    found = as_of(api_version, members, OF_SITES, given=given)
    if _WITHOUT_CONFIG[0] <= api_version[:10] < _WITHOUT_CONFIG[1]:
        found[_CONFIG_OF_SITES] = None
    return found


def as_of(
    api_version: str,
    members: Mapping[str, Any],
    since: Mapping[str, str],
    *,
    given: Collection[str] = (),
) -> dict[str, Any]:
    """The members that an api-version has; those that somebody set are always shown."""
    return {
        name: value
        for name, value in members.items()
        if name in given or api_version[:10] >= since.get(name, "")
    }
