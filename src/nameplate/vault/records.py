"""What is kept of vaults and secrets. No record has a field for a value: only what is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SECONDS_A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class VaultAccount:
    """A vault, live or deleted. ``key`` is new at each creation: one incarnation of a name."""

    key: str
    """32 hex digits; secrets belong to it, so that a new vault never shows an old one's."""
    name: str
    """As it was given; unique without regard to case."""
    resource_id: str
    location: str
    tenant_id: str
    retention_days: int
    purge_protection: bool
    rbac: bool
    created: float
    enabled_for_deployment: bool = False
    enabled_for_disk_encryption: bool = False
    enabled_for_template_deployment: bool = False
    deleted: float | None = None
    scheduled_purge: float | None = None
    """When a deleted vault ends by itself: whoever reads later must treat it as gone."""
    properties: Mapping[str, object] = field(default_factory=dict)
    """What ARM keeps of it and the data plane does not use (``sku``, ``networkAcls``, tags...)."""

    def is_gone(self, now: float) -> bool:
        """Whether its retention has ended, swept or not."""
        return self.scheduled_purge is not None and self.scheduled_purge <= now


@dataclass(frozen=True, slots=True)
class SecretProperties:
    """A version of a secret without what it hides. Times are whole seconds, as on the wire."""

    vault: str
    """The account's ``key``."""
    name: str
    """As it was given; the same secret without regard to case."""
    version: str
    """32 lower-case hex digits."""
    content_type: str | None
    tags: Mapping[str, str] | None
    """``None`` when never given; an empty mapping when given empty."""
    enabled: bool
    not_before: int | None
    expires: int | None
    created: int
    updated: int
    managed: bool = False
    """Whether it backs a certificate."""
    key_id: str | None = None
    """The key of that certificate (``kid``)."""
    revision: int = 0
    """How often its attributes were changed: a change names the one that it replaces."""


@dataclass(frozen=True, slots=True)
class SecretRecord:
    """A version of a secret as it is kept."""

    properties: SecretProperties
    sealed: bytes


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A version of a key as it is kept: what everybody may see, and its private half sealed."""

    vault: str
    name: str
    version: str
    public: Mapping[str, str]
    """The members of its JSON Web Key: ``kty``, ``n`` and ``e``, or ``crv``, ``x`` and ``y``."""
    operations: tuple[str, ...]
    size: int | None
    """Bits, of an RSA key."""
    tags: Mapping[str, str] | None
    enabled: bool
    not_before: int | None
    expires: int | None
    created: int
    updated: int
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeletedSecret:
    """A deleted secret: its newest version, and when it was and will be deleted."""

    properties: SecretProperties
    deleted: int
    scheduled_purge: int
