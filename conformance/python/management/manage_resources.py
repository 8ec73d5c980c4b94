"""azure-mgmt-resource and -resource-subscriptions: groups, resources, tags, providers."""

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.resource.resources.models import (
    GenericResource,
    ResourceGroup,
    ResourceGroupPatchable,
    Tags,
    TagsPatchResource,
    TagsResource,
)
from azure.mgmt.resource.subscriptions import SubscriptionClient
from common import LOCATION, Given, begin, say

VERSION = "2023-01-31"


def groups(client: ResourceManagementClient, given: Given) -> None:
    """Create, get, list, update, delete."""
    name = f"{given.group}-second"
    made = client.resource_groups.create_or_update(
        name, ResourceGroup(location=LOCATION, tags={"team": "one"})
    )
    assert (made.name, made.location) == (name, LOCATION)
    assert made.properties.provisioning_state == "Succeeded"
    assert client.resource_groups.check_existence(name)
    assert client.resource_groups.get(name).tags == {"team": "one"}
    by_tag = client.resource_groups.list(filter="tagName eq 'team' and tagValue eq 'one'")
    assert [each.name for each in by_tag] == [name]
    changed = client.resource_groups.update(name, ResourceGroupPatchable(tags={"team": "two"}))
    assert changed.tags == {"team": "two"}
    client.resource_groups.begin_delete(name).result()
    assert not client.resource_groups.check_existence(name)
    with pytest.raises(ResourceNotFoundError, match="ResourceGroupNotFound"):
        client.resource_groups.get(name)
    say("resource groups: create, get, list, update, delete")


def resources(client: ResourceManagementClient, given: Given) -> None:
    """A resource of any type, by its id."""
    own_id = f"{given.scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/generic"
    ways = client.resources
    made = ways.begin_create_or_update_by_id(
        own_id, GenericResource(location=LOCATION, tags={"a": "1"}), api_version=VERSION
    ).result()
    assert made.properties["principalId"]
    assert ways.get_by_id(own_id, api_version=VERSION).tags == {"a": "1"}
    changed = ways.begin_update_by_id(
        own_id, GenericResource(tags={"a": "2"}), api_version=VERSION
    ).result()
    assert changed.tags == {"a": "2"}
    kind = "Microsoft.ManagedIdentity/userAssignedIdentities"
    listed = ways.list_by_resource_group(given.group, filter=f"resourceType eq '{kind}'")
    assert [each.name for each in listed] == ["generic"]
    assert ways.check_existence_by_id(own_id, api_version=VERSION)
    ways.begin_delete_by_id(own_id, api_version=VERSION).result()
    assert not ways.check_existence_by_id(own_id, api_version=VERSION)
    say("resources: create, get, list, update, delete")


def tags(client: ResourceManagementClient, given: Given) -> None:
    """The tags of a scope, by themselves."""
    ways = client.tags
    ways.begin_create_or_update_at_scope(
        given.scope, TagsResource(properties=Tags(tags={"x": "1"}))
    ).result()
    merge = TagsPatchResource(operation="Merge", properties=Tags(tags={"y": "2"}))
    ways.begin_update_at_scope(given.scope, merge).result()
    assert ways.get_at_scope(given.scope).properties.tags == {"x": "1", "y": "2"}
    ways.begin_delete_at_scope(given.scope).result()
    assert not ways.get_at_scope(given.scope).properties.tags
    say("tags: create, get, update, delete")


def providers(client: ResourceManagementClient) -> None:
    """Which namespaces there are, and their types."""
    web = client.providers.get("Microsoft.Web")
    assert web.registration_state == "Registered"
    assert "sites" in [each.resource_type for each in web.resource_types]
    assert web.namespace in [each.namespace for each in client.providers.list()]
    assert client.providers.register("Microsoft.KeyVault").registration_state == "Registered"
    say("providers: get, list, register")


def subscriptions(client: SubscriptionClient, given: Given) -> None:
    """The one subscription, its places, the one tenant."""
    assert client.subscriptions.get(given.subscription).state == "Enabled"
    listed = [each.subscription_id for each in client.subscriptions.list()]
    assert listed == [given.subscription]
    places = [each.name for each in client.subscriptions.list_locations(given.subscription)]
    assert LOCATION in places
    assert given.tenant in [each.tenant_id for each in client.tenants.list()]
    say("subscriptions: get, list, locations, tenants")


def main() -> None:
    """All of it once."""
    given, credential = begin()
    client = ResourceManagementClient(credential, given.subscription)
    groups(client, given)
    resources(client, given)
    tags(client, given)
    providers(client)
    subscriptions(SubscriptionClient(credential), given)
    with pytest.raises(HttpResponseError, match="ResourceGroupNotFound"):
        list(client.resources.list_by_resource_group("nowhere"))
    print("resource: ok")


if __name__ == "__main__":
    main()
