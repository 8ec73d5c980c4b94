"""All records of an installation over one implementation, as the kits use them."""

from collections.abc import Callable
from dataclasses import dataclass

from nameplate.audit.protocols import AuditRecords
from nameplate.authorization.access_policy import AccessPolicyRecords
from nameplate.authorization.management_groups import ManagementGroupRecords
from nameplate.authorization.role_assignment import RoleRecords
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.work import UnitOfWork, UnitsOfWork
from nameplate.crypto.authorities import AuthorityRecords
from nameplate.directory.protocols import DirectoryRecords
from nameplate.resource_manager.deployments.records import DeploymentRecords
from nameplate.resource_manager.records import ResourceRecords
from nameplate.store.audit import StoredAudit
from nameplate.store.authorities import StoredAuthorities
from nameplate.store.authorization import StoredAccessPolicies
from nameplate.store.database import Database
from nameplate.store.deployments import StoredDeployments
from nameplate.store.directory import StoredDirectory
from nameplate.store.keys import StoredKeys
from nameplate.store.management_groups import StoredManagementGroups
from nameplate.store.resources import StoredResources
from nameplate.store.roles import StoredRoles
from nameplate.store.secrets import StoredSecrets
from nameplate.store.tokens import StoredSigningKeys
from nameplate.store.vault import StoredVaults
from nameplate.tokens.records import SigningKeyRecords
from nameplate.vault.protocols import KeyRecords, SecretRecords, VaultRecords
from tests.fakes.access_policy_records import FakeAccessPolicyRecords
from tests.fakes.audit_records import FakeAuditRecords
from tests.fakes.authority_records import FakeAuthorityRecords
from tests.fakes.deployment_records import FakeDeploymentRecords
from tests.fakes.directory_records import FakeDirectoryRecords
from tests.fakes.management_group_records import FakeManagementGroupRecords
from tests.fakes.resource_records import FakeResourceRecords
from tests.fakes.role_records import FakeRoleRecords
from tests.fakes.signing_key_records import FakeSigningKeyRecords
from tests.fakes.units import FakeUnits
from tests.fakes.vault_key_records import FakeVaultKeyRecords
from tests.fakes.vault_records import FakeSecretRecords, FakeVaultRecords

AUDIT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Store:
    """Every room's records, the units that change them and the epoch that says so."""

    units: UnitsOfWork
    epoch: ChangeEpoch
    audit: AuditRecords
    directory: DirectoryRecords
    signing_keys: SigningKeyRecords
    authorities: AuthorityRecords
    policies: AccessPolicyRecords
    roles: RoleRecords
    management_groups: ManagementGroupRecords
    resources: ResourceRecords
    deployments: DeploymentRecords
    vaults: VaultRecords
    secrets: SecretRecords
    keys: KeyRecords

    async def write(self, *writes: Callable[[UnitOfWork], None]) -> None:
        """Commit one unit with these writes."""
        work = self.units.begin()
        for write in writes:
            write(work)
        await work.commit()


def fake_store() -> Store:
    """The fakes, which share nothing but units and epoch."""
    units = FakeUnits()
    secrets = FakeSecretRecords()
    vaults = FakeVaultRecords(secrets)
    return Store(
        units=units,
        epoch=units.epoch,
        audit=FakeAuditRecords(limit=AUDIT_LIMIT),
        directory=FakeDirectoryRecords(),
        signing_keys=FakeSigningKeyRecords(),
        authorities=FakeAuthorityRecords(),
        policies=FakeAccessPolicyRecords(),
        roles=FakeRoleRecords(),
        management_groups=FakeManagementGroupRecords(),
        resources=FakeResourceRecords(),
        deployments=FakeDeploymentRecords(),
        vaults=vaults,
        secrets=secrets,
        keys=FakeVaultKeyRecords(vaults),
    )


def store_on(database: Database) -> Store:
    """The store's own records on a database."""
    return Store(
        units=database,
        epoch=database.epoch,
        audit=StoredAudit(database, limit=AUDIT_LIMIT),
        directory=StoredDirectory(database),
        signing_keys=StoredSigningKeys(database),
        authorities=StoredAuthorities(database),
        policies=StoredAccessPolicies(database),
        roles=StoredRoles(database),
        management_groups=StoredManagementGroups(database),
        resources=StoredResources(database),
        deployments=StoredDeployments(database),
        vaults=StoredVaults(database),
        secrets=StoredSecrets(database),
        keys=StoredKeys(database),
    )
