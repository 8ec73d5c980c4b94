"""The fakes keep the protocols that they stand for: the kits run on them."""

import pytest

from tests.conformance.audit_kit import AuditKit
from tests.conformance.deployments_kit import DeploymentsKit
from tests.conformance.directory_kit import (
    CredentialsKit,
    FederationKit,
    PrincipalsKit,
    WorkloadsKit,
)
from tests.conformance.keys_kit import AuthoritiesKit, SigningKeysKit
from tests.conformance.management_groups_kit import ManagementGroupsKit
from tests.conformance.people_kit import AppRolesKit, GroupsKit, PasswordsKit
from tests.conformance.policies_kit import AccessPoliciesKit
from tests.conformance.resources_kit import ResourcesKit
from tests.conformance.roles_kit import RolesKit
from tests.conformance.sign_ins_kit import RefreshTokensKit
from tests.conformance.stores import Store, fake_store
from tests.conformance.vault_keys_kit import VaultKeysKit
from tests.conformance.vault_kit import SecretsKit, VaultsKit


@pytest.fixture
def store() -> Store:
    """Fakes only."""
    return fake_store()


class TestFakeAuditRecords(AuditKit):
    """``tests.fakes.audit_records``."""


class TestFakePrincipals(PrincipalsKit):
    """``tests.fakes.directory_records``."""


class TestFakePasswords(PasswordsKit):
    """``tests.fakes.directory_records``."""


class TestFakeGroups(GroupsKit):
    """``tests.fakes.directory_records``."""


class TestFakeAppRoles(AppRolesKit):
    """``tests.fakes.directory_records``."""


class TestFakeCredentials(CredentialsKit):
    """``tests.fakes.directory_records``."""


class TestFakeFederation(FederationKit):
    """``tests.fakes.directory_records``."""


class TestFakeRefreshTokens(RefreshTokensKit):
    """``tests.fakes.directory_records``."""


class TestFakeWorkloads(WorkloadsKit):
    """``tests.fakes.directory_records``."""


class TestFakeSigningKeys(SigningKeysKit):
    """``tests.fakes.signing_key_records``."""


class TestFakeAuthorities(AuthoritiesKit):
    """``tests.fakes.authority_records``."""


class TestFakeAccessPolicies(AccessPoliciesKit):
    """``tests.fakes.access_policy_records``."""


class TestFakeRoles(RolesKit):
    """``tests.fakes.role_records``."""


class TestFakeManagementGroups(ManagementGroupsKit):
    """``tests.fakes.management_group_records``."""


class TestFakeResources(ResourcesKit):
    """``tests.fakes.resource_records``."""


class TestFakeDeployments(DeploymentsKit):
    """``tests.fakes.deployment_records``."""


class TestFakeVaults(VaultsKit):
    """``tests.fakes.vault_records``."""


class TestFakeSecrets(SecretsKit):
    """``tests.fakes.vault_records``."""


class TestFakeVaultKeys(VaultKeysKit):
    """``tests.fakes.vault_key_records``."""
