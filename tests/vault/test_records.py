"""What records know of time."""

from dataclasses import replace

from tests.vault.stand import account_of


def test_a_deleted_vault_is_gone_when_its_purge_is_due() -> None:
    account = replace(account_of("contoso"), deleted=100.0, scheduled_purge=200.0)

    assert not account.is_gone(199.9)
    assert account.is_gone(200.0)


def test_a_live_vault_is_never_gone() -> None:
    assert not account_of("contoso").is_gone(1e12)
