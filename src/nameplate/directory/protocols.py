"""What the directory needs of a store.

Reads are ``async``; writes are added to the unit of work that they take first. Arguments called
``resource_key`` are ARM ids in lower case; a record keeps its own spelling and is found under the
lower-case one. Saving replaces the record of the same id. Deleting what is not there is no error.
"""

from collections.abc import Sequence
from typing import Protocol

from nameplate.core.work import UnitOfWork
from nameplate.directory.records import (
    Application,
    AppRoleAssignment,
    ClientCertificate,
    ClientSecret,
    FederatedIdentityCredential,
    Group,
    IdentityAssignment,
    Membership,
    PasswordRecord,
    RefreshToken,
    ServicePrincipal,
    Tenant,
    User,
    WorkloadBinding,
)


class PrincipalRecords(Protocol):
    """The tenant and what lives in it."""

    async def find_tenant(self) -> Tenant | None: ...

    def save_tenant(self, work: UnitOfWork, tenant: Tenant) -> None: ...

    async def find_application(self, app_id: str) -> Application | None: ...

    async def list_applications(self) -> Sequence[Application]:
        """Every application, oldest first, then by ``app_id``."""
        ...

    def save_application(self, work: UnitOfWork, application: Application) -> None: ...

    def delete_application(self, work: UnitOfWork, app_id: str) -> None: ...

    async def find_service_principal(self, object_id: str) -> ServicePrincipal | None: ...

    async def find_service_principal_of_app(self, app_id: str) -> ServicePrincipal | None: ...

    async def find_service_principal_of_resource(
        self, resource_key: str
    ) -> ServicePrincipal | None:
        """The newest service principal whose ``resource_id`` is that resource."""
        ...

    async def list_service_principals(self) -> Sequence[ServicePrincipal]:
        """Every service principal, oldest first, then by ``object_id``."""
        ...

    def save_service_principal(self, work: UnitOfWork, principal: ServicePrincipal) -> None: ...

    def delete_service_principal(self, work: UnitOfWork, object_id: str) -> None: ...

    async def find_user(self, object_id: str) -> User | None: ...

    async def find_user_named(self, name_key: str) -> User | None:
        """The user with a principal name, in lower case."""
        ...

    async def list_users(self) -> Sequence[User]:
        """Every user, oldest first, then by ``object_id``."""
        ...

    def save_user(self, work: UnitOfWork, user: User) -> None:
        """Raises at commit ``principals.name_taken`` when another user has the name."""
        ...

    def delete_user(self, work: UnitOfWork, object_id: str) -> None: ...


class PasswordRecords(Protocol):
    """The passwords of users: one each, or none. No cache holds any."""

    async def find_password(self, user_id: str) -> PasswordRecord | None: ...

    def save_password(self, work: UnitOfWork, password: PasswordRecord) -> None: ...

    def delete_password(self, work: UnitOfWork, user_id: str) -> None: ...


class GroupRecords(Protocol):
    """Groups, and what is in them."""

    async def find_group(self, object_id: str) -> Group | None: ...

    async def list_groups(self) -> Sequence[Group]:
        """Every group, oldest first, then by ``object_id``."""
        ...

    def save_group(self, work: UnitOfWork, group: Group) -> None: ...

    def delete_group(self, work: UnitOfWork, object_id: str) -> None:
        """Delete a group and its members' memberships."""
        ...

    async def list_members(self, group_id: str) -> Sequence[Membership]:
        """Who is in a group itself, by ``member_id``."""
        ...

    async def list_memberships(self, member_id: str) -> Sequence[Membership]:
        """The groups that somebody is in themselves, by ``group_id``."""
        ...

    def save_member(self, work: UnitOfWork, membership: Membership, *, limit: int) -> None:
        """Add a member.

        Raises at commit ``groups.already_member``, ``principals.no_such_principal`` when the group
        is gone, and ``groups.too_many_members`` when it would have more than ``limit``.
        """
        ...

    def delete_member(self, work: UnitOfWork, group_id: str, member_id: str) -> None: ...

    def delete_memberships(self, work: UnitOfWork, member_id: str) -> None:
        """Take somebody out of every group, because they are gone."""
        ...


class AppRoleRecords(Protocol):
    """Who was given which role of which application."""

    async def list_app_roles_of(self, principal_id: str) -> Sequence[AppRoleAssignment]:
        """What a principal was given, oldest first, then by id."""
        ...

    async def list_app_roles_for(self, resource_id: str) -> Sequence[AppRoleAssignment]:
        """What was given at a resource, oldest first, then by id."""
        ...

    def save_app_role(self, work: UnitOfWork, assignment: AppRoleAssignment) -> None:
        """Add one. Raises at commit ``app_roles.already_assigned``."""
        ...

    def delete_app_role(self, work: UnitOfWork, assignment_id: str) -> None: ...

    def delete_app_roles(self, work: UnitOfWork, object_id: str) -> None:
        """Delete what a principal was given, and what was given at it: it is gone."""
        ...


class CredentialRecords(Protocol):
    """What proves an application or a user. Expired ones are kept until they are deleted."""

    async def list_client_secrets(self, owner_id: str) -> Sequence[ClientSecret]:
        """The secrets of an owner, oldest first."""
        ...

    def save_client_secret(self, work: UnitOfWork, secret: ClientSecret) -> None: ...

    def delete_client_secret(self, work: UnitOfWork, key_id: str) -> None: ...

    async def list_client_certificates(self, owner_id: str) -> Sequence[ClientCertificate]:
        """The certificates of an owner, oldest first."""
        ...

    def save_client_certificate(self, work: UnitOfWork, certificate: ClientCertificate) -> None: ...

    def delete_client_certificate(self, work: UnitOfWork, key_id: str) -> None: ...

    async def list_federated_credentials(
        self, owner_id: str
    ) -> Sequence[FederatedIdentityCredential]:
        """Those of an owner, by name in lower case."""
        ...

    def save_federated_credential(
        self, work: UnitOfWork, credential: FederatedIdentityCredential, *, limit: int
    ) -> None:
        """Add one, or replace the one of its owner with its name (in any case).

        Raises at commit ``federation.already_federated`` when another of the owner has its issuer
        and subject, and ``federation.too_many`` when the owner would have more than ``limit``.
        """
        ...

    def delete_federated_credential(self, work: UnitOfWork, owner_id: str, name: str) -> None: ...

    def delete_credentials(self, work: UnitOfWork, owner_id: str) -> None:
        """Delete every credential of an owner, whatever there is at commit."""
        ...


class RefreshTokenRecords(Protocol):
    """What keeps people's clients signed in. No cache holds any: nothing here is coherent."""

    async def find_refresh_token(self, digest: bytes) -> RefreshToken | None:
        """The token, also when it is used, expired or revoked: whoever reads judges that."""
        ...

    def save_refresh_token(self, work: UnitOfWork, token: RefreshToken) -> None:
        """Add the first of a family."""
        ...

    def rotate_refresh_token(
        self, work: UnitOfWork, digest: bytes, successor: RefreshToken, *, spent: bool = True
    ) -> None:
        """Note that a token is used (the first time counts) and add the next of its family.

        Not ``spent``: it stays as good as it is. Raises at commit
        ``refresh_tokens.revoked_meanwhile`` when the token is revoked or gone.
        """
        ...

    def revoke_refresh_family(self, work: UnitOfWork, family_id: str, when: float) -> None:
        """Revoke every token of a family that is not yet revoked."""
        ...

    def revoke_refresh_tokens_of(self, work: UnitOfWork, user_id: str, when: float) -> None:
        """Revoke every token of a user that is not yet revoked."""
        ...

    def delete_refresh_tokens_of(self, work: UnitOfWork, user_id: str) -> None: ...

    def delete_expired_refresh_tokens(self, work: UnitOfWork, before: float) -> None:
        """Sweep tokens that expired before that time."""
        ...


class WorkloadRecords(Protocol):
    """Which identities a resource has, and which processes run as it."""

    async def find_assignment(self, resource_key: str) -> IdentityAssignment | None: ...

    async def list_assignments_of(
        self, object_id: str, resource_key: str | None
    ) -> Sequence[IdentityAssignment]:
        """Assignments whose ``system_assigned`` is the object id, or whose ``user_assigned`` has
        the resource (compared in lower case).
        """
        ...

    def save_assignment(self, work: UnitOfWork, assignment: IdentityAssignment) -> None: ...

    def delete_assignment(self, work: UnitOfWork, resource_key: str) -> None: ...

    async def find_binding(self, binding_id: str) -> WorkloadBinding | None: ...

    async def find_binding_by_digest(self, digest: bytes) -> WorkloadBinding | None:
        """The binding, also when its lease is over: whoever reads computes that."""
        ...

    def save_binding(self, work: UnitOfWork, binding: WorkloadBinding) -> None: ...

    def renew_binding(self, work: UnitOfWork, binding_id: str, expires: float | None) -> None:
        """Move the end of a lease; NotFound ``BindingNotFound`` if it is gone at commit.

        Not coherent: readers that hold the binding read it again once its lease seems over.
        """
        ...

    def delete_binding(self, work: UnitOfWork, binding_id: str) -> None: ...

    def delete_bindings_of(self, work: UnitOfWork, resource_key: str) -> None: ...

    def delete_expired_bindings(self, work: UnitOfWork, before: float) -> None:
        """Sweep bindings whose lease ended before that time. Not coherent."""
        ...


class DirectoryRecords(
    PrincipalRecords,
    PasswordRecords,
    GroupRecords,
    AppRoleRecords,
    CredentialRecords,
    RefreshTokenRecords,
    WorkloadRecords,
    Protocol,
):
    """Everything that a store keeps for the directory."""
