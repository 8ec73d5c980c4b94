"""What became of a reference: ``ResolveStatus`` and ``ApiKVReference`` of Microsoft.Web's API."""

from dataclasses import dataclass
from enum import StrEnum

from nameplate.core.secret_value import SecretValue


class Status(StrEnum):
    """As Microsoft.Web spells them. It has two more, for fetches that take long."""

    RESOLVED = "Resolved"
    INVALID_SYNTAX = "InvalidSyntax"
    NO_IDENTITY = "MSINotEnabled"
    VAULT_NOT_FOUND = "VaultNotFound"
    SECRET_NOT_FOUND = "SecretNotFound"  # noqa: S105 - a status
    VERSION_NOT_FOUND = "SecretVersionNotFound"
    DENIED = "AccessToKeyVaultDenied"
    OTHER = "OtherReasons"


@dataclass(frozen=True, slots=True)
class Found:
    """A secret that a reference leads to."""

    version: str
    value: SecretValue


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why a reference leads nowhere."""

    status: Status
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A setting's reference and what became of it."""

    reference: str
    """The setting's own text."""
    status: Status
    details: str
    identity: str
    """The kind of identity that is meant: ``SystemAssigned`` or ``UserAssigned``."""
    vault: str = ""
    secret: str = ""
    version: str = ""
    """The version that the reference names; empty for the newest."""
    active_version: str = ""
    value: SecretValue | None = None
