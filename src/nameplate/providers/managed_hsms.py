"""``Microsoft.KeyVault/managedHSMs``: there are none. az asks for them whenever it lists vaults."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.providers.vaults import VERSIONS
from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_NAMES: Final = ("managedHSMs", "deletedManagedHSMs", "locations/deletedManagedHSMs")


@dataclass(frozen=True, slots=True)
class ManagedHsms:
    """An empty list, in a group and in the subscription."""

    type: ResourceType

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        return None

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return ()


def managed_hsms() -> tuple[ManagedHsms, ...]:
    """The three lists."""
    return tuple(
        ManagedHsms(
            ResourceType(
                name=f"Microsoft.KeyVault/{each}", api_versions=VERSIONS, level=Level.EXTENSION
            )
        )
        for each in _NAMES
    )
