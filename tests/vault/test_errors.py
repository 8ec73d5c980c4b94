"""Refusals in Key Vault's codes and words."""

from nameplate.core.errors import BadRequest, Conflict, Forbidden, NotFound
from nameplate.vault import errors


def test_a_missing_version_is_named_with_its_secret() -> None:
    assert "(name/id) db/0123 was not found" in errors.secret_not_found("db", "0123").message


def test_inner_codes_are_those_that_clients_look_for() -> None:
    assert errors.deleted_but_recoverable("db").inner_code == "ObjectIsDeletedButRecoverable"
    assert errors.secret_disabled().inner_code == "SecretDisabled"
    assert errors.secret_exists("db").inner_code == "RequestNotAllowedOnNonDeletedObject"
    assert errors.managed_by_key_vault("set").inner_code == "SecretManagedByKeyVault"
    assert errors.restore_conflict("db").inner_code is None


def test_statuses_are_those_of_the_service() -> None:
    assert isinstance(errors.secret_exists("db"), BadRequest)
    assert isinstance(errors.vault_name_in_use("contoso"), Conflict)
    assert isinstance(errors.purge_protected("contoso", "westeurope"), Forbidden)
    assert isinstance(errors.deleted_secret_not_found("db"), NotFound)


def test_an_unknown_vault_says_what_would_make_it() -> None:
    assert "nameplate keyvault create --name contoso" in errors.vault_not_found("contoso").message
    assert "nameplate keyvault recover --name contoso" in errors.vault_deleted("contoso").message
