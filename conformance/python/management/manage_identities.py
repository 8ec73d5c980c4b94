"""azure-mgmt-msi: user-assigned identities, their federated credentials, a resource's own."""

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.msi.models import FederatedIdentityCredential, Identity, IdentityUpdate
from common import LOCATION, Given, begin, say

ISSUER = "https://token.actions.githubusercontent.com"


def identities(client: ManagedServiceIdentityClient, given: Given) -> None:
    """Create, get, list, update."""
    ways = client.user_assigned_identities
    made = ways.create_or_update(given.group, "sdk", Identity(location=LOCATION, tags={"a": "1"}))
    assert made.principal_id != made.client_id
    assert made.tenant_id == given.tenant
    again = ways.create_or_update(given.group, "sdk", Identity(location=LOCATION))
    assert again.principal_id == made.principal_id
    assert ways.get(given.group, "sdk").client_id == made.client_id
    assert "sdk" in [each.name for each in ways.list_by_resource_group(given.group)]
    assert "sdk" in [each.name for each in ways.list_by_subscription()]
    assert ways.update(given.group, "sdk", IdentityUpdate(tags={"b": "2"})).tags == {"b": "2"}
    say("identities: create, get, list, update")


def federation(client: ManagedServiceIdentityClient, given: Given) -> None:
    """Create, get, list, update, delete."""
    ways, at = client.federated_identity_credentials, (given.group, "sdk")

    def credential(subject: str) -> FederatedIdentityCredential:
        return FederatedIdentityCredential(
            issuer=ISSUER, subject=subject, audiences=["api://AzureADTokenExchange"]
        )

    made = ways.create_or_update(*at, "main-branch", credential("repo:contoso/app"))
    assert made.subject == "repo:contoso/app"
    changed = ways.create_or_update(*at, "main-branch", credential("repo:contoso/other"))
    assert changed.subject == "repo:contoso/other"
    assert ways.get(*at, "main-branch").issuer == ISSUER
    assert [each.name for each in ways.list(*at)] == ["main-branch"]
    ways.delete(*at, "main-branch")
    assert not list(ways.list(*at))
    say("federated credentials: create, get, list, update, delete")


def main() -> None:
    """All of it once."""
    given, credential = begin()
    client = ManagedServiceIdentityClient(credential, given.subscription)
    identities(client, given)
    federation(client, given)
    site = f"/subscriptions/{given.subscription}/resourceGroups/local/providers/Microsoft.Web"
    own = client.system_assigned_identities.get_by_scope(f"{site}/sites/manager")
    assert own.tenant_id == given.tenant
    say("system-assigned identities: get")
    client.user_assigned_identities.delete(given.group, "sdk")
    with pytest.raises(ResourceNotFoundError, match="ResourceNotFound"):
        client.user_assigned_identities.get(given.group, "sdk")
    say("identities: delete")
    print("msi: ok")


if __name__ == "__main__":
    main()
