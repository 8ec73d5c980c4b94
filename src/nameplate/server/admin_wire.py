"""The operator's API: every part of it, over the rooms. Loaded when it is first asked."""

from collections.abc import Mapping
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
from nameplate.edge.http import Response
from nameplate.managed_identity.endpoint import IdentityEndpoint
from nameplate.server.bound_apps import bound_apps
from nameplate.server.facts import status, trust
from nameplate.server.portal import PortalLinks
from nameplate.server.projections import Projections
from nameplate.server.rooms import Rooms
from nameplate.server.workload_sources import WorkloadSources
from nameplate.tokens.projection import workload_issuer

if TYPE_CHECKING:
    from nameplate.server.running import Server


def admin(server: "Server", rooms: Rooms, cloud: Cloud, identity: IdentityEndpoint) -> AdminWire:
    """The wire under a set of names."""
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
                expect=server.expect_portal,
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
