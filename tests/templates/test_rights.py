"""A deployment does nothing that its caller may not do: real roles, through the real pipeline."""

from typing import Any
from uuid import uuid4

import pytest

from tests.providers.rbac import CONTRIBUTOR, OWNER, enroll, give, role_id
from tests.providers.stand import GROUP, OPERATOR, STORAGE, STRANGER, SUB, Stand
from tests.resource_manager.deployments.deploying import Deploying, until
from tests.resource_manager.deployments.preparing import identity, nested, template

OTHER = f"{SUB}/resourceGroups/other"
DEPLOYS = "77777777-0000-0000-0000-000000000002"
KEYS = "[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'store1'), '2022-09-01')]"


@pytest.fixture
async def deploying() -> Deploying:
    """Two groups, an account, and a stranger who may deploy, and read what is there."""
    made = await Deploying().begin()
    stand = made.stand
    await stand.put(OTHER, {"location": "westeurope"})
    await stand.put(STORAGE, {"location": "westeurope", "sku": {"name": "Standard_LRS"}})
    await enroll(stand)
    actions = ["*/read", "Microsoft.Resources/deployments/*"]
    role = {"roleName": "Deploys", "assignableScopes": [SUB], "permissions": [{"actions": actions}]}
    path = f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{DEPLOYS}"
    await stand.put(path, {"properties": role}, query="api-version=2022-04-01")
    await give(stand, DEPLOYS, SUB)
    return made


def owner(name: str | None = None) -> dict[str, Any]:
    """The stranger as Owner."""
    return {
        "type": "Microsoft.Authorization/roleAssignments",
        "apiVersion": "2022-04-01",
        "name": name or str(uuid4()),
        "properties": {"roleDefinitionId": role_id(OWNER), "principalId": STRANGER.object_id},
    }


async def refused(deploying: Deploying, document: Any, scope: str = GROUP) -> str:
    """Deploy as the stranger; the code of the refusal, be it at once or at the end."""
    deploying.stand.doorkeeper.principal = STRANGER
    location = {} if scope == GROUP else {"location": "westeurope"}
    reply = await deploying.put(document, scope=scope, **location)
    await deploying.runs.wait()
    if reply.status < 300:
        shown = await deploying.shown(scope=scope)
        assert shown["provisioningState"] == "Failed"
        return str(shown["error"])
    return str(reply.body)


async def roles(stand: Stand) -> set[str]:
    """Which roles the stranger has anywhere."""
    held = await stand.roles.held(STRANGER.object_id)
    return {each.role_id for each, _ in held}


async def test_who_may_only_deploy_makes_nothing(deploying: Deploying) -> None:
    said = await refused(deploying, template(identity("alpha")))

    assert "Authorization failed" in said
    assert "Microsoft.ManagedIdentity/userAssignedIdentities/write" in said
    assert not await deploying.there("alpha")


@pytest.mark.parametrize(
    ("document", "scope"),
    [
        (template(owner()), GROUP),
        (template(nested("inside", template(owner()))), GROUP),
        (template(nested("beside", template(owner()), resourceGroup="other")), GROUP),
        (template(identity("first"), {**owner(), "dependsOn": ["first"]}), GROUP),
        (template(nested("below", template(owner()), resourceGroup="local")), SUB),
        (template(owner()), SUB),
    ],
    ids=["plain", "nested", "in another group", "after another", "from above", "at the top"],
)
async def test_a_contributor_gives_itself_nothing(
    deploying: Deploying, document: Any, scope: str
) -> None:
    await give(deploying.stand, CONTRIBUTOR, SUB)

    said = await refused(deploying, document, scope)

    assert "Microsoft.Authorization/roleAssignments/write" in said
    assert await roles(deploying.stand) == {CONTRIBUTOR, DEPLOYS}


async def test_another_groups_things_are_out_of_reach(deploying: Deploying) -> None:
    await give(deploying.stand, CONTRIBUTOR, GROUP)
    inner = nested("beside", template(identity("beta")), resourceGroup="other")

    said = await refused(deploying, template(identity("alpha"), inner))

    assert f"{OTHER}/providers/Microsoft.ManagedIdentity" in said
    find = deploying.stand.store.resources.find
    there = f"{OTHER}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/beta"
    assert await find(there.lower()) is None


async def test_keys_are_not_read_for_who_may_not_list_them(deploying: Deploying) -> None:
    wanted = template(outputs={"keys": {"type": "object", "value": KEYS}})

    said = await refused(deploying, wanted)

    assert "Microsoft.Storage/storageAccounts/listKeys/action" in said


async def test_a_role_that_is_taken_away_meanwhile_counts_no_more(deploying: Deploying) -> None:
    stand = deploying.stand
    given = await give(stand, CONTRIBUTOR, GROUP)
    deploying.held.holding = {"first"}
    stand.doorkeeper.principal = STRANGER
    await deploying.put(template(identity("first"), identity("second", dependsOn=["first"])))
    await until(lambda: deploying.held.waiting)

    stand.doorkeeper.principal = OPERATOR
    await stand.delete(given.body["id"], query="api-version=2022-04-01")
    deploying.held.release()
    await deploying.runs.wait()

    assert (await deploying.shown())["provisioningState"] == "Failed"
    assert not await deploying.there("second")
