"""Connection strings of AppAuthentication: ``RunAs=App;AppId=...`` and the others.

``Key=Value`` pairs with semicolons between, keys in any case; a value may stand in single or double
quotes, where the quote itself is doubled (the rules of ADO.NET). A key stands once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from nameplate_client.errors import ConnectionStringError

_KEYS: Final = {
    key.lower(): key
    for key in (
        *("RunAs", "DeveloperTool", "AppId", "TenantId", "AppKey"),
        *("CertificateThumbprint", "CertificateSubjectName", "CertificateStoreLocation"),
        *("KeyVaultCertificateSecretIdentifier", "KeyVaultAppId", "MsiRetryTimeout"),
    )
}
_PAIR: Final = re.compile(
    r"""\s*(?P<key>[^=;]*?)\s*=\s*
        (?:"(?P<double>(?:[^"]|"")*)"|'(?P<single>(?:[^']|'')*)'|(?P<bare>[^;]*?))
        \s*(?:;|\Z)""",
    re.VERBOSE,
)
_EMPTY: Final = re.compile(r"\s*(?:;|\Z)")
LONGEST: Final = 8_192


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """``RunAs=App``: the app's own identity, or the user-assigned one with this client id."""

    client_id: str | None = None
    retry_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class AzureCli:
    """``RunAs=Developer; DeveloperTool=AzureCli``: who is signed in with az."""


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """``RunAs=CurrentUser``: the user of the operating system."""


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """``RunAs=App;AppId;TenantId;AppKey``: an application with a secret."""

    client_id: str
    tenant_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """An application with a certificate, by its thumbprint or its subject, and where it lies."""

    client_id: str
    tenant_id: str
    location: str
    thumbprint: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class KeyVaultCertificate:
    """An application with a certificate that a managed identity fetches from a vault."""

    client_id: str
    secret_identifier: str
    tenant_id: str | None = None
    identity_client_id: str | None = None
    retry_seconds: int | None = None


Connection = (
    ManagedIdentity
    | AzureCli
    | CurrentUser
    | ClientSecret
    | ClientCertificate
    | KeyVaultCertificate
)


def parse(text: str) -> Connection:
    """What a connection string asks for; ``ConnectionStringError`` says what is wrong with it."""
    values = pairs(text)
    run_as = values.get("RunAs")
    if run_as is None:
        raise ConnectionStringError(
            "the connection string has no RunAs: RunAs=App, RunAs=Developer or RunAs=CurrentUser"
        )
    match run_as.lower():
        case "developer":
            return _developer(values)
        case "currentuser":
            _only(values, "RunAs")
            return CurrentUser()
        case "app":
            return _app(values)
    raise ConnectionStringError(f"RunAs is App, Developer or CurrentUser, not {run_as!r}")


def redacted(text: str) -> str:
    """A connection string for messages: without the secret."""
    try:
        values = pairs(text)
    except ConnectionStringError:
        return "[a connection string that cannot be read]"
    return ";".join(
        f"{key}={'<redacted>' if key == 'AppKey' else value}" for key, value in values.items()
    )


def pairs(text: str) -> dict[str, str]:
    """The keys, spelt as the documentation does, with their values; empty ones left out."""
    if len(text) > LONGEST:
        raise ConnectionStringError(f"the connection string is longer than {LONGEST} characters")
    found: dict[str, str] = {}
    for key, value in _pairs(text):
        known = _KEYS.get(key.lower())
        if known is None:
            raise ConnectionStringError(
                f"the connection string has an unknown key {key!r}; known: "
                + ", ".join(sorted(_KEYS.values()))
            )
        if known in found:
            raise ConnectionStringError(f"the connection string has {known} twice")
        found[known] = value
    if not found:
        raise ConnectionStringError("the connection string is empty")
    return {key: value for key, value in found.items() if value}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        if empty := _EMPTY.match(text, position):
            position = empty.end()
            continue
        pair = _PAIR.match(text, position)
        if pair is None or not pair["key"]:
            raise ConnectionStringError(
                f"the connection string is not Key=Value;Key=Value at character {position + 1}"
            )
        position = pair.end()
        yield pair["key"], _value(pair)


def _value(pair: re.Match[str]) -> str:
    if pair["double"] is not None:
        return pair["double"].replace('""', '"')
    if pair["single"] is not None:
        return pair["single"].replace("''", "'")
    if pair["bare"].startswith(('"', "'")):
        raise ConnectionStringError(f"the quotes around the value of {pair['key']} do not match")
    return pair["bare"]


def _only(values: Mapping[str, str], *allowed: str) -> None:
    for key in values:
        if key not in allowed:
            raise ConnectionStringError(
                f"{key} does not go with RunAs={values['RunAs']}"
                + (f" and {allowed[-1]}" if len(allowed) > 2 else "")
            )


def _needed(values: Mapping[str, str], key: str, because: str) -> str:
    if key not in values:
        raise ConnectionStringError(f"{because} needs {key}")
    return values[key]


def _developer(values: Mapping[str, str]) -> AzureCli:
    _only(values, "RunAs", "DeveloperTool")
    tool = _needed(values, "DeveloperTool", "RunAs=Developer")
    match tool.lower().replace(" ", ""):
        case "azurecli":
            return AzureCli()
        case "visualstudio":
            raise ConnectionStringError(
                "DeveloperTool=VisualStudio needs the token provider that Visual Studio installs "
                "for .NET on Windows; use RunAs=Developer;DeveloperTool=AzureCli and az login"
            )
    raise ConnectionStringError(f"DeveloperTool is AzureCli or VisualStudio, not {tool!r}")


def _app(values: Mapping[str, str]) -> Connection:
    if "AppKey" in values:
        return _secret(values)
    if "KeyVaultCertificateSecretIdentifier" in values:
        return _vault_certificate(values)
    if "CertificateThumbprint" in values or "CertificateSubjectName" in values:
        return _certificate(values)
    if "CertificateStoreLocation" in values:
        raise ConnectionStringError(
            "CertificateStoreLocation needs CertificateThumbprint or CertificateSubjectName"
        )
    if "TenantId" in values:
        raise ConnectionStringError(
            "RunAs=App with TenantId needs AppKey, CertificateThumbprint, CertificateSubjectName "
            "or KeyVaultCertificateSecretIdentifier"
        )
    _only(values, "RunAs", "AppId", "MsiRetryTimeout")
    return ManagedIdentity(values.get("AppId"), _seconds(values))


def _secret(values: Mapping[str, str]) -> ClientSecret:
    _only(values, "RunAs", "AppId", "TenantId", "AppKey")
    return ClientSecret(
        client_id=_needed(values, "AppId", "AppKey"),
        tenant_id=_needed(values, "TenantId", "AppKey"),
        secret=values["AppKey"],
    )


def _certificate(values: Mapping[str, str]) -> ClientCertificate:
    by = "CertificateThumbprint" if "CertificateThumbprint" in values else "CertificateSubjectName"
    _only(values, "RunAs", "AppId", "TenantId", "CertificateStoreLocation", by)
    thumbprint = values.get("CertificateThumbprint")
    if thumbprint is not None:
        thumbprint = re.sub(r"[^0-9A-Fa-f]", "", thumbprint).upper()
        if len(thumbprint) != 40:
            raise ConnectionStringError("CertificateThumbprint is 40 hexadecimal digits (SHA-1)")
    return ClientCertificate(
        client_id=_needed(values, "AppId", by),
        tenant_id=_needed(values, "TenantId", by),
        location=_needed(values, "CertificateStoreLocation", by),
        thumbprint=thumbprint,
        subject=values.get("CertificateSubjectName"),
    )


def _vault_certificate(values: Mapping[str, str]) -> KeyVaultCertificate:
    _only(
        values,
        *("RunAs", "AppId", "TenantId", "KeyVaultAppId", "MsiRetryTimeout"),
        "KeyVaultCertificateSecretIdentifier",
    )
    return KeyVaultCertificate(
        client_id=_needed(values, "AppId", "KeyVaultCertificateSecretIdentifier"),
        secret_identifier=values["KeyVaultCertificateSecretIdentifier"],
        tenant_id=values.get("TenantId"),
        identity_client_id=values.get("KeyVaultAppId"),
        retry_seconds=_seconds(values),
    )


def _seconds(values: Mapping[str, str]) -> int | None:
    text = values.get("MsiRetryTimeout")
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ConnectionStringError("MsiRetryTimeout is a number of seconds, zero or more")
    return int(text)
