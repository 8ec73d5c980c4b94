"""The deployments of a server: run under any of its names, and ended when it stops.

A server that nobody asks for a deployment, and that finds none to go on with, loads nothing of it.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from nameplate.core.cloud import Cloud
from nameplate.directory.records import Tenant
from nameplate.store.deployments import StoredDeployments

if TYPE_CHECKING:
    from nameplate.resource_manager.deployments.running.active import Runs
    from nameplate.server.control_plane import BuiltControlPlane
    from nameplate.server.rooms import Rooms


class Deployments:
    """The control planes of a server, by the names that they answer under."""

    def __init__(self, rooms: "Rooms") -> None:
        self._rooms = rooms
        self._built: dict[str, BuiltControlPlane] = {}

    @cached_property
    def runs(self) -> "Runs":
        """What runs in this process, loaded when first asked for."""
        from nameplate.resource_manager.deployments.running.active import Runs  # noqa: PLC0415  # see above

        return Runs()

    def control_plane(self, cloud: Cloud, tenant: Tenant) -> "BuiltControlPlane":
        """The control plane under a set of names; the same one each time."""
        host = cloud.resource_manager_host
        if host not in self._built:
            from nameplate.server.control_plane import build_control_plane  # noqa: PLC0415  # see above

            self._built[host] = build_control_plane(self._rooms, cloud, tenant, lambda: self.runs)
        return self._built[host]

    async def resume(self) -> None:
        """Go on with what a server that died has left."""
        rooms = self._rooms
        records = StoredDeployments(rooms.opened.database)
        if await records.expired(rooms.clock.now()):
            tenant = await rooms.opened.directory.tenant()
            built = self.control_plane(rooms.clouds[0], tenant)
            await built.desk.engine.resume_expired()

    async def stop(self, *, drain_seconds: float) -> None:
        """Let what runs end for a while; leave the rest to a successor."""
        if "runs" in vars(self):
            await self.runs.stop(drain_seconds=drain_seconds)
