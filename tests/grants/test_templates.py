"""Resources that grant something, as a template that can be deployed."""

from nameplate.grants.templates import deploy_command, template

GROUP = "/subscriptions/s/resourceGroups/local"


def test_a_resource_is_granted_by_a_deployment_of_its_group() -> None:
    made = template([{"type": "t"}], f"{GROUP}/providers/Microsoft.KeyVault/vaults/v")
    assert made["resources"] == [{"type": "t"}]
    assert made["$schema"].endswith("/deploymentTemplate.json#")
    assert deploy_command(GROUP) == (
        "nameplate deployment group create -g local --template-file grant.json"
    )


def test_a_subscription_is_granted_by_a_deployment_of_its_own() -> None:
    made = template([], "/subscriptions/s")
    assert made["$schema"].endswith("/subscriptionDeploymentTemplate.json#")
    assert deploy_command("/subscriptions/s").startswith("nameplate deployment sub create -l ")
