"""Resource Manager's wire, built over the rooms with every resource provider."""

from nameplate.core.cloud import Cloud
from nameplate.directory.records import Tenant
from nameplate.providers.catalogue import Rooms as ProviderRooms
from nameplate.providers.catalogue import catalogue as build_catalogue
from nameplate.resource_manager.challenge import Gate as ResourceManagerGate
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.guard import Guard
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.wire import ResourceManagerWire
from nameplate.server.bridges import ResourceSealer
from nameplate.server.rooms import Rooms
from nameplate.server.setting_references import setting_references


def resource_manager(rooms: Rooms, cloud: Cloud, tenant: Tenant) -> ResourceManagerWire:
    """Azure Resource Manager under a cloud's names, with the whole catalogue."""
    facts = rooms.opened.facts
    installation = Installation(
        cloud=cloud,
        tenant_id=facts.tenant_id,
        tenant_name=tenant.display_name,
        default_domain=tenant.default_domain,
        subscription_id=facts.subscription_id,
        subscription_name="Nameplate",
    )
    catalogue = build_catalogue(
        ProviderRooms(
            installation=installation,
            directory=rooms.opened.directory,
            vaults=rooms.vault.vaults,
            policies=rooms.policies,
            roles=rooms.roles,
            management_groups=rooms.management_groups,
            resources=rooms.resources,
            sealer=ResourceSealer(rooms.opened.envelope),
            secrets=rooms.vault.secrets,
            keys=rooms.vault.keys,
            references=setting_references(rooms),
            allow_unknown_types=rooms.allow_unknown_types,
        )
    )
    phases = Phases(
        catalogue=catalogue,
        records=rooms.resources,
        units=rooms.opened.database,
        guard=Guard(rooms.authorizer, rooms.trail),
        trail=rooms.trail,
        clock=rooms.clock,
        installation=installation,
        refresh=rooms.opened.database.refresh,
        forget=rooms.roles.forget,
    )
    gate = ResourceManagerGate(rooms.authenticator, installation)
    return ResourceManagerWire(ControlPlane(phases), catalogue, gate=gate, at=installation)
