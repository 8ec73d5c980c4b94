"""The HTTP surfaces, and which host name each of them answers.

An installation answers under one or two sets of names (``Cloud``): the services are the same, only
what is written into answers differs, so each set has wires of its own over the same rooms.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nameplate.admin.bindings import Bindings
from nameplate.admin.devices import DevicesApi
from nameplate.admin.keys import KeysApi
from nameplate.admin.learning import LearningApi
from nameplate.admin.status import StatusApi
from nameplate.admin.trail import TrailApi
from nameplate.admin.wire import AdminWire
from nameplate.authority.audience import Audiences
from nameplate.authority.client_authentication import ClientAuthentication
from nameplate.authority.device_endpoint import DeviceEndpoint
from nameplate.authority.grants.client_credentials import ClientCredentials
from nameplate.authority.grants.device_code import DeviceCodeGrant
from nameplate.authority.grants.jwt_bearer import JwtBearer
from nameplate.authority.grants.password import Password
from nameplate.authority.graph import GraphWire
from nameplate.authority.graph_changes import GraphChanges
from nameplate.authority.graph_gate import GraphGate
from nameplate.authority.graph_reads import GraphReads
from nameplate.authority.graph_results import GraphResults
from nameplate.authority.tenants import Tenants
from nameplate.authority.token_endpoint import TokenEndpoint
from nameplate.authority.wire import AuthorityWire
from nameplate.core.cloud import Cloud
from nameplate.directory.records import Tenant
from nameplate.edge.emulators import emulated_hosts
from nameplate.edge.hosts import HostTable, RawWire
from nameplate.edge.routes import read_routes
from nameplate.edge.wire import Wire
from nameplate.managed_identity.endpoint import IdentityEndpoint
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.providers.catalogue import Rooms as ProviderRooms
from nameplate.providers.catalogue import catalogue as build_catalogue
from nameplate.resource_manager.challenge import Gate as ResourceManagerGate
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.guard import Guard
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.wire import ResourceManagerWire
from nameplate.server.bridges import ResourceSealer
from nameplate.server.facts import status, trust
from nameplate.server.rooms import Rooms
from nameplate.vault.challenge import Gate as VaultGate
from nameplate.vault.wire import VaultWire

if TYPE_CHECKING:
    from nameplate.server.running import Server


@dataclass(frozen=True, slots=True)
class Surface:
    """What each listener answers."""

    https: HostTable
    token: HostTable


async def build_surface(server: "Server", rooms: Rooms, clouds: tuple[Cloud, ...]) -> Surface:
    """Every wire of an installation."""
    tenant = await rooms.opened.directory.tenant()
    exact: dict[str, Wire | RawWire] = {}
    suffixes: dict[str, Wire | RawWire] = {}
    if server.settings.routes:
        emulated = emulated_hosts(read_routes(server.settings.routes, clouds[0]))
        exact |= emulated[0]
        suffixes |= emulated[1]
    for cloud in clouds:
        authority = _authority(rooms, cloud)
        for host in (cloud.authority_host, *cloud.authority_aliases):
            exact[host] = authority
        exact[cloud.graph_host] = _graph(rooms, cloud)
        exact[cloud.resource_manager_host] = _resource_manager(rooms, cloud, tenant)
        exact[cloud.admin_host] = _admin(server, rooms, cloud)
        suffixes[cloud.vault_suffix] = _vault(rooms, cloud)
    return Surface(HostTable(exact, suffixes), HostTable(default=_identity(server, rooms, clouds)))


def _authority(rooms: Rooms, cloud: Cloud) -> AuthorityWire:
    directory, clock = rooms.opened.directory, rooms.clock
    grants = (
        ClientCredentials(ClientAuthentication(directory, cloud, clock)),
        JwtBearer(directory, cloud, clock),
        Password(directory),
        DeviceCodeGrant(rooms.devices, directory),
    )
    audiences = Audiences(cloud, directory)
    endpoint = TokenEndpoint(grants, audiences, rooms.issuer, rooms.trail, clock)
    devices = DeviceEndpoint(rooms.devices, cloud)
    return AuthorityWire(cloud, clock, Tenants(directory), rooms.keys, endpoint, devices)


def _graph(rooms: Rooms, cloud: Cloud) -> GraphWire:
    directory, results = rooms.opened.directory, GraphResults(cloud)
    reads = GraphReads(directory, results)
    changes = GraphChanges(directory, reads, results, rooms.opened.database, rooms.trail)
    gate = GraphGate(rooms.authenticator, rooms.authorizer, cloud)
    return GraphWire(gate, reads, changes, rooms.clock)


def _identity(server: "Server", rooms: Rooms, clouds: tuple[Cloud, ...]) -> IdentityEndpoint:
    database, settings = rooms.opened.database, server.settings
    return IdentityEndpoint(
        rooms.opened.directory,
        rooms.issuer,
        rooms.keys,
        rooms.trail,
        rooms.clock,
        database.epoch,
        clouds=clouds,
        style=ExpiresOnFormat(settings.msi2017_expires_on),
        imds_resource_id=server.imds_resource_id,
    )


def _vault(rooms: Rooms, cloud: Cloud) -> VaultWire:
    return VaultWire(
        cloud=cloud,
        vaults=rooms.vaults,
        secrets=rooms.secrets,
        gate=VaultGate(rooms.authenticator, cloud),
        access=rooms.access,
        units=rooms.opened.database,
    )


def _resource_manager(rooms: Rooms, cloud: Cloud, tenant: Tenant) -> ResourceManagerWire:
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
            vaults=rooms.vaults,
            policies=rooms.policies,
            roles=rooms.roles,
            resources=rooms.resources,
            sealer=ResourceSealer(rooms.opened.envelope),
            secrets=rooms.secrets,
            keys=rooms.vault_keys,
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


def _admin(server: "Server", rooms: Rooms, cloud: Cloud) -> AdminWire:
    bare = [audience.rstrip("/") for audience in cloud.resource_manager_audiences]
    parts = (
        StatusApi(status(server), trust(server)),
        Bindings(
            rooms.opened.directory,
            rooms.resources,
            rooms.opened.database,
            rooms.clock,
            token_endpoint=server.endpoints.token_url,
        ),
        LearningApi(rooms.learning, rooms.trail),
        TrailApi(rooms.trail),
        KeysApi(rooms.keys),
        DevicesApi(rooms.devices),
    )
    return AdminWire(
        rooms.authenticator,
        rooms.authorizer,
        [route for part in parts for route in part.routes()],
        audiences=frozenset((*bare, *(f"{audience}/" for audience in bare))),
        scope=f"/subscriptions/{rooms.opened.facts.subscription_id}",
    )
