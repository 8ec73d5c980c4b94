"""Connection strings: each meaning, and each mistake in clear words."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate_client import ConnectionStringError
from nameplate_client.connection import (
    AzureCli,
    ClientCertificate,
    ClientSecret,
    CurrentUser,
    KeyVaultCertificate,
    ManagedIdentity,
    pairs,
    parse,
    redacted,
)

APP = "RunAs=App;AppId=a;TenantId=t"
THUMBPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("RunAs=App", ManagedIdentity()),
        ("runas=app;", ManagedIdentity()),
        (" RunAs = App ; AppId = 6a1 ", ManagedIdentity("6a1")),
        ("RunAs=App;AppId=6a1;MsiRetryTimeout=20", ManagedIdentity("6a1", 20)),
        ("RunAs=App;MsiRetryTimeout=0", ManagedIdentity(None, 0)),
        ("RunAs=App;AppId=", ManagedIdentity()),
        ("RunAs=Developer; DeveloperTool=AzureCLI", AzureCli()),
        ("RunAs=Developer;DeveloperTool=azurecli", AzureCli()),
        ("RunAs=CurrentUser", CurrentUser()),
        (f"{APP};AppKey=s=e;", ClientSecret("a", "t", "s=e")),
        (f"{APP};AppKey='a;b''c'", ClientSecret("a", "t", "a;b'c")),
        (f'{APP};AppKey="a;b""c" ;', ClientSecret("a", "t", 'a;b"c')),
        (
            f"{APP};CertificateThumbprint={THUMBPRINT.lower()};CertificateStoreLocation=/c",
            ClientCertificate("a", "t", "/c", THUMBPRINT),
        ),
        (
            f"{APP};CertificateSubjectName='CN=app;O=x';CertificateStoreLocation=CurrentUser",
            ClientCertificate("a", "t", "CurrentUser", None, "CN=app;O=x"),
        ),
        (
            "RunAs=App;AppId=a;KeyVaultCertificateSecretIdentifier=https://v/secrets/c",
            KeyVaultCertificate("a", "https://v/secrets/c"),
        ),
        (
            f"{APP};KeyVaultCertificateSecretIdentifier=https://v/secrets/c;KeyVaultAppId=i",
            KeyVaultCertificate("a", "https://v/secrets/c", "t", "i"),
        ),
    ],
)
def test_what_a_connection_string_means(text: str, meaning: object) -> None:
    assert parse(text) == meaning


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        (";;", "is empty"),
        ("AppId=a", "has no RunAs"),
        ("RunAs=", "has no RunAs"),
        ("RunAs=Root", "RunAs is App, Developer or CurrentUser, not 'Root'"),
        ("RunAs", "not Key=Value;Key=Value at character 1"),
        ("RunAs=App;=x", "not Key=Value;Key=Value at character 11"),
        ("RunAs=App;runas=App", "has RunAs twice"),
        ("RunAs=App;Colour=red", "unknown key 'Colour'"),
        ("RunAs=App;AppId='a", "quotes around the value of AppId do not match"),
        ("RunAs=Developer", "RunAs=Developer needs DeveloperTool"),
        ("RunAs=Developer;DeveloperTool=VisualStudio", "Visual Studio installs"),
        ("RunAs=Developer;DeveloperTool=vim", "DeveloperTool is AzureCli or VisualStudio"),
        ("RunAs=Developer;DeveloperTool=AzureCli;AppId=a", "AppId does not go with"),
        ("RunAs=CurrentUser;TenantId=t", "TenantId does not go with"),
        ("RunAs=App;TenantId=t", "RunAs=App with TenantId needs AppKey"),
        ("RunAs=App;AppId=a;AppKey=k", "AppKey needs TenantId"),
        ("RunAs=App;TenantId=t;AppKey=k", "AppKey needs AppId"),
        (f"{APP};AppKey=k;CertificateThumbprint={THUMBPRINT}", "CertificateThumbprint does not go"),
        (f"{APP};CertificateThumbprint={THUMBPRINT}", "needs CertificateStoreLocation"),
        (f"{APP};CertificateThumbprint=12;CertificateStoreLocation=/c", "40 hexadecimal digits"),
        ("RunAs=App;CertificateStoreLocation=/c", "needs CertificateThumbprint or"),
        ("RunAs=App;MsiRetryTimeout=-1", "MsiRetryTimeout is a number of seconds"),
        ("RunAs=App;MsiRetryTimeout=soon", "MsiRetryTimeout is a number of seconds"),
        ("RunAs=App;" + "x" * 9_000, "longer than 8192 characters"),
    ],
)
def test_a_mistake_is_named(text: str, words: str) -> None:
    with pytest.raises(ConnectionStringError) as refused:
        parse(text)

    assert words in str(refused.value)


def test_the_secret_is_not_shown() -> None:
    text = f"{APP};AppKey='top;secret'"

    assert redacted(text) == "RunAs=App;AppId=a;TenantId=t;AppKey=<redacted>"
    assert "top" not in repr(parse(text))
    assert "top" not in redacted(f"{APP};AppKey='top")


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip()))
@settings(max_examples=80, deadline=None)
def test_any_value_survives_quoting(value: str) -> None:
    quoted = value.replace('"', '""')

    assert pairs(f'RunAs=App;AppKey="{quoted}";AppId=a')["AppKey"] == value


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_parser(text: str) -> None:
    with suppress(ConnectionStringError):
        parse(text)
