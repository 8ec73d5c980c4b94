"""azure-mgmt-resource-deployments: a template in a group, and at the subscription."""

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.resource.deployments import DeploymentsMgmtClient
from azure.mgmt.resource.deployments.models import (
    Deployment,
    DeploymentProperties,
    DeploymentWhatIf,
    DeploymentWhatIfProperties,
    ScopedDeployment,
)
from azure.mgmt.resource.resources import ResourceManagementClient
from common import LOCATION, Given, begin, say

TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"name": {"type": "string"}},
    "resources": [
        {
            "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
            "apiVersion": "2023-01-31",
            "name": "[parameters('name')]",
            "location": "[resourceGroup().location]",
        }
    ],
    "outputs": {
        "principal": {
            "type": "string",
            "value": "[reference(parameters('name'), '2023-01-31').principalId]",
        }
    },
}
GROUPS = {
    "$schema": (
        "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
    ),
    "contentVersion": "1.0.0.0",
    "resources": [
        {
            "type": "Microsoft.Resources/resourceGroups",
            "apiVersion": "2024-03-01",
            "name": "from-sdk",
            "location": LOCATION,
        }
    ],
}


def properties(name: str = "deployed") -> DeploymentProperties:
    """What is to be deployed."""
    return DeploymentProperties(
        mode="Incremental", template=TEMPLATE, parameters={"name": {"value": name}}
    )


def in_a_group(client: DeploymentsMgmtClient, given: Given) -> None:
    """Validate, what-if, create, get, list, operations, export, delete."""
    ways, at = client.deployments, (given.group, "one")
    checked = ways.begin_validate(*at, Deployment(properties=properties())).result()
    assert checked.error is None
    ask = DeploymentWhatIf(
        properties=DeploymentWhatIfProperties(
            mode="Incremental", template=TEMPLATE, parameters={"name": {"value": "deployed"}}
        )
    )
    foreseen = ways.begin_what_if(*at, ask).result()
    assert [each.change_type for each in foreseen.changes] == ["Create"]
    made = ways.begin_create_or_update(*at, Deployment(properties=properties())).result()
    assert made.properties.provisioning_state == "Succeeded"
    assert made.properties.outputs["principal"]["value"]
    assert ways.get(*at).properties.mode == "Incremental"
    assert ways.check_existence(*at)
    assert [each.name for each in ways.list_by_resource_group(given.group)] == ["one"]
    states = [each.properties.provisioning_state for each in client.deployment_operations.list(*at)]
    assert states
    assert set(states) == {"Succeeded"}
    assert ways.export_template(*at).template["parameters"] == TEMPLATE["parameters"]
    again = ways.begin_what_if(*at, ask).result()
    assert [each.change_type for each in again.changes] == ["NoChange"]
    with pytest.raises(HttpResponseError, match="DeploymentCannotBeCancelled"):
        ways.cancel(*at)
    ways.begin_delete(*at).result()
    assert not ways.check_existence(*at)
    with pytest.raises(ResourceNotFoundError, match="DeploymentNotFound"):
        ways.get(*at)
    say("in a group: validate, what-if, create, get, list, operations, export, delete")


def refused(client: DeploymentsMgmtClient, given: Given) -> None:
    """A parameter that is missing, and a template that fails half way."""
    body = Deployment(properties=DeploymentProperties(mode="Incremental", template=TEMPLATE))
    with pytest.raises(HttpResponseError, match="InvalidTemplate"):
        client.deployments.begin_create_or_update(given.group, "none", body).result()
    unknown = {
        **TEMPLATE,
        "outputs": {},
        "resources": [
            {
                "type": "Microsoft.Web/sites",
                "apiVersion": "2023-12-01",
                "name": "half-way",
                "location": LOCATION,
                "properties": {
                    "serverFarmId": f"{given.scope}/providers/Microsoft.Web/serverfarms/no"
                },
            }
        ],
    }
    body = Deployment(
        properties=DeploymentProperties(
            mode="Incremental", template=unknown, parameters={"name": {"value": "x"}}
        )
    )
    with pytest.raises(HttpResponseError, match="DeploymentFailed"):
        client.deployments.begin_create_or_update(given.group, "fails", body).result()
    failed = client.deployments.get(given.group, "fails").properties
    assert (failed.provisioning_state, failed.error.code) == ("Failed", "DeploymentFailed")
    say("refused: a missing parameter; failed: a site whose plan is not there")


def at_the_subscription(client: DeploymentsMgmtClient, groups: ResourceManagementClient) -> None:
    """A group comes of it."""
    body = ScopedDeployment(
        location=LOCATION, properties=DeploymentProperties(mode="Incremental", template=GROUPS)
    )
    ways = client.deployments
    made = ways.begin_create_or_update_at_subscription_scope("sub", body).result()
    assert made.properties.provisioning_state == "Succeeded"
    assert groups.resource_groups.check_existence("from-sdk")
    assert "sub" in [each.name for each in ways.list_at_subscription_scope()]
    ways.begin_delete_at_subscription_scope("sub").result()
    groups.resource_groups.begin_delete("from-sdk").result()
    say("at the subscription: create, list, delete")


def main() -> None:
    """All of it once."""
    given, credential = begin()
    client = DeploymentsMgmtClient(credential, given.subscription)
    in_a_group(client, given)
    refused(client, given)
    at_the_subscription(client, ResourceManagementClient(credential, given.subscription))
    print("deployments: ok")


if __name__ == "__main__":
    main()
