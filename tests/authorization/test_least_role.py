"""The smallest role that would do."""

import pytest

from nameplate.authorization.built_in_roles import built_in_roles
from nameplate.authorization.learning import NeededAction
from nameplate.authorization.least_role import breadth, needed_roles, smallest_role, smallest_roles
from nameplate.authorization.role_definition import RolePermissions
from tests.authorization.roles import (
    GET_SECRET,
    GROUP,
    READ_METADATA,
    SECRET,
    SET_SECRET,
    VAULT,
    built_in,
    role,
)

BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"


@pytest.mark.parametrize(
    ("data_actions", "name"),
    [
        ((GET_SECRET,), "Key Vault Secrets User"),
        ((GET_SECRET, READ_METADATA), "Key Vault Secrets User"),
        ((READ_METADATA,), "Key Vault Reader"),
        ((SET_SECRET,), "Key Vault Secrets Officer"),
        ((SET_SECRET, "Microsoft.KeyVault/vaults/keys/sign/action"), "Key Vault Administrator"),
        ((f"{BLOBS}/read",), "Storage Blob Data Reader"),
        ((f"{BLOBS}/read", f"{BLOBS}/write"), "Storage Blob Data Contributor"),
    ],
)
def test_for_what_is_done_to_data(data_actions: tuple[str, ...], name: str) -> None:
    found = smallest_role(data_actions=frozenset(data_actions))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("actions", "name"),
    [
        (("Microsoft.Authorization/roleAssignments/read", "Microsoft.Web/sites/read"), "Reader"),
        (("Microsoft.Web/sites/write",), "Website Contributor"),
        (("Microsoft.Web/sites/write", "Microsoft.KeyVault/vaults/write"), "Contributor"),
        (("Microsoft.KeyVault/vaults/write",), "Key Vault Contributor"),
        (
            ("Microsoft.Authorization/roleAssignments/write",),
            "Role Based Access Control Administrator",
        ),
        (
            ("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",),
            "Managed Identity Operator",
        ),
    ],
)
def test_for_what_is_done_to_resources(actions: tuple[str, ...], name: str) -> None:
    found = smallest_role(actions=frozenset(actions))
    assert found is not None
    assert found.name == name


def test_what_no_role_gives_has_none() -> None:
    assert smallest_role(data_actions=frozenset(("Contoso.Things/read",))) is None
    assert smallest_roles((), ("Contoso.Things/read",)) == ()
    assert smallest_roles((), ()) == ()


def test_data_and_resources_take_a_role_each_unless_one_does() -> None:
    both = smallest_roles(("Microsoft.Web/sites/write",), (GET_SECRET,))
    assert [each.name for each in both] == ["Key Vault Secrets User", "Website Contributor"]
    one = smallest_roles(("Microsoft.KeyVault/vaults/read",), (SET_SECRET,))
    assert [each.name for each in one] == ["Key Vault Secrets Officer"]


def test_where_no_role_does_all_each_action_has_its_own() -> None:
    found = smallest_roles((), (GET_SECRET, f"{BLOBS}/read"))
    assert {each.name for each in found} == {"Key Vault Secrets User", "Storage Blob Data Reader"}


def test_each_built_in_role_is_no_larger_than_what_allows_everything() -> None:
    everything = role(RolePermissions(actions=("*",), data_actions=("*",)))
    assert all(breadth(each) < breadth(everything) for each in built_in_roles().values())
    assert breadth(built_in("Reader")) < breadth(built_in("Contributor"))


def test_what_was_used_is_grouped_by_where_a_role_would_be_given() -> None:
    read = NeededAction(SECRET, GET_SECRET, data=True)
    listed = NeededAction(VAULT.upper(), READ_METADATA, data=True)
    write = NeededAction(
        f"{GROUP}/providers/Microsoft.Web/sites/a", "Microsoft.Web/sites/write", data=False
    )

    group, vault = needed_roles([read, listed, write])

    assert (group.scope, vault.scope) == (GROUP, VAULT)
    assert [each.name for each in group.roles] == ["Website Contributor"]
    assert vault.data_actions == (GET_SECRET, READ_METADATA)
    assert [each.name for each in vault.roles] == ["Key Vault Secrets User"]
    assert needed_roles([]) == ()
