"""What the caller may do at a scope."""

from uuid import uuid4

import pytest

from nameplate.core.principal import Principal, PrincipalType
from tests.providers.stand import GROUP, SUB, TENANT, Stand

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
KEEPER = "de139f84-1756-47ae-9be6-808fbbe84772"
PERSON = Principal(str(uuid4()), None, TENANT, PrincipalType.USER, "Person", "issuer")
PATH = "providers/Microsoft.Authorization/permissions"


async def give(stand: Stand, role: str, scope: str) -> None:
    """A role of the person's."""
    definition = f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    properties = {
        "roleDefinitionId": definition,
        "principalId": PERSON.object_id,
        "principalType": "User",
    }
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
    made = await stand.put(path, {"properties": properties})
    assert made.status == 201, made.body


@pytest.mark.parametrize("scope", [SUB, GROUP])
async def test_an_operator_may_do_everything(stand: Stand, scope: str) -> None:
    (only,) = (await stand.get(f"{scope}/{PATH}")).body["value"]
    assert only["actions"] == ["*"]
    assert only["dataActions"] == []


async def test_roles_hold_where_they_were_given_and_below(stand: Stand) -> None:
    await give(stand, READER, SUB)
    await give(stand, KEEPER, GROUP)
    stand.doorkeeper.principal = PERSON
    (reads,) = (await stand.get(f"{SUB}/{PATH}")).body["value"]
    assert reads["actions"] == ["*/read"]
    both = (await stand.get(f"{GROUP}/{PATH}")).body["value"]
    assert ["*/read"] in [each["actions"] for each in both]
    assert any("Microsoft.Web/sites/*" in each["actions"] for each in both)


async def test_who_has_no_role_is_not_told(stand: Stand) -> None:
    stand.doorkeeper.principal = PERSON
    assert (await stand.get(f"{SUB}/{PATH}")).status == 403
