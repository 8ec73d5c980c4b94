"""``Microsoft.Authorization/locks``: there are none. az and the portal ask for them everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_LOCKS: Final = ResourceType(
    name="Microsoft.Authorization/locks",
    api_versions=("2020-05-01", "2017-04-01", "2016-09-01"),
    level=Level.ANY,
)


@dataclass(frozen=True, slots=True)
class Locks:
    """An empty list, at every scope that is there. Making one is refused: it would hold nothing."""

    type: ResourceType = _LOCKS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        return None

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return ()
