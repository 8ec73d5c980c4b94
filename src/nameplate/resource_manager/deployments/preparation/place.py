"""Where a deployment stands, from the scope that it deploys to."""

from typing import Final

from nameplate.resource_manager.address import parse
from nameplate.resource_manager.deployments.preparation.prepared import Place
from nameplate.resource_manager.refusals import invalid_path
from nameplate.resource_manager.resource_type import Level as TypeLevel
from nameplate.resource_manager.scopes import level_of
from nameplate.template.environment import Level

TYPE: Final = "Microsoft.Resources/deployments"
_LEVELS: Final = {
    TypeLevel.TENANT: Level.TENANT,
    TypeLevel.MANAGEMENT_GROUP: Level.MANAGEMENT_GROUP,
    TypeLevel.SUBSCRIPTION: Level.SUBSCRIPTION,
    TypeLevel.GROUP: Level.GROUP,
}


def place_at(scope: str, name: str, *, location: str | None = None) -> Place:
    """The place of a deployment to a tenant (empty), management group, subscription or group.

    Raises NotFound for any other scope: nothing is deployed to a resource.
    """
    bare = scope.rstrip("/")
    level = _LEVELS.get(level_of(bare))
    if level is None:
        raise invalid_path(f"{bare}/providers/{TYPE}/{name}")
    return Place(
        id=f"{bare}/providers/{TYPE}/{name}",
        name=name,
        scope=bare,
        level=level,
        location=location,
    )


def group_name(place: Place) -> str | None:
    """The resource group that a place is in."""
    return parse(place.scope).resource_group if place.level is Level.GROUP else None
