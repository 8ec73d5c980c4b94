"""``environment()``: every documented member, under any cloud's names."""

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.resource_manager.deployments.preparation.cloud_document import cloud_document

MEMBERS = {
    *("name", "gallery", "graph", "portal", "graphAudience", "activeDirectoryDataLake", "batch"),
    *("media", "sqlManagement", "vmImageAliasDoc", "resourceManager", "authentication"),
    "suffixes",
}
SUFFIXES = {
    *("acrLoginServer", "azureDatalakeAnalyticsCatalogAndJob", "azureDatalakeStoreFileSystem"),
    *("azureFrontDoorEndpointSuffix", "keyvaultDns", "sqlServerHostname", "storage"),
}


def test_production_names_are_azures() -> None:
    found = cloud_document(AZURE_PUBLIC)
    assert set(found) == MEMBERS
    assert set(found["suffixes"]) == SUFFIXES
    assert found["authentication"] == {
        "loginEndpoint": f"{AZURE_PUBLIC.authority}/",
        "audiences": [*reversed(AZURE_PUBLIC.resource_manager_audiences)],
        "tenant": "common",
        "identityProvider": "AAD",
    }
    assert found["suffixes"]["keyvaultDns"] == f".{AZURE_PUBLIC.vault_suffix}"
    assert found["suffixes"]["storage"] == AZURE_PUBLIC.storage_suffix


def test_own_names_are_of_the_own_domain() -> None:
    found = cloud_document(own_cloud("id.example", 8443))
    assert set(found) == MEMBERS
    assert found["resourceManager"] == "https://management.id.example:8443/"
    assert found["suffixes"]["keyvaultDns"] == ".vault.id.example:8443"
    assert all("id.example" in each for each in found["suffixes"].values())
