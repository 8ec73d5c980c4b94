"""Who is asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class PrincipalType(StrEnum):
    """The directory's kinds of principal, spelled as role assignments spell ``principalType``."""

    USER = "User"
    SERVICE_PRINCIPAL = "ServicePrincipal"


@dataclass(frozen=True, slots=True)
class Principal:
    """A principal of the directory that a verified token (or a verified header secret) named."""

    object_id: str
    """The directory object's id (``oid``); ARM calls it ``principalId``. Lower-case GUID."""
    app_id: str | None
    """The application's client id (``appid``); ``None`` for a user. Lower-case GUID."""
    tenant_id: str
    type: PrincipalType
    display_name: str
    issuer: str
    """The ``iss`` of the token that it came with: Key Vault's refusals name it."""
    resource_id: str | None = None
    """The ARM id of the site or identity that a managed identity belongs to."""
    claims: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What the verified token said: the record of a refusal tells some of it."""
