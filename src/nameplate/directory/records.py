"""The directory's objects, as values.

Ids are lower-case GUIDs unless a field says otherwise; times are seconds since 1970.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Tenant:
    """The boundary of a directory; an installation has one."""

    tenant_id: str
    display_name: str
    default_domain: str


@dataclass(frozen=True, slots=True)
class Application:
    """A registration. Its ``app_id`` is the client id; ``object_id`` names the registration."""

    app_id: str
    object_id: str
    display_name: str
    identifier_uris: tuple[str, ...]
    created: float


class ServicePrincipalType(StrEnum):
    """Microsoft Graph's ``servicePrincipalType``."""

    MANAGED_IDENTITY = "ManagedIdentity"
    APPLICATION = "Application"


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """An application's instance in the tenant: what tokens name and permissions are given to."""

    object_id: str
    app_id: str
    display_name: str
    type: ServicePrincipalType
    enabled: bool
    resource_id: str | None
    """The ARM id of the site or of the user-assigned identity that it is the identity of."""
    created: float


@dataclass(frozen=True, slots=True)
class User:
    """A person, or the operator."""

    object_id: str
    user_principal_name: str
    display_name: str
    enabled: bool
    created: float


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """A password of an application: only its keyed hash is kept."""

    key_id: str
    owner_id: str
    """The ``app_id`` of the application."""
    digest: bytes
    hint: str
    """The first three characters, as Graph shows them."""
    display_name: str
    created: float
    expires: float


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A certificate whose private key proves an application, or the operator."""

    key_id: str
    owner_id: str
    """The ``app_id`` of an application, or the ``object_id`` of a user."""
    certificate: bytes
    """DER."""
    thumbprint_sha1: str
    """``x5t``: base64url without padding."""
    thumbprint_sha256: str
    """``x5t#S256``: base64url without padding."""
    display_name: str
    created: float
    expires: float


@dataclass(frozen=True, slots=True)
class FederatedIdentityCredential:
    """Trust in tokens of another issuer: who has one that fits is taken for its owner."""

    owner_id: str
    """The ``app_id`` of an application, or of a user-assigned identity's."""
    name: str
    """Unique for its owner without regard to case."""
    issuer: str
    """Compared with the token's ``iss`` as it stands."""
    subject: str
    """Compared with the token's ``sub`` as it stands."""
    audiences: tuple[str, ...]
    description: str
    created: float

    @property
    def key(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """What keeps a person's client signed in: only its keyed hash is kept.

    Each use gives the next one of its family; the family began when the person signed in.
    """

    digest: bytes
    family_id: str
    user_id: str
    client_id: str
    tenant_id: str
    scope: str
    """What was granted, as it was asked for."""
    signed_in: float
    issued: float
    expires: float
    used: float | None = None
    """When the next one was given for it first."""
    revoked: float | None = None

    def expired(self, now: float) -> bool:
        """Whether it was not used in time: computed when read, never swept into being."""
        return self.expires <= now


@dataclass(frozen=True, slots=True)
class IdentityAssignment:
    """The identities that a resource may act as."""

    resource_id: str
    system_assigned: str | None
    """The object id of the service principal that lives and dies with the resource."""
    user_assigned: tuple[str, ...]
    """ARM ids of user-assigned identities, spelled as they were given."""


@dataclass(frozen=True, slots=True)
class WorkloadBinding:
    """A running process of a resource, known by the keyed hash of its header secret."""

    binding_id: str
    digest: bytes
    resource_id: str
    created: float
    expires: float | None
    """The end of its lease; ``None`` lasts until it is unbound."""

    def expired(self, now: float) -> bool:
        """Whether the lease is over: computed when read, never swept into being."""
        return self.expires is not None and self.expires <= now
