"""Every service of the house, built once, each with what it needs. Reads top to bottom."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from nameplate.apphost.app_host import AppHost
from nameplate.audit.chain import keyed
from nameplate.audit.trail import Trail
from nameplate.authority.sign_in_memory import SignInMemory
from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.authorizer import Authorizer
from nameplate.authorization.learning import Learning
from nameplate.authorization.management_groups import ManagementGroups
from nameplate.authorization.roles import Roles
from nameplate.config.settings import Settings
from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.edge.bearer import Authenticator
from nameplate.edge.rejected_tokens import RejectedTokens
from nameplate.server.deployments import Deployments
from nameplate.server.installation import Opened
from nameplate.server.slot_swaps import HostedSwaps
from nameplate.store.audit import StoredAudit
from nameplate.store.authorization import StoredAccessPolicies
from nameplate.store.management_groups import StoredManagementGroups
from nameplate.store.resources import StoredResources
from nameplate.store.roles import StoredRoles
from nameplate.store.tokens import StoredSigningKeys
from nameplate.tokens.claims import SubjectKind
from nameplate.tokens.issuer import Issuer
from nameplate.tokens.key_ring import KeyRing
from nameplate.tokens.verifier import Verifier

if TYPE_CHECKING:
    from nameplate.server.trusted_issuers import TrustedIssuers
    from nameplate.server.vault_rooms import VaultRooms

_SHORTEST: Final = 60


@dataclass(frozen=True)
class Rooms:
    """The services that wires are built over."""

    opened: Opened
    clouds: tuple[Cloud, ...]
    """The names that the installation is known by, its own first."""
    clock: Clock
    trail: Trail
    signing_keys: StoredSigningKeys
    keys: KeyRing
    issuer: Issuer
    verifier: Verifier
    authenticator: Authenticator
    policies: AccessPolicies
    management_groups: ManagementGroups
    roles: Roles
    learning: Learning
    authorizer: Authorizer
    resources: StoredResources
    sign_ins: SignInMemory
    app_host: AppHost
    allow_unknown_types: bool
    """Whether the control plane stores what nobody here knows."""
    settings: Settings
    swaps: HostedSwaps = field(default_factory=HostedSwaps)

    @cached_property
    def vault(self) -> "VaultRooms":
        """The services of vaults, loaded when first asked for."""
        from nameplate.server.vault_rooms import build_vault_rooms  # noqa: PLC0415  # see above

        return build_vault_rooms(self)

    @cached_property
    def issuers(self) -> "TrustedIssuers":
        """Whose tokens federated credentials may trust, loaded when first asked for."""
        from nameplate.server.trusted_issuers import trusted_issuers  # noqa: PLC0415  # see above

        return trusted_issuers(self)

    @cached_property
    def deployments(self) -> Deployments:
        """The control planes, and what they deploy."""
        return Deployments(self)


def build_rooms(
    opened: Opened, settings: Settings, clouds: tuple[Cloud, ...], clock: Clock
) -> Rooms:
    """Build them over an open home. ``clouds``: the installation's own names first."""
    database, envelope, facts = opened.database, opened.envelope, opened.facts
    chain = keyed(opened.master.derive("audit chain"))
    records = StoredAudit(database, limit=settings.audit_limit, digest=chain)
    trail = Trail(records, clock, database, durable=database.durable)

    signing_keys = StoredSigningKeys(database)
    keys = KeyRing(signing_keys, envelope, clock, database.epoch, database)
    issuer = Issuer(keys, clock, clouds[0], lifetimes=_lifetimes(settings))
    verifier = Verifier(keys, clock, _issuers(facts.tenant_id, clouds))
    authenticator = Authenticator(verifier, opened.directory, RejectedTokens(trail, clock))

    policies = AccessPolicies(StoredAccessPolicies(database), database.epoch)
    learning = Learning(clock)
    stored_groups = StoredManagementGroups(database)
    groups = ManagementGroups(stored_groups, database.epoch, tenant_id=facts.tenant_id)
    roles = Roles(StoredRoles(database), database.epoch, groups=groups)
    authorizer = Authorizer(
        policies,
        roles,
        database.epoch,
        learning=learning,
        owners=frozenset((facts.operator_id,)),
        memberships=opened.directory,
    )

    return Rooms(
        opened=opened,
        clouds=clouds,
        clock=clock,
        trail=trail,
        signing_keys=signing_keys,
        keys=keys,
        issuer=issuer,
        verifier=verifier,
        authenticator=authenticator,
        policies=policies,
        management_groups=groups,
        roles=roles,
        learning=learning,
        authorizer=authorizer,
        resources=StoredResources(database),
        sign_ins=SignInMemory(clock),
        app_host=AppHost(),
        allow_unknown_types=settings.allow_unknown_types,
        settings=settings,
    )


def _lifetimes(settings: Settings) -> dict[SubjectKind, int]:
    return {
        SubjectKind.MANAGED_IDENTITY: max(_SHORTEST, settings.token_lifetime),
        SubjectKind.APPLICATION: max(_SHORTEST, settings.app_token_lifetime),
        SubjectKind.USER: max(_SHORTEST, settings.app_token_lifetime),
    }


def _issuers(tenant_id: str, clouds: tuple[Cloud, ...]) -> tuple[str, ...]:
    """Version 1.0 tokens have the installation's issuer; version 2.0 ones that of each name."""
    return (clouds[0].issuer(tenant_id), *(cloud.issuer_v2(tenant_id) for cloud in clouds))
