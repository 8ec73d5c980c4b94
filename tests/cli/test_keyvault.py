"""Vaults by az's words: live, deleted, recovered, purged."""

from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_create_gives_the_caller_every_permission(made: Made) -> None:
    vault = made("keyvault", "create", "-n", "mine-v1")
    (policy,) = vault["properties"]["accessPolicies"]
    assert policy["permissions"]["secrets"] == ["all"]
    assert vault["resourceGroup"] == "local"
    assert made("keyvault", "secret", "list", "--vault-name", "mine-v1") == []


def test_no_self_perms_gives_none(made: Made, nameplate: Nameplate) -> None:
    vault = made("keyvault", "create", "-n", "none-v1", "--no-self-perms")
    assert vault["properties"]["accessPolicies"] == []
    ran = nameplate("keyvault", "secret", "list", "--vault-name", "none-v1")
    assert ran.status == 1
    assert ran.err.startswith("ERROR: (Forbidden) ")
    assert "Inner error: " in ran.err


def test_a_vault_that_exists_is_not_made_again(made: Made, nameplate: Nameplate) -> None:
    made("keyvault", "create", "-n", "once-v1")
    ran = nameplate("keyvault", "create", "-n", "once-v1")
    assert ran.status == 1
    assert "VaultAlreadyExists" in ran.err


def test_list_prints_what_az_prints(made: Made) -> None:
    made("keyvault", "create", "-n", "list-v1", "--tags", "a=b")
    row = next(one for one in made("keyvault", "list") if one["name"] == "list-v1")
    assert set(row) == {"id", "location", "name", "resourceGroup", "tags", "type"}


def test_delete_recover_delete_purge(made: Made, nameplate: Nameplate) -> None:
    made("keyvault", "create", "-n", "gone-v1")
    made("keyvault", "secret", "set", "--vault-name", "gone-v1", "-n", "s", "--value", "1")
    assert made("keyvault", "delete", "-n", "gone-v1") is None
    assert nameplate("keyvault", "show", "-n", "gone-v1").status == 3
    assert "gone-v1" in [one["name"] for one in made("keyvault", "list-deleted")]
    made("keyvault", "recover", "-n", "gone-v1")
    shown = made("keyvault", "secret", "show", "--vault-name", "gone-v1", "-n", "s")
    assert shown["value"] == "1"
    made("keyvault", "delete", "-n", "gone-v1")
    made("keyvault", "purge", "-n", "gone-v1")
    assert nameplate("keyvault", "purge", "-n", "gone-v1").status == 3


def test_create_and_update_say_what_of_azure_may_read_it(made: Made) -> None:
    words = ("keyvault", "create", "-n", "uses-v1", "--enabled-for-deployment")
    first = made(*words, "--enabled-for-disk-encryption", "false")["properties"]
    assert first["enabledForDeployment"] is True
    assert first["enabledForDiskEncryption"] is False
    assert first.get("enabledForTemplateDeployment") is None
    update = ("keyvault", "update", "-n", "uses-v1")
    then = made(*update, "--enabled-for-template-deployment", "true")["properties"]
    assert then["enabledForTemplateDeployment"] is True
    assert then["enabledForDeployment"] is True
    assert then["accessPolicies"] == first["accessPolicies"]
    last = made(*update, "--enable-rbac-authorization", "--enabled-for-deployment", "false")
    assert last["properties"]["enableRbacAuthorization"] is True
    assert last["properties"]["enabledForDeployment"] is False
