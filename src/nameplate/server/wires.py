"""The HTTP surfaces, and which host name each of them answers.

An installation answers under one or two sets of names (``Cloud``): the services are the same, only
what is written into answers differs, so each set has wires of its own over the same rooms. All but
the identity endpoint are built when somebody first asks them: a command that runs an app for a
moment loads no more of the house than the app uses.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nameplate.core.cloud import Cloud
from nameplate.directory.records import Tenant
from nameplate.edge.hosts import Answering, HostTable, Later
from nameplate.edge.wire import Wire
from nameplate.managed_identity.arc_challenges import ArcChallenges
from nameplate.managed_identity.endpoint import IdentityEndpoint
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.server.rooms import Rooms
from nameplate.server.workload_sources import HOST as SERVICE_FABRIC_HOST

if TYPE_CHECKING:
    from nameplate.server.running import Server


@dataclass(frozen=True, slots=True)
class Surface:
    """What each listener answers."""

    https: HostTable
    token: HostTable
    identity: IdentityEndpoint

    @property
    def challenges(self) -> ArcChallenges:
        """The files that the token endpoint wrote: to be removed when it stops."""
        return self.identity.challenges


async def build_surface(server: "Server", rooms: Rooms, clouds: tuple[Cloud, ...]) -> Surface:
    """Every wire of an installation."""
    tenant = await rooms.opened.directory.tenant()
    identity = _identity(server, rooms, clouds)
    exact: dict[str, Answering] = {SERVICE_FABRIC_HOST: _service_fabric(rooms, identity)}
    suffixes: dict[str, Answering] = {}
    if server.settings.routes:
        from nameplate.edge.emulators import emulated_hosts  # noqa: PLC0415  # few have routes
        from nameplate.server.proxying import routes_of  # noqa: PLC0415

        known = rooms.keys.find
        emulated = emulated_hosts(
            routes_of(server.settings, clouds[0]), lambda kid: known(kid) is not None
        )
        exact |= emulated[0]
        suffixes |= emulated[1]
    for cloud in clouds:
        authority = _authority(rooms, cloud)
        for host in (cloud.authority_host, *cloud.authority_aliases):
            exact[host] = authority
        suffixes |= dict.fromkeys(cloud.regional_suffixes, authority)
        exact[cloud.graph_host] = _graph(rooms, cloud)
        exact[cloud.resource_manager_host] = _resource_manager(rooms, cloud, tenant)
        exact[cloud.admin_host] = _admin(server, rooms, cloud, identity)
        suffixes[cloud.vault_suffix] = _vault(rooms, cloud)
        if server.hosting is not None:
            suffixes[cloud.scm_suffix] = server.hosting.deployments.wire(cloud)
    table = HostTable(exact, suffixes)
    return Surface(table, HostTable(default=identity), identity)


def _authority(rooms: Rooms, cloud: Cloud) -> Later:
    def build() -> Wire:
        from nameplate.server.authority_wires import authority  # noqa: PLC0415  # see Later

        return authority(rooms, cloud)

    return Later(build)


def _graph(rooms: Rooms, cloud: Cloud) -> Later:
    def build() -> Wire:
        from nameplate.server.authority_wires import graph  # noqa: PLC0415  # see Later

        return graph(rooms, cloud)

    return Later(build)


def _resource_manager(rooms: Rooms, cloud: Cloud, tenant: Tenant) -> Later:
    def build() -> Wire:
        from nameplate.server.resource_manager_wire import resource_manager  # noqa: PLC0415  # see Later

        return resource_manager(rooms, cloud, tenant)

    return Later(build)


def _vault(rooms: Rooms, cloud: Cloud) -> Later:
    def build() -> Wire:
        from nameplate.server.vault_wire import vault  # noqa: PLC0415  # see Later

        return vault(rooms, cloud)

    return Later(build)


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


def _service_fabric(rooms: Rooms, identity: IdentityEndpoint) -> Later:
    def build() -> Wire:
        from nameplate.managed_identity.service_fabric import ServiceFabric  # noqa: PLC0415  # see Later

        return ServiceFabric(rooms.opened.directory, identity.parts)

    return Later(build)


def _admin(server: "Server", rooms: Rooms, cloud: Cloud, identity: IdentityEndpoint) -> Later:
    def build() -> Wire:
        from nameplate.server.admin_wire import admin  # noqa: PLC0415  # see Later

        return admin(server, rooms, cloud, identity)

    return Later(build)
