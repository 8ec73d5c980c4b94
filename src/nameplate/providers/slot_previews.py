"""Swap with preview: a slot tries on the settings that stick to another, and can take them off.

``applySlotConfig`` and ``resetSlotConfig``. What the slot's own values were is kept, sealed, with
its record, until the swap is completed or cancelled.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from nameplate.providers.site_settings import SiteSettings
from nameplate.providers.slot_states import SlotState, opened_values, sealed_values
from nameplate.providers.slot_stickiness import (
    Configuration,
    Sticky,
    connection_string_sticks,
    setting_sticks,
    sticking,
)
from nameplate.resource_manager.records import Resource

TARGET: Final = "targetSwapSlot"
_SETTINGS: Final = "appSettings"
_STRINGS: Final = "connectionStrings"
_WORN: Final = "worn"


def previews(site: Resource) -> bool:
    """Whether a slot wears another's settings."""
    return bool(site.properties.get(TARGET))


def applied(
    source: SlotState, target: SlotState, names: Sticky, settings: SiteSettings
) -> tuple[Resource, Configuration]:
    """The source with the settings that stick to the target, in place of its own."""
    one, other = source.configuration, target.configuration
    sticks, string_sticks = setting_sticks(one, other, names), connection_string_sticks(names)
    own = {
        _SETTINGS: sticking(one.app_settings, sticks),
        _STRINGS: sticking(one.connection_strings, string_sticks),
    }
    worn = {
        _SETTINGS: sticking(other.app_settings, sticks),
        _STRINGS: sticking(other.connection_strings, string_sticks),
    }
    kept = sealed_values({**own, _WORN: worn}, source.site, settings)
    site = replace(
        source.site,
        properties={**source.site.properties, TARGET: target.slot},
        protected=kept,
    )
    return site, _exchanged(one, off=own, on=worn)


def restored(state: SlotState, settings: SiteSettings) -> SlotState:
    """A slot without what it wore for a preview; the same when it wears nothing."""
    kept = opened_values(state.site, settings)
    if not kept:
        return state
    own = {name: kept[name] for name in (_SETTINGS, _STRINGS)}
    properties = {name: each for name, each in state.site.properties.items() if name != TARGET}
    site = replace(state.site, properties=properties, protected=None)
    return replace(
        state, site=site, configuration=_exchanged(state.configuration, off=kept[_WORN], on=own)
    )


def _exchanged(
    held: Configuration, *, off: Mapping[str, Any], on: Mapping[str, Any]
) -> Configuration:
    def changed(values: Mapping[str, Any], part: str) -> dict[str, Any]:
        kept = {name: value for name, value in values.items() if name not in off[part]}
        return {**kept, **on[part]}

    return replace(
        held,
        app_settings=changed(held.app_settings, _SETTINGS),
        connection_strings=changed(held.connection_strings, _STRINGS),
    )
