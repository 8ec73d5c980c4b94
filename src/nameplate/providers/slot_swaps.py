"""What is done to two slots of a site: ``slotsswap``, its preview, and what it would change.

A swap is one unit of work: settings, configuration and content (by its deployment id) change places
in the records, and stay or go together. Who hosts the slots starts processes of what they will be
before, and visitors meet those as soon as the unit is committed. Identities, host names, publishing
credentials and role assignments belong to the slot: nothing here touches them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from nameplate.core.clock import iso8601
from nameplate.core.cloud import Cloud
from nameplate.core.errors import BadRequest, Conflict, NotFound
from nameplate.providers import slot_operations
from nameplate.providers.site_settings import SLOT_NAMES, SiteSettings
from nameplate.providers.slot_differences import differences
from nameplate.providers.slot_families import (
    PRODUCTION,
    SlotFamilies,
    deployment_id,
    member_key,
    site_key,
)
from nameplate.providers.slot_previews import TARGET, applied, previews, restored
from nameplate.providers.slot_states import SlotAfter, SlotState, Written, read, write
from nameplate.providers.slot_stickiness import Sticky, sticky, with_settings_of
from nameplate.resource_manager.provider import Action, Answer, JsonObject, Target, Turn
from nameplate.resource_manager.records import Resource

_SWAP: Final = "slotsswap"
_APPLY: Final = "applySlotConfig"
_RESET: Final = "resetSlotConfig"
_DIFFERENCES: Final = "slotsdiffs"
ACTIONS: Final = (
    Action(_SWAP, writes=True),
    Action(_APPLY, writes=True),
    Action(_RESET, writes=True),
    Action(_DIFFERENCES),
)
NAMES: Final = frozenset(each.name for each in ACTIONS)


class PreparedSwap(Protocol):
    """Processes that answer as what two slots will be."""

    def switch(self) -> None:
        """Let visitors meet them from now on."""
        ...

    def abandon(self) -> None:
        """End them: what was stays."""
        ...


class SwapHost(Protocol):
    """Who hosts slots."""

    async def prepare(self, source: SlotAfter, target: SlotAfter) -> PreparedSwap | None:
        """Warm up what both will be; ``None`` where neither is hosted.

        Raises Conflict when what is to serve the target does not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class SlotSwaps:
    """Each action's answer, with what it changes."""

    settings: SiteSettings
    families: SlotFamilies
    cloud: Cloud
    host: SwapHost | None

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        source = await self._state(target.id.lower(), target.name, turn)
        if action == _RESET:
            return await self._reset(source, turn)
        other = await self._other(source, body, turn)
        names = await self._sticky(source, turn)
        if action == _DIFFERENCES:
            one = restored(source, self.settings)
            return Answer(200, differences(one, restored(other, self.settings), names))
        if action == _APPLY:
            return self._apply(restored(source, self.settings), other, names)
        return await self._swap(source, other, names, target.api_version, turn)

    def goes_to(self, target: Target, body: JsonObject) -> str | None:
        """The id of the slot that a swap concerns beside its own."""
        name = body.get("targetSlot")
        if not isinstance(name, str) or not name:
            return None
        site = target.id[: len(site_key(target.id.lower()))]
        return site if name.lower() == PRODUCTION else f"{site}/slots/{name}"

    # A swap

    async def _swap(
        self, source: SlotState, target: SlotState, names: Sticky, api_version: str, turn: Turn
    ) -> Answer:
        one, other = restored(source, self.settings), restored(target, self.settings)
        now_here = with_settings_of(other.configuration, one.configuration, names)
        now_there = with_settings_of(one.configuration, other.configuration, names)
        note = _note(one, other, turn.now)
        here, source_after = write(one, _changed(one, other, note), now_here, self.settings)
        there, target_after = write(other, _changed(other, one, note), now_there, self.settings)
        answer = slot_operations.accepted(source_after.site, self.cloud, api_version, now=turn.now)
        answer = _storing(answer, here + there)
        if self.host is None:
            return answer
        prepared = await self.host.prepare(source_after, target_after)
        if prepared is None:
            return answer
        turn.work.after_commit(prepared.switch)
        return replace(answer, abandoned=prepared.abandon)

    # A preview

    def _apply(self, source: SlotState, target: SlotState, names: Sticky) -> Answer:
        site, configuration = applied(source, target, names, self.settings)
        written, _ = write(source, site, configuration, self.settings)
        return _storing(Answer(200), written)

    async def _reset(self, asked: SlotState, turn: Turn) -> Answer:
        """Take off what was put on for a preview: by the slot itself, or by any for it."""
        changes = Written((), {})
        for each in await self.families.members(asked.site.key, turn.find):
            concerned = each.key == asked.site.key or each.properties.get(TARGET) == asked.slot
            if previews(each) and concerned:
                state = restored(await read(each, self.settings, turn.find), self.settings)
                written, _ = write(state, state.site, state.configuration, self.settings)
                changes += written
        return _storing(Answer(200), changes)

    # What is there

    async def _state(self, key: str, name: str, turn: Turn) -> SlotState:
        site = await turn.find(key)
        if site is None:
            raise NotFound("NotFound", f"Cannot find Site with name {name}.")
        return await read(site, self.settings, turn.find)

    async def _other(self, source: SlotState, body: JsonObject, turn: Turn) -> SlotState:
        name = body.get("targetSlot")
        if not isinstance(name, str) or not name:
            raise BadRequest("BadRequest", "The body wants 'targetSlot': a slot or 'production'.")
        key = member_key(source.site.key, name)
        if key == source.site.key:
            raise Conflict("Conflict", f"The slot '{name}' cannot be swapped with itself.")
        return await self._state(key, name, turn)

    async def _sticky(self, source: SlotState, turn: Turn) -> Sticky:
        key = f"{site_key(source.site.key)}/config/{SLOT_NAMES}".lower()
        found = await turn.find(key)
        return sticky(found.properties) if found is not None else Sticky()


def _changed(own: SlotState, other: SlotState, note: Mapping[str, Any]) -> Resource:
    """A site's own record after a swap: it shows the other's content."""
    properties = {name: each for name, each in own.site.properties.items() if name != TARGET}
    return replace(
        own.site,
        properties={
            **properties,
            "deploymentId": deployment_id(other.site),
            "slotSwapStatus": note,
        },
    )


def _note(source: SlotState, target: SlotState, now: float) -> dict[str, str]:
    def shown(slot: str) -> str:
        return "Production" if slot == PRODUCTION else slot

    return {
        "timestampUtc": iso8601(now, digits=3),
        "sourceSlotName": shown(source.slot),
        "destinationSlotName": shown(target.slot),
    }


def _storing(answer: Answer, written: Written) -> Answer:
    return replace(answer, changes=written.resources, etags=written.etags)
