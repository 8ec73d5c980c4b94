"""The control plane under one set of names: every resource provider, and deployments over them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nameplate.core.cloud import Cloud
from nameplate.core.work import UnitOfWork
from nameplate.directory.records import Tenant
from nameplate.providers.catalogue import Rooms as ProviderRooms
from nameplate.providers.catalogue import catalogue as build_catalogue
from nameplate.resource_manager.catalogue import Catalogue
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.desk import Desk
from nameplate.resource_manager.guard import Guard
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.phases import Phases
from nameplate.server.bridges import ResourceSealer
from nameplate.server.rooms import Rooms
from nameplate.server.setting_references import setting_references
from nameplate.store.deployments import StoredDeployments

if TYPE_CHECKING:
    from nameplate.resource_manager.deployments.running.active import Runs
    from nameplate.server.deployment_secrets import DeploymentSecrets
    from nameplate.server.linked_templates import AllowedTemplates


@dataclass(frozen=True, slots=True)
class BuiltControlPlane:
    """What a wire, or a deployment that goes on, is answered by."""

    plane: ControlPlane
    catalogue: Catalogue
    installation: Installation
    desk: Desk


def build_control_plane(
    rooms: Rooms, cloud: Cloud, tenant: Tenant, runs: "Callable[[], Runs]"
) -> BuiltControlPlane:
    """Build it over the rooms, with the whole catalogue."""
    sealer = ResourceSealer(rooms.opened.envelope)
    records = StoredDeployments(rooms.opened.database)
    desk = Desk(records, sealer, runs)
    installation = _installation(rooms, cloud, tenant)
    catalogue = _catalogue(rooms, installation, sealer, desk)

    def forget(work: UnitOfWork, key: str) -> None:
        rooms.roles.forget(work, key)
        records.delete_within(work, key)

    guard = Guard(rooms.authorizer, rooms.trail)
    phases = Phases(
        catalogue=catalogue,
        records=rooms.resources,
        units=rooms.opened.database,
        guard=guard,
        trail=rooms.trail,
        clock=rooms.clock,
        installation=installation,
        refresh=rooms.opened.database.refresh,
        forget=forget,
    )
    plane = ControlPlane(phases)
    desk.join(
        phases,
        plane,
        secrets=lambda: _secrets(rooms, guard),
        links=lambda: _links(rooms),
    )
    return BuiltControlPlane(plane, catalogue, installation, desk)


def _secrets(rooms: Rooms, guard: Guard) -> "DeploymentSecrets":
    from nameplate.server.deployment_secrets import DeploymentSecrets  # noqa: PLC0415  # see Desk

    return DeploymentSecrets(lambda: rooms.vault, guard, rooms.trail)


def _links(rooms: Rooms) -> "AllowedTemplates":
    from nameplate.server.linked_templates import AllowedTemplates  # noqa: PLC0415  # see Desk
    from nameplate.server.proxying import upstream_of  # noqa: PLC0415

    return AllowedTemplates(rooms.settings.template_hosts, lambda: upstream_of(rooms.settings))


def _catalogue(
    rooms: Rooms, installation: Installation, sealer: ResourceSealer, desk: Desk
) -> Catalogue:
    """Every resource provider, over the rooms that it stands on."""
    return build_catalogue(
        ProviderRooms(
            installation=installation,
            directory=rooms.opened.directory,
            vaults=rooms.vault.vaults,
            policies=rooms.policies,
            roles=rooms.roles,
            management_groups=rooms.management_groups,
            resources=rooms.resources,
            sealer=sealer,
            secrets=rooms.vault.secrets,
            keys=rooms.vault.keys,
            references=setting_references(rooms),
            deployments=desk,
            app_host=rooms.app_host,
            holdings=rooms.authorizer,
            swap_host=rooms.swaps,
            allow_unknown_types=rooms.allow_unknown_types,
        )
    )


def _installation(rooms: Rooms, cloud: Cloud, tenant: Tenant) -> Installation:
    facts = rooms.opened.facts
    return Installation(
        cloud=cloud,
        tenant_id=facts.tenant_id,
        tenant_name=tenant.display_name,
        default_domain=tenant.default_domain,
        subscription_id=facts.subscription_id,
        subscription_name="Nameplate",
    )
