"""``@Microsoft.KeyVault(...)``: a setting whose value is a vault's secret (``protocols.md`` F.2).

Two spellings: ``SecretUri=https://<vault>/secrets/<name>[/<version>]``, or ``VaultName=..`` and
``SecretName=..`` with an optional ``SecretVersion=..`` between semicolons. Words are read in any
case, and the words of the second spelling in any order.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

VaultOf = Callable[[str], str | None]
"""The name of the vault whose data plane a host name is; ``None`` for any other host."""

_PREFIX: Final = "@microsoft.keyvault("
_NAMED: Final = frozenset(("vaultname", "secretname", "secretversion"))
_VAULT: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]")
_SECRET: Final = re.compile(r"[a-zA-Z0-9-]{1,127}")
_VERSION: Final = re.compile(r"[a-zA-Z0-9]{1,64}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A secret of a vault, as a setting names it."""

    vault: str
    secret: str
    version: str | None = None
    """``None``: the newest there is."""


class InvalidReferenceError(ValueError):
    """A setting that means to be a reference and is none; the text says why."""


def is_reference(value: str) -> bool:
    """Whether a setting's value means to be a reference: any other is a value like any."""
    return value[: len(_PREFIX)].lower() == _PREFIX


def parse(value: str, vault_of: VaultOf) -> Reference:
    """Read a reference. Raises ``InvalidReferenceError``."""
    if not is_reference(value) or not value.endswith(")"):
        raise InvalidReferenceError("a reference is @Microsoft.KeyVault(...), with nothing behind")
    words = _words(value[len(_PREFIX) : -1])
    uri = words.get("secreturi")
    if uri is not None:
        if len(words) > 1:
            raise InvalidReferenceError("SecretUri stands alone: it names the vault and the secret")
        return _of_uri(uri, vault_of)
    if not words.keys() <= _NAMED:
        unknown = min(words.keys() - _NAMED)
        raise InvalidReferenceError(f"'{unknown[:50]}' is no word of a reference")
    if not {"vaultname", "secretname"} <= words.keys():
        raise InvalidReferenceError("a reference has SecretUri, or VaultName and SecretName")
    return _checked(words["vaultname"], words["secretname"], words.get("secretversion", ""))


def _words(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(";"):
        word, equals, value = part.partition("=")
        name = word.strip().lower()
        if not equals or not name:
            raise InvalidReferenceError("a reference is made of NAME=VALUE with ';' between")
        if name in found:
            raise InvalidReferenceError(f"'{name[:50]}' is given twice")
        found[name] = value.strip()
    return found


def _of_uri(uri: str, vault_of: VaultOf) -> Reference:
    split = _split(uri)
    vault = vault_of((split.hostname or "").lower())
    if vault is None:
        raise InvalidReferenceError("the host of SecretUri is not a vault's")
    parts = split.path.split("/")
    if not 3 <= len(parts) <= 4 or parts[0] or parts[1].lower() != "secrets":
        raise InvalidReferenceError(
            "the path of SecretUri is /secrets/NAME or /secrets/NAME/VERSION"
        )
    return _checked(vault, parts[2], parts[3] if len(parts) == 4 else "")


def _split(uri: str) -> SplitResult:
    try:
        split = urlsplit(uri)
    except ValueError:  # an unclosed bracket
        raise InvalidReferenceError("SecretUri is no URL") from None
    if split.scheme != "https" or "@" in split.netloc or "?" in uri or "#" in uri:
        raise InvalidReferenceError("SecretUri is an https URL without a query")
    return split


def _checked(vault: str, secret: str, version: str) -> Reference:
    if _VAULT.fullmatch(vault) is None:
        raise InvalidReferenceError("the reference's vault name is none that a vault can have")
    if _SECRET.fullmatch(secret) is None:
        raise InvalidReferenceError("the reference's secret name is none that a secret can have")
    if version and _VERSION.fullmatch(version) is None:
        raise InvalidReferenceError("the reference's secret version is none that a secret can have")
    return Reference(vault, secret, version or None)
