"""What of a list its caller sees: all of it, or of a subscription's that which it may read.

As in Azure, whoever has a role inside a subscription may list its groups and its resources, and is
shown those that the role is about; who has none there is refused.
"""

from nameplate.resource_manager.call import Call
from nameplate.resource_manager.guard import Guard
from nameplate.resource_manager.resource_type import Level, ResourceType
from nameplate.resource_manager.scopes import level_of


class Visibility:
    """Authorises lists, and filters those of which a caller may read only a part."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def whole(self, call: Call, kind: ResourceType) -> bool:
        """Whether the caller sees all of a list. Raises Forbidden when it is not for it at all."""
        if kind.open or kind.filtered:
            return kind.open
        action, scope = kind.action("read"), call.address.text
        if not _partly_listed(call, kind):
            await self._guard.require(call.caller, action, scope, request_id=call.request_id)
            return True
        if await self._guard.allows(call.caller, action, scope):
            return True
        if not await self._guard.holds_within(call.caller, scope):
            await self._guard.require(call.caller, action, scope, request_id=call.request_id)
        return False

    async def shows(self, call: Call, kind: ResourceType, item: tuple[str, str]) -> bool:
        """Whether a list shows the caller an item: its id, and the type that it is of."""
        item_id, type_name = item
        if kind.filtered or kind.level is Level.SUBSCRIPTION:
            return await self._guard.sees(call.caller, kind.action("read"), item_id)
        return await self._guard.allows(call.caller, f"{type_name}/read", item_id)


def _partly_listed(call: Call, kind: ResourceType) -> bool:
    """The groups and the tracked resources of a subscription; resources of any type, of a group."""
    if kind.any_resource:
        return True
    alone = len(kind.types) == 1 and kind.tracked
    return alone and level_of(call.address.scope) is Level.SUBSCRIPTION
