"""azure-mgmt-authorization: role definitions, role assignments, what one may."""

from uuid import uuid4

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.identity import DefaultAzureCredential
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.authorization.models import (
    Permission,
    RoleAssignmentCreateParameters,
    RoleDefinition,
)
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.msi.models import Identity
from common import LOCATION, Given, begin, say

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def definitions(client: AuthorizationManagementClient, given: Given) -> None:
    """Built in ones by name; a custom one: create, get, list, update, delete."""
    ways = client.role_definitions
    (reader,) = ways.list(given.scope, filter="roleName eq 'Reader'")
    assert reader.name == READER
    name = str(uuid4())

    def role(*actions: str) -> RoleDefinition:
        return RoleDefinition(
            role_name="Restarters",
            role_type="CustomRole",
            permissions=[Permission(actions=list(actions))],
            assignable_scopes=[given.scope],
        )

    made = ways.create_or_update(given.scope, name, role("Microsoft.Web/sites/read"))
    assert (made.name, made.role_type) == (name, "CustomRole")
    more = role("Microsoft.Web/sites/read", "Microsoft.Web/sites/restart/action")
    assert len(ways.create_or_update(given.scope, name, more).permissions[0].actions) == 2
    assert ways.get(given.scope, name).role_name == "Restarters"
    custom = ways.list(given.scope, filter="type eq 'CustomRole'")
    assert name in [each.name for each in custom]
    ways.delete(given.scope, name)
    assert name not in [each.name for each in ways.list(given.scope)]
    say("role definitions: create, get, list, update, delete")


def assignments(
    client: AuthorizationManagementClient, given: Given, credential: DefaultAzureCredential
) -> None:
    """Create, get, list, delete; the same one twice is refused."""
    who = ManagedServiceIdentityClient(
        credential, given.subscription
    ).user_assigned_identities.create_or_update(given.group, "reader", Identity(location=LOCATION))
    role = f"/subscriptions/{given.subscription}/providers/Microsoft.Authorization/roleDefinitions"
    body = RoleAssignmentCreateParameters(
        role_definition_id=f"{role}/{READER}",
        principal_id=who.principal_id,
        principal_type="ServicePrincipal",
    )
    ways, name = client.role_assignments, str(uuid4())
    made = ways.create(given.scope, name, body)
    assert (made.principal_id, made.scope) == (who.principal_id, given.scope)
    with pytest.raises(ResourceExistsError, match="RoleAssignmentExists"):
        ways.create(given.scope, str(uuid4()), body)
    assert ways.get(given.scope, name).role_definition_id.endswith(READER)
    assert ways.get_by_id(made.id).name == name
    of_principal = ways.list_for_scope(given.scope, filter=f"principalId eq '{who.principal_id}'")
    assert [each.name for each in of_principal] == [name]
    at_scope = ways.list_for_scope(given.scope, filter="atScope()")
    assert name in [each.name for each in at_scope]
    assert name in [each.name for each in ways.list_for_resource_group(given.group)]
    assert name in [each.name for each in ways.list_for_subscription()]
    ways.delete(given.scope, name)
    with pytest.raises(HttpResponseError, match="RoleAssignmentNotFound"):
        ways.get(given.scope, name)
    say("role assignments: create, get, list, delete")


def main() -> None:
    """All of it once."""
    given, credential = begin()
    client = AuthorizationManagementClient(credential, given.subscription)
    definitions(client, given)
    assignments(client, given, credential)
    print("authorization: ok")


if __name__ == "__main__":
    main()
