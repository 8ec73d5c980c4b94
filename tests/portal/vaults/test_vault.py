"""A vault, read from ARM's document."""

import pytest

from nameplate.portal.vaults.vault import read_vault

_ID = "/subscriptions/s/resourceGroups/local/providers/Microsoft.KeyVault/vaults/contoso"


def test_what_is_left_out_has_the_services_defaults() -> None:
    vault = read_vault({"id": _ID, "properties": {}})
    assert (vault.name, vault.group, vault.retention_days) == ("contoso", "local", 90)
    assert not vault.rbac
    assert vault.policies == ()


@pytest.mark.parametrize("application", ["", "22222222-2222-3333-4444-555555555555"])
def test_a_compound_identitys_policy_is_not_the_principals_own(application: str) -> None:
    entry = {
        "objectId": "ABC",
        "applicationId": application,
        "permissions": {"secrets": ["get"], "keys": []},
    }
    vault = read_vault({"id": _ID, "properties": {"accessPolicies": [entry]}})
    found = vault.policy_of("abc")
    assert (found is None) == bool(application)
    assert vault.policies[0].others == {}
