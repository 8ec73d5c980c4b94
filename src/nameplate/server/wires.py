"""The HTTP surfaces, and which host name each of them answers.

An installation answers under one or two sets of names (``Cloud``): the services are the same, only
what is written into answers differs, so each set has wires of its own over the same rooms. All but
the operator's API and the identity endpoint are built when somebody first asks them: a command that
runs an app for a moment loads no more of the house than the app uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nameplate.admin.bindings import Bindings
from nameplate.admin.devices import DevicesApi
from nameplate.admin.faults import FaultsApi
from nameplate.admin.keys import KeysApi
from nameplate.admin.latency import LatencyApi
from nameplate.admin.learning import LearningApi
from nameplate.admin.portal_links import PortalLinksApi
from nameplate.admin.projections import ProjectionsApi
from nameplate.admin.routes import Call, Handler, Route
from nameplate.admin.status import StatusApi
from nameplate.admin.trail import TrailApi
from nameplate.admin.wire import AdminWire
from nameplate.core.cloud import Cloud
from nameplate.directory.records import Tenant
from nameplate.edge.hosts import Answering, HostTable, Later
from nameplate.edge.http import Response
from nameplate.edge.wire import Wire
from nameplate.managed_identity.arc_challenges import ArcChallenges
from nameplate.managed_identity.endpoint import IdentityEndpoint
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.server.bound_apps import bound_apps
from nameplate.server.facts import status, trust
from nameplate.server.portal import PortalLinks
from nameplate.server.projections import Projections
from nameplate.server.rooms import Rooms
from nameplate.server.workload_sources import HOST as SERVICE_FABRIC_HOST
from nameplate.server.workload_sources import WorkloadSources
from nameplate.tokens.projection import workload_issuer

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


def _activity(rooms: Rooms) -> tuple[Route, ...]:
    """What looks at the trail, loaded when somebody first looks."""

    @cache
    def handlers() -> Mapping[str, Handler]:
        from nameplate.server.activity import activity_handlers  # noqa: PLC0415  # see Later

        return activity_handlers(rooms)

    def at(template: str) -> Route:
        async def handle(call: Call) -> Response:
            return await handlers()[template](call)

        return Route("GET", template, "", handle)

    return tuple(map(at, ("/activity", "/activity/numbers", "/activity/{sequence}", "/privilege")))


def _admin(server: "Server", rooms: Rooms, cloud: Cloud, identity: IdentityEndpoint) -> AdminWire:
    bare = [audience.rstrip("/") for audience in cloud.resource_manager_audiences]
    parts = (
        StatusApi(status(server), trust(server)),
        Bindings(
            rooms.opened.directory,
            bound_apps(rooms),
            rooms.opened.database,
            rooms.clock,
            WorkloadSources(
                rooms.opened.directory, server.endpoints, server.leaves, identity.challenges
            ),
            token_endpoint=server.endpoints.token_url,
        ),
        ProjectionsApi(
            Projections(
                rooms.resources,
                rooms.issuer,
                rooms.clock,
                named=workload_issuer(rooms.clouds[0], rooms.opened.facts.tenant_id),
            )
        ),
        LearningApi(rooms.learning, rooms.trail),
        TrailApi(rooms.trail),
        KeysApi(rooms.keys),
        DevicesApi(rooms.sign_ins.devices),
        PortalLinksApi(
            PortalLinks(
                rooms.sign_ins,
                rooms.clock,
                tenant_id=rooms.opened.facts.tenant_id,
                origin=server.portal_origin,
                audience=cloud.resource_manager_audiences[0],
            )
        ),
        FaultsApi(lambda: server.disruption),
        LatencyApi(server.latencies),
    )
    return AdminWire(
        rooms.authenticator,
        rooms.authorizer,
        [*_activity(rooms), *(route for part in parts for route in part.routes())],
        audiences=frozenset((*bare, *(f"{audience}/" for audience in bare))),
        scope=f"/subscriptions/{rooms.opened.facts.subscription_id}",
    )
