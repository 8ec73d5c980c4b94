"""Vaults and secrets of a test."""

import pytest

from nameplate.core.errors import Forbidden, NotFound
from nameplate.testing.platform import Platform


def test_a_secret_is_set_and_read_back(platform: Platform) -> None:
    vault = platform.vault("contoso")

    made = vault.secret("one", "1", content_type="text/plain", tags={"a": "b"}, enabled=True)

    assert vault.secret("one") == made
    assert (made.value, made.content_type, made.tags) == ("1", "text/plain", {"a": "b"})
    assert made.enabled
    assert len(made.version) == 32
    assert "1" not in repr(made).replace(made.version, "").partition("attributes")[0]
    assert vault.secrets() == ["one"]
    assert vault.url == "https://contoso.vault.azure.net"
    assert repr(vault) == "<Vault contoso>"


def test_times_and_what_is_switched_off(platform: Platform) -> None:
    vault = platform.vault("contoso")
    made = vault.secret("one", "1", expires_on=2_000_000_000, not_before=1_000_000_000)
    assert (made.attributes["exp"], made.attributes["nbf"]) == (2_000_000_000, 1_000_000_000)
    vault.secret("off", "1", enabled=False)
    with pytest.raises(Forbidden):
        vault.secret("off")


def test_what_is_not_there(platform: Platform) -> None:
    vault = platform.vault("contoso")
    vault.secret("one", "1")
    vault.delete("one")
    with pytest.raises(NotFound, match="SecretNotFound"):
        vault.secret("one")
    with pytest.raises(TypeError, match="a secret has no 'colour'"):
        vault.secret("one", "1", colour="red")


def test_every_secret_is_listed_however_many_there_are(platform: Platform) -> None:
    vault = platform.vault("contoso")
    names = [f"s{number:02}" for number in range(30)]
    for name in names:
        vault.secret(name, "1")
    assert sorted(vault.secrets()) == names


def test_a_role_is_not_assigned_where_none_counts(platform: Platform) -> None:
    platform.vault("contoso")
    app = platform.webapp("web1")
    with pytest.raises(ValueError, match="has access policies"):
        app.allow(vault="contoso", role="Key Vault Secrets User")
    with pytest.raises(ValueError, match="has access policies"):
        platform.vault("contoso", rbac=True)
