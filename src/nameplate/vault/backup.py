"""Backups: every version of a secret in one sealed blob that only this installation opens.

As in Azure, a backup holds values that its bearer cannot read, and is restored only within the
subscription that it came from: the subscription is part of what the seal is bound to.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

import orjson

from nameplate.core.resource_id import ResourceId
from nameplate.core.secret_value import SecretValue
from nameplate.crypto.envelope import CannotDecryptError, Place
from nameplate.vault.errors import backup_too_large, malformed_backup
from nameplate.vault.records import SecretProperties, VaultAccount

VERSIONS_LIMIT: Final = 500
SIZE_LIMIT: Final = 1_000_000
_PREFIX: Final = b"(NameplateSecretBackupV1"
_PROPERTIES: Final = frozenset(SecretProperties.__dataclass_fields__) - {"vault"}


class Sealing(Protocol):
    """What seals and opens values (``crypto.Envelope``)."""

    def seal(self, plaintext: bytes, place: Place) -> bytes: ...

    def open(self, sealed: bytes, place: Place) -> bytes: ...


@dataclass(frozen=True, slots=True)
class OpenVersion:
    """A version with its value, on its way into a backup or out of one."""

    properties: SecretProperties
    value: SecretValue


def make(sealing: Sealing, account: VaultAccount, versions: Sequence[OpenVersion]) -> str:
    """A backup of a secret's versions, oldest first."""
    document = [_write(version) for version in versions]
    plaintext = orjson.dumps(document)
    if len(versions) > VERSIONS_LIMIT or len(plaintext) > SIZE_LIMIT:
        raise backup_too_large(versions[0].properties.name)
    blob = _PREFIX + sealing.seal(plaintext, _place(account))
    return base64.urlsafe_b64encode(blob).decode().rstrip("=")


def read(sealing: Sealing, account: VaultAccount, blob: str) -> list[OpenVersion]:
    """The versions in a backup, as they are to be in ``account``, oldest first."""
    try:
        sealed = base64.b64decode(blob + "=" * (-len(blob) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise malformed_backup() from None
    if not sealed.startswith(_PREFIX):
        raise malformed_backup()
    try:
        plaintext = sealing.open(sealed[len(_PREFIX) :], _place(account))
    except CannotDecryptError:
        raise malformed_backup() from None
    return [_read(account, fields) for fields in orjson.loads(plaintext)]


def _place(account: VaultAccount) -> Place:
    subscription = ResourceId.parse(account.resource_id).subscription_id or ""
    return Place("secret_backups", subscription.lower(), "document")


def _write(version: OpenVersion) -> dict[str, Any]:
    fields = {k: v for k, v in asdict(version.properties).items() if k in _PROPERTIES}
    return {**fields, "sealed": version.value.reveal()}


def _read(account: VaultAccount, fields: dict[str, Any]) -> OpenVersion:
    value = SecretValue(fields.pop("sealed"))
    return OpenVersion(SecretProperties(vault=account.key, **fields), value)
