"""Azure's roles: facts that other systems rely on."""

from uuid import UUID

import pytest

from nameplate.authorization.built_in_roles import OWNER, built_in_roles
from tests.authorization.roles import GET_SECRET, READ_METADATA, SET_SECRET, built_in

KNOWN = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Website Contributor": "de139f84-1756-47ae-9be6-808fbbe84772",
    "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
    "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
}


@pytest.mark.parametrize(("name", "role_id"), KNOWN.items())
def test_a_role_has_its_real_id(name: str, role_id: str) -> None:
    assert built_in(name).id == role_id


def test_each_is_whole() -> None:
    roles = built_in_roles()
    assert len(roles) > 100
    assert len({each.name for each in roles.values()}) == len(roles)
    for role_id, each in roles.items():
        assert str(UUID(role_id)) == role_id == each.id
        assert each.built_in
        assert each.description
        assert any(entry.actions or entry.data_actions for entry in each.permissions)


def test_an_owner_may_everything_but_touch_data() -> None:
    owner = built_in_roles()[OWNER]
    assert owner.giving("Microsoft.Authorization/roleAssignments/write", data=False)
    assert not owner.giving(GET_SECRET, data=True)


def test_a_contributor_gives_nobody_a_role() -> None:
    contributor = built_in("Contributor")
    assert contributor.giving("Microsoft.Web/sites/write", data=False)
    assert contributor.left_out("Microsoft.Authorization/roleAssignments/write", data=False)


def test_a_secrets_user_reads_and_an_officer_writes() -> None:
    user, officer = built_in("Key Vault Secrets User"), built_in("Key Vault Secrets Officer")
    assert user.giving(GET_SECRET, data=True)
    assert user.giving(READ_METADATA, data=True)
    assert not user.giving(SET_SECRET, data=True)
    assert officer.giving(SET_SECRET, data=True)
