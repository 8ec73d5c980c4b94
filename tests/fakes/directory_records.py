"""The directory's records in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from nameplate.core.errors import NotFound
from nameplate.core.work import UnitOfWork
from nameplate.directory.federation import already_federated, too_many
from nameplate.directory.principals import name_taken
from nameplate.directory.records import (
    Application,
    ClientCertificate,
    ClientSecret,
    FederatedIdentityCredential,
    IdentityAssignment,
    RefreshToken,
    ServicePrincipal,
    Tenant,
    User,
    WorkloadBinding,
)
from nameplate.directory.refresh_tokens import revoked_meanwhile
from tests.fakes.people_records import FakePeopleRecords, drop


class FakeDirectoryRecords(FakePeopleRecords):
    """Dictionaries behind ``DirectoryRecords``; ``reads`` counts what was asked of them."""

    def __init__(self) -> None:
        super().__init__()
        self.tenant: Tenant | None = None
        self.applications: dict[str, Application] = {}
        self.principals: dict[str, ServicePrincipal] = {}
        self.users: dict[str, User] = {}
        self.secrets: dict[str, ClientSecret] = {}
        self.certificates: dict[str, ClientCertificate] = {}
        self.federated: dict[tuple[str, str], FederatedIdentityCredential] = {}
        self.refresh_tokens: dict[bytes, RefreshToken] = {}
        self.assignments: dict[str, IdentityAssignment] = {}
        self.bindings: dict[str, WorkloadBinding] = {}

    async def find_tenant(self) -> Tenant | None:
        self.reads += 1
        return self.tenant

    def save_tenant(self, work: UnitOfWork, tenant: Tenant) -> None:
        work.add(lambda _: setattr(self, "tenant", tenant))

    async def find_application(self, app_id: str) -> Application | None:
        self.reads += 1
        return self.applications.get(app_id)

    async def list_applications(self) -> Sequence[Application]:
        self.reads += 1
        return sorted(self.applications.values(), key=lambda each: (each.created, each.app_id))

    def save_application(self, work: UnitOfWork, application: Application) -> None:
        work.add(lambda _: self.applications.update({application.app_id: application}))

    def delete_application(self, work: UnitOfWork, app_id: str) -> None:
        work.add(lambda _: drop(self.applications, app_id))

    async def find_service_principal(self, object_id: str) -> ServicePrincipal | None:
        self.reads += 1
        return self.principals.get(object_id)

    async def find_service_principal_of_app(self, app_id: str) -> ServicePrincipal | None:
        self.reads += 1
        return next((each for each in self.principals.values() if each.app_id == app_id), None)

    async def find_service_principal_of_resource(
        self, resource_key: str
    ) -> ServicePrincipal | None:
        self.reads += 1
        found = [
            each
            for each in self.principals.values()
            if each.resource_id is not None and each.resource_id.lower() == resource_key
        ]
        return max(found, key=lambda each: each.created, default=None)

    async def list_service_principals(self) -> Sequence[ServicePrincipal]:
        self.reads += 1
        return sorted(self.principals.values(), key=lambda each: (each.created, each.object_id))

    def save_service_principal(self, work: UnitOfWork, principal: ServicePrincipal) -> None:
        work.add(lambda _: self.principals.update({principal.object_id: principal}))

    def delete_service_principal(self, work: UnitOfWork, object_id: str) -> None:
        work.add(lambda _: drop(self.principals, object_id))

    async def find_user(self, object_id: str) -> User | None:
        self.reads += 1
        return self.users.get(object_id)

    async def find_user_named(self, name_key: str) -> User | None:
        self.reads += 1
        return next((each for each in self.users.values() if each.key == name_key), None)

    async def list_users(self) -> Sequence[User]:
        self.reads += 1
        return sorted(self.users.values(), key=lambda each: (each.created, each.object_id))

    def save_user(self, work: UnitOfWork, user: User) -> None:
        def write(_: object) -> None:
            others = [each for each in self.users.values() if each.object_id != user.object_id]
            if any(each.key == user.key for each in others):
                raise name_taken()
            self.users[user.object_id] = user

        work.add(write)

    def delete_user(self, work: UnitOfWork, object_id: str) -> None:
        work.add(lambda _: drop(self.users, object_id))

    async def list_client_secrets(self, owner_id: str) -> Sequence[ClientSecret]:
        self.reads += 1
        found = [each for each in self.secrets.values() if each.owner_id == owner_id]
        return sorted(found, key=lambda each: (each.created, each.key_id))

    def save_client_secret(self, work: UnitOfWork, secret: ClientSecret) -> None:
        work.add(lambda _: self.secrets.update({secret.key_id: secret}))

    def delete_client_secret(self, work: UnitOfWork, key_id: str) -> None:
        work.add(lambda _: drop(self.secrets, key_id))

    async def list_client_certificates(self, owner_id: str) -> Sequence[ClientCertificate]:
        self.reads += 1
        found = [each for each in self.certificates.values() if each.owner_id == owner_id]
        return sorted(found, key=lambda each: (each.created, each.key_id))

    def save_client_certificate(self, work: UnitOfWork, certificate: ClientCertificate) -> None:
        work.add(lambda _: self.certificates.update({certificate.key_id: certificate}))

    def delete_client_certificate(self, work: UnitOfWork, key_id: str) -> None:
        work.add(lambda _: drop(self.certificates, key_id))

    async def list_federated_credentials(
        self, owner_id: str
    ) -> Sequence[FederatedIdentityCredential]:
        self.reads += 1
        return [each for (owner, _), each in sorted(self.federated.items()) if owner == owner_id]

    def save_federated_credential(
        self, work: UnitOfWork, credential: FederatedIdentityCredential, *, limit: int
    ) -> None:
        key = (credential.owner_id, credential.key)

        def write(_: object) -> None:
            others = [
                each
                for held, each in self.federated.items()
                if held[0] == key[0] and held[1] != key[1]
            ]
            trusted = (credential.issuer, credential.subject)
            if any((each.issuer, each.subject) == trusted for each in others):
                raise already_federated()
            if len(others) >= limit:
                raise too_many(limit)
            self.federated[key] = credential

        work.add(write)

    def delete_federated_credential(self, work: UnitOfWork, owner_id: str, name: str) -> None:
        def write(_: object) -> None:
            self.federated.pop((owner_id, name.lower()), None)

        work.add(write)

    def delete_credentials(self, work: UnitOfWork, owner_id: str) -> None:
        def write(_: object) -> None:
            for key in [each for each in self.federated if each[0] == owner_id]:
                del self.federated[key]
            for secret in [each for each in self.secrets.values() if each.owner_id == owner_id]:
                del self.secrets[secret.key_id]
            for held in [each for each in self.certificates.values() if each.owner_id == owner_id]:
                del self.certificates[held.key_id]

        work.add(write)

    async def find_refresh_token(self, digest: bytes) -> RefreshToken | None:
        self.reads += 1
        return self.refresh_tokens.get(digest)

    def save_refresh_token(self, work: UnitOfWork, token: RefreshToken) -> None:
        work.add(lambda _: self.refresh_tokens.update({token.digest: token}), coherent=False)

    def rotate_refresh_token(
        self, work: UnitOfWork, digest: bytes, successor: RefreshToken, *, spent: bool = True
    ) -> None:
        def write(_: object) -> None:
            found = self.refresh_tokens.get(digest)
            if found is None or found.revoked is not None:
                raise revoked_meanwhile()
            used = successor.issued if spent and found.used is None else found.used
            self.refresh_tokens[digest] = replace(found, used=used)
            self.refresh_tokens[successor.digest] = successor

        work.add(write, coherent=False)

    def revoke_refresh_family(self, work: UnitOfWork, family_id: str, when: float) -> None:
        self._revoke(work, lambda token: token.family_id == family_id, when)

    def revoke_refresh_tokens_of(self, work: UnitOfWork, user_id: str, when: float) -> None:
        self._revoke(work, lambda token: token.user_id == user_id, when)

    def _revoke(self, work: UnitOfWork, whose: Callable[[RefreshToken], bool], when: float) -> None:
        def write(_: object) -> None:
            for token in self.refresh_tokens.values():
                if whose(token) and token.revoked is None:
                    self.refresh_tokens[token.digest] = replace(token, revoked=when)

        work.add(write, coherent=False)

    def delete_refresh_tokens_of(self, work: UnitOfWork, user_id: str) -> None:
        self._keep(work, lambda token: token.user_id != user_id)

    def delete_expired_refresh_tokens(self, work: UnitOfWork, before: float) -> None:
        self._keep(work, lambda token: not token.expired(before))

    def _keep(self, work: UnitOfWork, whose: Callable[[RefreshToken], bool]) -> None:
        def write(_: object) -> None:
            kept = {key: each for key, each in self.refresh_tokens.items() if whose(each)}
            self.refresh_tokens = kept

        work.add(write, coherent=False)

    async def find_assignment(self, resource_key: str) -> IdentityAssignment | None:
        self.reads += 1
        return self.assignments.get(resource_key)

    async def list_assignments_of(
        self, object_id: str, resource_key: str | None
    ) -> Sequence[IdentityAssignment]:
        self.reads += 1
        return [
            each
            for _, each in sorted(self.assignments.items())
            if each.system_assigned == object_id
            or resource_key in [user.lower() for user in each.user_assigned]
        ]

    def save_assignment(self, work: UnitOfWork, assignment: IdentityAssignment) -> None:
        key = assignment.resource_id.lower()
        work.add(lambda _: self.assignments.update({key: assignment}))

    def delete_assignment(self, work: UnitOfWork, resource_key: str) -> None:
        work.add(lambda _: drop(self.assignments, resource_key))

    async def find_binding(self, binding_id: str) -> WorkloadBinding | None:
        self.reads += 1
        return self.bindings.get(binding_id)

    async def find_binding_by_digest(self, digest: bytes) -> WorkloadBinding | None:
        self.reads += 1
        return next((each for each in self.bindings.values() if each.digest == digest), None)

    def save_binding(self, work: UnitOfWork, binding: WorkloadBinding) -> None:
        work.add(lambda _: self.bindings.update({binding.binding_id: binding}))

    def renew_binding(self, work: UnitOfWork, binding_id: str, expires: float | None) -> None:
        def write(_: object) -> None:
            found = self.bindings.get(binding_id)
            if found is None:
                raise NotFound("BindingNotFound", "The workload binding is not there.")
            self.bindings[binding_id] = replace(found, expires=expires)

        work.add(write, coherent=False)

    def delete_binding(self, work: UnitOfWork, binding_id: str) -> None:
        work.add(lambda _: drop(self.bindings, binding_id))

    def delete_bindings_of(self, work: UnitOfWork, resource_key: str) -> None:
        def write(_: object) -> None:
            for each in list(self.bindings.values()):
                if each.resource_id.lower() == resource_key:
                    del self.bindings[each.binding_id]

        work.add(write)

    def delete_expired_bindings(self, work: UnitOfWork, before: float) -> None:
        def write(_: object) -> None:
            for each in list(self.bindings.values()):
                if each.expired(before):
                    del self.bindings[each.binding_id]

        work.add(write, coherent=False)
