"""azure-mgmt-keyvault: vaults, their access policies, secrets; deleted vaults."""

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.keyvault.models import (
    AccessPolicyEntry,
    Permissions,
    SecretCreateOrUpdateParameters,
    SecretProperties,
    Sku,
    VaultAccessPolicyParameters,
    VaultAccessPolicyProperties,
    VaultCheckNameAvailabilityParameters,
    VaultCreateOrUpdateParameters,
    VaultPatchParameters,
    VaultPatchProperties,
    VaultProperties,
)
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.msi.models import Identity
from common import LOCATION, Given, begin, say


def vaults(client: KeyVaultManagementClient, given: Given, name: str) -> None:
    """Create, get, list, update."""
    ways = client.vaults
    asked = VaultCheckNameAvailabilityParameters(name=name, type="Microsoft.KeyVault/vaults")
    assert ways.check_name_availability(asked).name_available
    body = VaultCreateOrUpdateParameters(
        location=LOCATION,
        properties=VaultProperties(
            tenant_id=given.tenant,
            sku=Sku(family="A", name="standard"),
            access_policies=[],
            enable_rbac_authorization=False,
            soft_delete_retention_in_days=7,
        ),
    )
    made = ways.begin_create_or_update(given.group, name, body).result()
    assert made.properties.vault_uri == f"https://{name}.vault.azure.net/"
    assert made.properties.provisioning_state == "Succeeded"
    assert ways.get(given.group, name).properties.soft_delete_retention_in_days == 7
    assert not ways.check_name_availability(asked).name_available
    assert [each.name for each in ways.list_by_resource_group(given.group)] == [name]
    assert name in [each.name for each in ways.list_by_subscription()]
    assert name in [each.name for each in ways.list(filter=VAULTS)]
    changed = ways.update(
        given.group,
        name,
        VaultPatchParameters(
            tags={"a": "1"}, properties=VaultPatchProperties(enabled_for_deployment=True)
        ),
    )
    assert (changed.tags, changed.properties.enabled_for_deployment) == ({"a": "1"}, True)
    say("vaults: create, get, list, update")


VAULTS = "resourceType eq 'Microsoft.KeyVault/vaults'"


def policies(
    client: KeyVaultManagementClient, given: Given, name: str, credential: DefaultAzureCredential
) -> None:
    """A policy opens the vault, and its removal closes it: seen at the vault itself."""
    reader = ManagedServiceIdentityClient(
        credential, given.subscription
    ).user_assigned_identities.create_or_update(
        given.group, "vault-reader", Identity(location=LOCATION)
    )
    entry = AccessPolicyEntry(
        tenant_id=given.tenant,
        object_id=reader.principal_id,
        permissions=Permissions(secrets=["get", "list"]),
    )
    body = VaultAccessPolicyParameters(
        properties=VaultAccessPolicyProperties(access_policies=[entry])
    )
    ways = client.vaults
    added = ways.update_access_policy(given.group, name, "add", body)
    assert [each.object_id for each in added.properties.access_policies] == [reader.principal_id]
    removed = ways.update_access_policy(given.group, name, "remove", body)
    assert not removed.properties.access_policies
    say("access policies: add, remove")


def secrets(client: KeyVaultManagementClient, given: Given, name: str) -> None:
    """A secret as templates make one: its value goes in, and never out."""
    body = SecretCreateOrUpdateParameters(properties=SecretProperties(value="first"))
    made = client.secrets.create_or_update(given.group, name, "one", body)
    assert made.properties.secret_uri == f"https://{name}.vault.azure.net/secrets/one"
    found = client.secrets.get(given.group, name, "one")
    assert found.properties.value is None
    assert [each.name for each in client.secrets.list(given.group, name)] == ["one"]
    say("secrets: create, get, list")


def end(client: KeyVaultManagementClient, given: Given, name: str) -> None:
    """Delete, find it among the deleted, recover it, delete and purge."""
    ways = client.vaults
    ways.delete(given.group, name)
    with pytest.raises(ResourceNotFoundError, match="ResourceNotFound"):
        ways.get(given.group, name)
    assert name in [each.name for each in ways.list_deleted()]
    assert ways.get_deleted(name, LOCATION).properties.location == LOCATION
    body = VaultCreateOrUpdateParameters(
        location=LOCATION,
        properties=VaultProperties(
            tenant_id=given.tenant, sku=Sku(family="A", name="standard"), create_mode="recover"
        ),
    )
    ways.begin_create_or_update(given.group, name, body).result()
    ways.delete(given.group, name)
    ways.begin_purge_deleted(name, LOCATION).result()
    with pytest.raises(ResourceNotFoundError, match="DeletedVaultNotFound"):
        ways.get_deleted(name, LOCATION)
    say("deleted vaults: get, list, recover, purge")


def main() -> None:
    """All of it once."""
    given, credential = begin()
    name = f"{given.group}-vault"
    client = KeyVaultManagementClient(credential, given.subscription)
    vaults(client, given, name)
    policies(client, given, name, credential)
    secrets(client, given, name)
    refused = SecretClient(f"https://{name}.vault.azure.net", credential)
    with pytest.raises(Exception, match="does not have secrets get permission"):
        refused.get_secret("one")
    end(client, given, name)
    print("keyvault: ok")


if __name__ == "__main__":
    main()
