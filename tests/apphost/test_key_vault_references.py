"""What a Key Vault reference is, and what only looks like one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.apphost.key_vault_references import (
    InvalidReferenceError,
    Reference,
    is_reference,
    parse,
)
from nameplate.core.cloud import AZURE_PUBLIC, own_cloud

LOCAL = own_cloud("localhost", 8443)


def vault_of(host: str) -> str | None:
    return AZURE_PUBLIC.vault_of(host) or LOCAL.vault_of(host)


def read(inside: str) -> Reference:
    return parse(f"@Microsoft.KeyVault({inside})", vault_of)


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("SecretUri=https://contoso.vault.azure.net/secrets/db", ("contoso", "db", None)),
        ("SecretUri=https://contoso.vault.azure.net/secrets/db/", ("contoso", "db", None)),
        ("SecretUri=https://Contoso.Vault.Azure.Net/secrets/db/0a1", ("contoso", "db", "0a1")),
        ("SecretUri=https://contoso.vault.localhost:8443/secrets/db", ("contoso", "db", None)),
        ("VaultName=contoso;SecretName=db", ("contoso", "db", None)),
        ("VaultName=contoso;SecretName=db;SecretVersion=0a1", ("contoso", "db", "0a1")),
        ("VaultName=contoso;SecretName=db;SecretVersion=", ("contoso", "db", None)),
        ("SecretName=db; VaultName=contoso", ("contoso", "db", None)),
        ("secreturi=https://contoso.vault.azure.net/secrets/db", ("contoso", "db", None)),
    ],
)
def test_both_spellings(inside: str, found: tuple[str, str, str | None]) -> None:
    assert read(inside) == Reference(*found)


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("", "NAME=VALUE"),
        ("contoso/db", "NAME=VALUE"),
        ("VaultName=contoso", "SecretUri, or VaultName and SecretName"),
        ("SecretName=db", "SecretUri, or VaultName and SecretName"),
        ("VaultName=contoso;SecretName=db;", "NAME=VALUE"),
        ("VaultName=contoso;VaultName=other;SecretName=db", "twice"),
        ("VaultName=contoso;SecretName=db;Color=red", "'color' is no word"),
        ("VaultName=c;SecretName=db", "vault name"),
        ("VaultName=contoso.example;SecretName=db", "vault name"),
        ("VaultName=contoso;SecretName=d b", "secret name"),
        ("VaultName=contoso;SecretName=", "secret name"),
        ("VaultName=contoso;SecretName=db;SecretVersion=../x", "secret version"),
        ("SecretUri=https://contoso.vault.azure.net/secrets/db;SecretName=db", "stands alone"),
        ("SecretUri=http://contoso.vault.azure.net/secrets/db", "https"),
        ("SecretUri=https://contoso.vault.azure.net/secrets/db?x=1", "without a query"),
        ("SecretUri=https://u@contoso.vault.azure.net/secrets/db", "https"),
        ("SecretUri=https://contoso.example/secrets/db", "not a vault's"),
        ("SecretUri=https://[contoso/secrets/db", "no URL"),
        ("SecretUri=https://contoso.vault.azure.net/keys/db", "path"),
        ("SecretUri=https://contoso.vault.azure.net/secrets", "path"),
        ("SecretUri=https://contoso.vault.azure.net/secrets/a/b/c", "path"),
    ],
)
def test_what_is_none_says_why(inside: str, why: str) -> None:
    with pytest.raises(InvalidReferenceError, match=why):
        read(inside)


@pytest.mark.parametrize("value", ["", "x", "@Microsoft.KeyVault", " @Microsoft.KeyVault(x)"])
def test_any_other_value_is_no_reference(value: str) -> None:
    assert not is_reference(value)


def test_what_follows_the_parenthesis_makes_it_invalid() -> None:
    value = "@Microsoft.KeyVault(VaultName=contoso;SecretName=db);Pooling=true"
    assert is_reference(value)
    with pytest.raises(InvalidReferenceError, match="nothing behind"):
        parse(value, vault_of)


@settings(max_examples=100)
@given(st.text())
def test_whatever_stands_inside_is_read_or_refused(inside: str) -> None:
    try:
        found = read(inside)
    except InvalidReferenceError:
        return
    assert found.vault
    assert found.secret


NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9]{3,20}", fullmatch=True)


@settings(max_examples=50)
@given(NAMES, NAMES, st.none() | NAMES)
def test_what_is_written_is_read_again(vault: str, secret: str, version: str | None) -> None:
    more = f";SecretVersion={version}" if version else ""
    assert read(f"VaultName={vault};SecretName={secret}{more}") == Reference(vault, secret, version)
