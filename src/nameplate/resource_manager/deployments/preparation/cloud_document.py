"""What a template's ``environment()`` returns: a cloud's endpoints and suffixes.

Every documented member. What is served here has the names under which it is reached; the names of
what is not are those of the cloud that is stood in for, so that what a template makes of them is
what it would be there.
"""

from typing import Any

from nameplate.core.cloud import Cloud


def cloud_document(cloud: Cloud) -> dict[str, Any]:
    """The document of ``environment()``."""
    others = cloud.others
    return {
        "name": cloud.name,
        "gallery": others.gallery,
        "graph": others.graph,
        "portal": others.portal,
        "graphAudience": others.graph,
        "activeDirectoryDataLake": others.data_lake,
        "batch": others.batch,
        "media": others.media,
        "sqlManagement": others.sql_management,
        "vmImageAliasDoc": others.image_aliases,
        "resourceManager": f"{cloud.resource_manager}/",
        "authentication": {
            "loginEndpoint": f"{cloud.authority}/",
            "audiences": sorted(cloud.resource_manager_audiences, reverse=True),
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "suffixes": {
            "acrLoginServer": f".{others.registry_suffix}",
            "azureDatalakeAnalyticsCatalogAndJob": others.data_lake_analytics_suffix,
            "azureDatalakeStoreFileSystem": others.data_lake_store_suffix,
            "azureFrontDoorEndpointSuffix": others.front_door_suffix,
            "keyvaultDns": f".{cloud.vault_suffix}{cloud.port_suffix}",
            "sqlServerHostname": f".{others.sql_suffix}",
            "storage": cloud.storage_suffix or f"storage.{cloud.resource_manager_host}",
        },
    }
