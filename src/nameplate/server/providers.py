"""The catalogue: every resource type that an installation serves, as one literal tuple."""

from nameplate.providers.groups import ResourceGroups
from nameplate.providers.subscriptions import Locations, Subscriptions, Tenants
from nameplate.providers.user_assigned_identities import UserAssignedIdentities
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.provider import Provider
from nameplate.server.rooms import Rooms


def build_providers(rooms: Rooms, installation: Installation) -> tuple[Provider, ...]:
    """Every provider, over the rooms that do its work."""
    directory = rooms.opened.directory
    return (
        Subscriptions(installation),
        Tenants(installation),
        Locations(installation),
        ResourceGroups(),
        UserAssignedIdentities(directory, installation.tenant_id),
    )
