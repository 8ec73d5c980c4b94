"""Backups: sealed, whole, and only for the installation and subscription that they came from."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.core.secret_value import SecretValue
from nameplate.crypto.envelope import Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.vault import backup
from nameplate.vault.backup import OpenVersion
from tests.vault.stand import SUBSCRIPTION, account_of, properties_of

ENVELOPE: Final = Envelope(MasterKey.generate())
VERSIONS: Final = [
    OpenVersion(properties_of("db", version="1" * 32), SecretValue("hunter1")),
    OpenVersion(replace(properties_of("db"), tags={"a": "ä"}, revision=3), SecretValue("hunter2")),
]


def test_a_backup_comes_back_for_another_vault_of_the_subscription() -> None:
    blob = backup.make(ENVELOPE, account_of("contoso"), VERSIONS)
    other = account_of("fabrikam")

    restored = backup.read(ENVELOPE, other, blob)

    assert [one.value for one in restored] == [one.value for one in VERSIONS]
    assert [one.properties for one in restored] == [
        replace(one.properties, vault=other.key) for one in VERSIONS
    ]


def test_a_backup_shows_nothing() -> None:
    blob = backup.make(ENVELOPE, account_of("contoso"), VERSIONS)

    assert "=" not in blob
    assert "hunter" not in blob


def test_another_subscription_or_installation_cannot_open_it() -> None:
    blob = backup.make(ENVELOPE, account_of("contoso"), VERSIONS)
    account = account_of("contoso")
    moved = replace(account, resource_id=account.resource_id.replace(SUBSCRIPTION, "other"))

    with pytest.raises(BadRequest, match="malformed"):
        backup.read(ENVELOPE, moved, blob)
    with pytest.raises(BadRequest, match="malformed"):
        backup.read(Envelope(MasterKey.generate()), account, blob)


@given(st.text(max_size=60))
@settings(max_examples=50)
def test_junk_is_malformed(blob: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        backup.read(ENVELOPE, account_of("contoso"), blob)
    assert refusal.value.code == "Malformed backup blob"


def test_too_much_for_a_backup_is_refused() -> None:
    with pytest.raises(BadRequest, match="500 versions"):
        backup.make(ENVELOPE, account_of("contoso"), VERSIONS * 251)
    large = [replace(VERSIONS[0], value=SecretValue("x" * 25_000))] * 41
    with pytest.raises(BadRequest, match="one megabyte"):
        backup.make(ENVELOPE, account_of("contoso"), large)
