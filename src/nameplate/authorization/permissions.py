"""The one registry of vault permissions: described values that every check, help and page reads.

Names and kinds are those of ``Microsoft.KeyVault/vaults`` ``accessPolicies[].permissions``
(``Permissions`` in the ARM reference); ``all`` stands for every permission of its kind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nameplate.core.errors import BadRequest

ALL: Final = "all"


class Kind(StrEnum):
    """What a permission is about: the keys of a policy's ``permissions``, in ARM's order."""

    KEYS = "keys"
    SECRETS = "secrets"
    CERTIFICATES = "certificates"
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that may be done to one kind of object of a vault."""

    kind: Kind
    name: str
    description: str
    text: str
    """``secrets/get``: how reasons and the trail name it."""

    def __str__(self) -> str:
        return self.text


def _of(kind: Kind, described: dict[str, str]) -> tuple[Permission, ...]:
    return tuple(
        Permission(kind, name, description, f"{kind.value}/{name}")
        for name, description in described.items()
    )


PERMISSIONS: Final[tuple[Permission, ...]] = (
    *_of(
        Kind.KEYS,
        {
            "encrypt": "Encrypt with a key",
            "decrypt": "Decrypt with a key",
            "wrapkey": "Wrap another key with a key",
            "unwrapkey": "Unwrap another key with a key",
            "sign": "Sign a digest with a key",
            "verify": "Verify a signature with a key",
            "get": "Read a key's public part and attributes",
            "list": "List keys and their versions",
            "create": "Create a key or a new version of one",
            "update": "Change a key's attributes and tags",
            "import": "Import a key",
            "delete": "Delete a key",
            "backup": "Take a key out as an encrypted backup",
            "restore": "Bring a key back from a backup",
            "recover": "Recover a deleted key",
            "purge": "Remove a deleted key for good",
            "release": "Release a key to an attested environment",
            "rotate": "Rotate a key",
            "getrotationpolicy": "Read a key's rotation policy",
            "setrotationpolicy": "Change a key's rotation policy",
        },
    ),
    *_of(
        Kind.SECRETS,
        {
            "get": "Read a secret's value and attributes",
            "list": "List secrets and their versions, without values",
            "set": "Write a secret, and change a version's attributes",
            "delete": "Delete a secret",
            "backup": "Take a secret out as an encrypted backup",
            "restore": "Bring a secret back from a backup",
            "recover": "Recover a deleted secret",
            "purge": "Remove a deleted secret for good",
        },
    ),
    *_of(
        Kind.CERTIFICATES,
        {
            "get": "Read a certificate",
            "list": "List certificates and their versions",
            "delete": "Delete a certificate",
            "create": "Create a certificate",
            "import": "Import a certificate",
            "update": "Change a certificate's attributes and policy",
            "managecontacts": "Manage the contacts of certificates",
            "getissuers": "Read certificate issuers",
            "listissuers": "List certificate issuers",
            "setissuers": "Create or change certificate issuers",
            "deleteissuers": "Delete certificate issuers",
            "manageissuers": "Manage certificate issuers",
            "recover": "Recover a deleted certificate",
            "purge": "Remove a deleted certificate for good",
            "backup": "Take a certificate out as an encrypted backup",
            "restore": "Bring a certificate back from a backup",
        },
    ),
    *_of(
        Kind.STORAGE,
        {
            "get": "Read a managed storage account",
            "list": "List managed storage accounts",
            "delete": "Delete a managed storage account",
            "set": "Add or change a managed storage account",
            "update": "Change a managed storage account's attributes",
            "regeneratekey": "Regenerate a storage account's key",
            "recover": "Recover a deleted managed storage account",
            "purge": "Remove a deleted managed storage account for good",
            "backup": "Take a managed storage account out as an encrypted backup",
            "restore": "Bring a managed storage account back from a backup",
            "setsas": "Add or change a SAS definition",
            "listsas": "List SAS definitions",
            "getsas": "Read a SAS definition",
            "deletesas": "Delete a SAS definition",
        },
    ),
)

_BY_NAME: Final = {(permission.kind, permission.name): permission for permission in PERMISSIONS}
_NAMES: Final = {
    kind: tuple(permission.name for permission in PERMISSIONS if permission.kind is kind)
    for kind in Kind
}


def permission(kind: Kind, name: str) -> Permission:
    """The registered permission; ``KeyError`` when there is none (a mistake in our own code)."""
    return _BY_NAME[kind, name]


def names_of(kind: Kind) -> tuple[str, ...]:
    """The names of a kind's permissions, in the registry's order, without ``all``."""
    return _NAMES[kind]


def checked_names(kind: Kind, names: Iterable[str]) -> tuple[str, ...]:
    """The names in lower case, each once, as given; refuses one that is not registered."""
    seen: dict[str, None] = {}
    for given in names:
        name = given.lower()
        if name != ALL and (kind, name) not in _BY_NAME:
            raise BadRequest(
                "BadRequest",
                f"The permission '{given[:100]}' is not one of {kind.value}. "
                f"Known are: {', '.join((ALL, *names_of(kind)))}.",
                target=f"permissions.{kind.value}",
            )
        seen[name] = None
    return tuple(seen)
