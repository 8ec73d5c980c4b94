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
class AppRole:
    """A role that an application declares: what its tokens say of those who were given it."""

    id: str
    """A GUID: what an assignment names."""
    value: str
    """What stands in ``roles``; empty for a role that only says that somebody is assigned."""
    display_name: str
    description: str
    enabled: bool
    allowed_member_types: tuple[str, ...]
    """``User`` (and groups), ``Application``, or both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSettings:
    """What a registration says beside its names."""

    app_roles: tuple[AppRole, ...] = ()
    web_redirect_uris: tuple[str, ...] = ()
    """Where a confidential client takes its codes: compared as they stand."""
    public_redirect_uris: tuple[str, ...] = ()
    """Where a native client does: of those on loopback the port does not matter."""
    fallback_public_client: bool = False
    """Whether it may ask without a redirect URI and without a proof of its own."""
    group_claims: str | None = None
    """``groupMembershipClaims``: which groups its tokens tell; ``None`` is none."""
    token_version: int | None = None
    """``requestedAccessTokenVersion``: which tokens it wants; ``None`` is 1."""


@dataclass(frozen=True, slots=True)
class Application:
    """A registration. Its ``app_id`` is the client id; ``object_id`` names the registration."""

    app_id: str
    object_id: str
    display_name: str
    identifier_uris: tuple[str, ...]
    created: float
    settings: ApplicationSettings = ApplicationSettings()


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
    assignment_required: bool = False
    """Whether only who is assigned one of its roles gets tokens for it."""


@dataclass(frozen=True, slots=True)
class User:
    """A person, or the operator."""

    object_id: str
    user_principal_name: str
    display_name: str
    enabled: bool
    created: float

    @property
    def key(self) -> str:
        """Under which no two users are: names differ in more than case."""
        return self.user_principal_name.lower()


@dataclass(frozen=True, slots=True)
class PasswordRecord:
    """A user's password: only its slow, salted hash is kept."""

    user_id: str
    hash: str
    changed: float


@dataclass(frozen=True, slots=True)
class Group:
    """A security group: what its members are given together."""

    object_id: str
    display_name: str
    description: str
    mail_nickname: str
    created: float


class MemberType(StrEnum):
    """What may be in a group, or be assigned an app role: as Graph spells ``principalType``."""

    USER = "User"
    SERVICE_PRINCIPAL = "ServicePrincipal"
    GROUP = "Group"


@dataclass(frozen=True, slots=True)
class Membership:
    """That something is in a group, itself and not through another group."""

    group_id: str
    member_id: str
    member_type: MemberType


@dataclass(frozen=True, slots=True)
class AppRoleAssignment:
    """That a principal was given an application's role (``appRoleAssignment``)."""

    assignment_id: str
    """Opaque, as Graph's are."""
    principal_id: str
    principal_type: MemberType
    resource_id: str
    """The object id of the service principal whose application declares the role."""
    app_role_id: str
    """A role's id; the zero GUID for the access that is no role."""
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
    method: str = "rsa"
    """How the person proved who they are: what ``amr`` says."""
    confidential: bool = False
    """Whether the client proved itself, and has to again."""

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
