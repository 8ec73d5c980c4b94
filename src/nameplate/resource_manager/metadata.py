"""``GET /metadata/endpoints``: how az and other tools register a cloud (``arm.md`` section 3).

Without authentication. Version 2019-05-01 is a list, which the generic client of az reads; later
ones are one object, which ``az cloud register`` wants. Endpoints that are not served here name
this control plane, so that a client which insists on them finds somebody who says no.
"""

from typing import Any, Final

from nameplate.core.cloud import Cloud

PATH: Final = "/metadata/endpoints"
_LIST_VERSION: Final = "2019-05-01"


def endpoints(cloud: Cloud, api_version: str, *, listed: bool = False) -> Any:
    """The document for an api-version."""
    document = _document(cloud)
    return [document] if listed or api_version == _LIST_VERSION else document


def _document(cloud: Cloud) -> dict[str, Any]:
    here = cloud.resource_manager
    return {
        "portal": here,
        "authentication": {
            "loginEndpoint": cloud.authority,
            "audiences": list(cloud.resource_manager_audiences),
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "media": here,
        "graphAudience": cloud.graph_audience,
        "graph": cloud.graph_audience,
        "name": cloud.name,
        "suffixes": _suffixes(cloud),
        "batch": here,
        "resourceManager": here,
        "vmImageAliasDoc": here,
        "activeDirectoryDataLake": here,
        "sqlManagement": here,
        "microsoftGraphResourceId": cloud.graph_audience,
        "appInsightsResourceId": here,
        "appInsightsTelemetryChannelResourceId": here,
        "attestationResourceId": here,
        "logAnalyticsResourceId": here,
        "ossrDbmsResourceId": here,
        "gallery": here,
    }


def _suffixes(cloud: Cloud) -> dict[str, str]:
    nowhere = cloud.resource_manager_host
    return {
        "storage": cloud.storage_suffix or f"storage.{nowhere}",
        "keyVaultDns": f"{cloud.vault_suffix}{cloud.port_suffix}",
        "sqlServerHostname": f"sql.{nowhere}",
        "acrLoginServer": f"registry.{nowhere}",
        "appServiceDns": cloud.sites_suffix,
    }
