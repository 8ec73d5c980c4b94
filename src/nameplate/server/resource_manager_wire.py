"""Resource Manager's wire, over the control plane of a set of names."""

from nameplate.core.cloud import Cloud
from nameplate.directory.records import Tenant
from nameplate.resource_manager.challenge import Gate as ResourceManagerGate
from nameplate.resource_manager.wire import ResourceManagerWire
from nameplate.server.rooms import Rooms


def resource_manager(rooms: Rooms, cloud: Cloud, tenant: Tenant) -> ResourceManagerWire:
    """Azure Resource Manager under a cloud's names, with the whole catalogue."""
    built = rooms.deployments.control_plane(cloud, tenant)
    gate = ResourceManagerGate(rooms.authenticator, built.installation)
    return ResourceManagerWire(built.plane, built.catalogue, gate=gate, at=built.installation)
