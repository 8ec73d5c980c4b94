"""Auto swap: a slot that names another is swapped with it after each deployment to it.

It is the installation's operator who swaps, by the slot's own configuration: the trail says so.
"""

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Final

from nameplate.core.errors import NameplateError
from nameplate.core.principal import Principal, PrincipalType

if TYPE_CHECKING:
    from nameplate.server.rooms import Rooms

_API_VERSION: Final = "2023-12-01"
_SETTING: Final = "autoSwapSlotName"
_log = logging.getLogger(__name__)


class AutoSwaps:
    """Swaps what was deployed to, in tasks of its own."""

    def __init__(self, rooms: "Rooms") -> None:
        self._rooms = rooms
        self._tasks: set[asyncio.Task[None]] = set()

    def deployed(self, key: str) -> None:
        """Take it that a deployment to a site or slot succeeded."""
        task = asyncio.get_running_loop().create_task(self._follow(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Give up what is being swapped: then nothing was."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self, key: str) -> None:
        web = await self._rooms.resources.find(f"{key}/config/web")
        target = web.properties.get(_SETTING) if web is not None else None
        if not target:
            return
        try:
            await self._swap(key, str(target))
        except NameplateError as problem:
            facts = {"slot": key, "target": target, "reason": problem.message}
            _log.warning("a slot was not swapped after its deployment", extra=facts)

    async def _swap(self, key: str, target: str) -> None:
        from nameplate.resource_manager.address import parse  # noqa: PLC0415  # few slots swap so
        from nameplate.resource_manager.call import Call  # noqa: PLC0415

        rooms = self._rooms
        tenant = await rooms.opened.directory.tenant()
        built = rooms.deployments.control_plane(rooms.clouds[0], tenant)
        call = Call(
            caller=self._operator(),
            method="POST",
            address=parse(f"{key}/slotsswap"),
            api_version=_API_VERSION,
            request_id=secrets.token_hex(16),
            body={"targetSlot": target, "preserveVnet": True},
        )
        await built.plane.answer(call)

    def _operator(self) -> Principal:
        facts = self._rooms.opened.facts
        return Principal(
            object_id=facts.operator_id,
            app_id=None,
            tenant_id=facts.tenant_id,
            type=PrincipalType.USER,
            display_name="auto swap",
            issuer=self._rooms.clouds[0].issuer(facts.tenant_id),
        )
