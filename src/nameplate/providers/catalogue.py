"""Every resource type of the control plane, in one tuple."""

from dataclasses import dataclass
from typing import Protocol

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.management_groups import ManagementGroups
from nameplate.authorization.roles import Roles
from nameplate.directory.directory import Directory
from nameplate.providers.deleted_vaults import (
    DeletedVaults,
    LocatedDeletedVaults,
    VaultOperationResults,
)
from nameplate.providers.deployment_operations import DeploymentOperations, DeploymentStatuses
from nameplate.providers.deployments import Deployments
from nameplate.providers.federated_identity_credentials import FederatedIdentityCredentials
from nameplate.providers.groups import ResourceGroups
from nameplate.providers.identities import Identities
from nameplate.providers.identity_operations import IdentityOperations
from nameplate.providers.inert import InertType, unknown_type
from nameplate.providers.inert_types import inert_types
from nameplate.providers.locks import Locks
from nameplate.providers.managed_hsms import managed_hsms
from nameplate.providers.management_group_members import management_groups
from nameplate.providers.operation_results import OperationResults
from nameplate.providers.permissions import Holdings, Permissions
from nameplate.providers.registrations import Registrations
from nameplate.providers.resources import ListedResources, Resources
from nameplate.providers.role_assignments import ROLE_ASSIGNMENTS, RoleAssignments
from nameplate.providers.role_definitions import RoleDefinitions
from nameplate.providers.site_references import References
from nameplate.providers.slot_swaps import SwapHost
from nameplate.providers.storage_accounts import storage_accounts, workspaces
from nameplate.providers.subscriptions import Locations, Subscriptions, Tenants
from nameplate.providers.system_assigned_identities import SystemAssignedIdentities
from nameplate.providers.tag_names import TagNames
from nameplate.providers.tags import Tags
from nameplate.providers.user_assigned_identities import UserAssignedIdentities
from nameplate.providers.vault_access_policies import VaultAccessPolicies
from nameplate.providers.vault_keys import VaultKeys, VaultKeyVersions
from nameplate.providers.vault_names import VaultNames
from nameplate.providers.vault_objects import VaultObjects
from nameplate.providers.vault_secrets import VaultSecrets
from nameplate.providers.vaults import KeyVaults
from nameplate.providers.web import Host, web
from nameplate.providers.web import Records as WebRecords
from nameplate.resource_manager.catalogue import Catalogue
from nameplate.resource_manager.deployments.desk import Desk
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.protection import Sealer
from nameplate.resource_manager.provider import Provider
from nameplate.vault.vault_keys import Keys
from nameplate.vault.vault_secrets import Secrets
from nameplate.vault.vaults import Vaults


class Lookup(WebRecords, ListedResources, Protocol):
    """What providers may read of the resource records."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the providers stand on."""

    installation: Installation
    directory: Directory
    vaults: Vaults
    policies: AccessPolicies
    roles: Roles
    management_groups: ManagementGroups
    resources: Lookup
    sealer: Sealer
    secrets: Secrets
    keys: Keys
    references: References
    deployments: Desk
    app_host: Host
    holdings: Holdings
    swap_host: SwapHost | None = None
    allow_unknown_types: bool = False
    """Whether types that nobody here knows are stored inert."""


def catalogue(rooms: Rooms) -> Catalogue:
    """The providers, and those that need to know what the others serve."""
    at, tenant = rooms.installation, rooms.installation.tenant_id
    identities = Identities(rooms.directory, tenant)
    providers: tuple[Provider, ...] = (
        Subscriptions(at),
        Tenants(at),
        Locations(at),
        ResourceGroups(rooms.deployments),
        OperationResults(rooms.deployments),
        Deployments(rooms.deployments, at),
        DeploymentOperations(rooms.deployments),
        DeploymentStatuses(rooms.deployments),
        Tags(at),
        TagNames(rooms.resources),
        *web(
            rooms.resources,
            rooms.sealer,
            identities,
            cloud=at.cloud,
            references=rooms.references,
            host=rooms.app_host,
            swap_host=rooms.swap_host,
        ),
        UserAssignedIdentities(rooms.directory, tenant),
        FederatedIdentityCredentials(rooms.directory),
        IdentityOperations(),
        SystemAssignedIdentities(rooms.directory, tenant),
        *_vaults(rooms),
        Locks(),
        RoleDefinitions(rooms.roles, at),
        Permissions(rooms.holdings),
        *management_groups(rooms.management_groups, rooms.roles, at),
        *storage_accounts(identities, at.cloud, rooms.sealer, rooms.resources),
        workspaces(identities, at.cloud, rooms.sealer),
        *inert_types(identities, at.cloud),
    )
    types = (*(each.type for each in providers), ROLE_ASSIGNMENTS)
    by_name = {each.key: each for each in types}
    about_others = (
        RoleAssignments(rooms.roles, rooms.directory, at, served=frozenset(by_name)),
        Resources(rooms.resources, by_name, identities),
        Registrations(types),
    )
    return Catalogue(
        (*providers, *about_others),
        unknown=lambda name: InertType(identities, at.cloud, unknown_type(name)),
        allow_unknown=rooms.allow_unknown_types,
    )


def _vaults(rooms: Rooms) -> tuple[Provider, ...]:
    """The types of Microsoft.KeyVault."""
    at = rooms.installation
    objects = VaultObjects(rooms.vaults, at.cloud)
    return (
        KeyVaults(rooms.vaults, rooms.policies, at),
        VaultAccessPolicies(rooms.policies, at.tenant_id),
        VaultSecrets(objects, rooms.secrets),
        VaultKeys(objects, rooms.keys),
        VaultKeyVersions(objects, rooms.keys),
        LocatedDeletedVaults(rooms.vaults, at),
        DeletedVaults(rooms.vaults, at),
        VaultOperationResults(),
        VaultNames(rooms.vaults),
        *managed_hsms(),
    )
