"""What a template finds around it, at every level."""

import pytest

from nameplate.core.errors import NotFound
from nameplate.resource_manager.deployments.preparation.place import place_at
from nameplate.resource_manager.deployments.preparation.surroundings import (
    Surroundings,
    deployer_document,
)
from nameplate.template.environment import Environment
from tests.providers.stand import GROUP, OPERATOR, STRANGER, SUB, SUBSCRIPTION, TENANT
from tests.resource_manager.deployments.preparing import World, world

ROOT = f"/providers/Microsoft.Management/managementGroups/{TENANT}"


async def around(world: World, scope: str) -> Environment:
    return await Surroundings(world.stand.phases).environment(
        place_at(scope, "d1"), world.turn(), deployment={"name": "d1"}, coming={}
    )


async def test_in_a_group_all_of_it_is_told() -> None:
    made = await world()
    await made.stand.put(GROUP, {"location": "West Europe", "tags": {"team": "a"}})
    found = await around(made, GROUP.replace("local", "LOCAL"))
    assert found.resource_group == {
        "id": GROUP,
        "name": "local",
        "type": "Microsoft.Resources/resourceGroups",
        "location": "westeurope",
        "tags": {"team": "a"},
        "properties": {"provisioningState": "Succeeded"},
    }
    assert found.subscription == {
        "id": SUB,
        "subscriptionId": SUBSCRIPTION,
        "tenantId": TENANT,
        "displayName": "Local",
    }
    assert found.tenant is not None
    assert found.tenant["tenantId"] == TENANT
    assert found.management_group is None
    assert found.scope == GROUP
    assert found.now == made.stand.clock.now()
    assert found.deployment == {"name": "d1"}


async def test_above_groups_there_is_no_group() -> None:
    made = await world()
    found = await around(made, SUB)
    assert (found.resource_group, found.scope) == (None, SUB)
    found = await around(made, "")
    assert (found.subscription, found.scope) == (None, "")


async def test_a_management_group_tells_of_itself() -> None:
    found = await around(await world(), ROOT)
    assert found.management_group is not None
    assert found.management_group["name"] == TENANT
    assert found.scope == ROOT


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        (f"{SUB}/resourceGroups/nope", "ResourceGroupNotFound"),
        ("/subscriptions/99999999-9999-9999-9999-999999999999", "SubscriptionNotFound"),
        ("/subscriptions/nope/resourceGroups/local", "InvalidSubscriptionId"),
        ("/providers/Microsoft.Management/managementGroups/nope", "NotFound"),
    ],
)
async def test_what_is_not_there_is_refused(scope: str, code: str) -> None:
    made = await world()
    with pytest.raises(NotFound) as caught:
        await around(made, scope)
    assert code in caught.value.code


def test_only_people_have_names() -> None:
    assert deployer_document(OPERATOR) == {
        "objectId": OPERATOR.object_id,
        "tenantId": TENANT,
        "userPrincipalName": "operator",
    }
    assert "userPrincipalName" not in deployer_document(STRANGER)
