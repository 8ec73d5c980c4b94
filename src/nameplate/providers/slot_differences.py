"""``slotsdiffs``: what a swap would change in the target slot, setting by setting.

The rules' names are those that Azure's portal shows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from nameplate.providers import site_config
from nameplate.providers.slot_states import SlotState
from nameplate.providers.slot_stickiness import Sticky, Values, with_settings_of

_TYPE: Final = "Microsoft.Web/sites/slotsdiffs"
_ADDED: Final = "SettingsWillBeAddedToDestination"
_MODIFIED: Final = "SettingsWillBeModifiedInDestination"
_MISSING: Final = "SettingsNotInSource"
_WORDS: Final[Mapping[str, str]] = {
    _ADDED: "The setting is new to the destination slot.",
    _MODIFIED: "The setting has another value after the swap.",
    _MISSING: "The setting leaves the destination slot.",
}


@dataclass(frozen=True, slots=True)
class _Difference:
    kind: str
    name: str
    here: Any
    """Its value in the target after the swap."""
    there: Any
    """Its value in the target now."""

    @property
    def rule(self) -> str:
        if self.there is None:
            return _ADDED
        return _MISSING if self.here is None else _MODIFIED


def differences(source: SlotState, target: SlotState, names: Sticky) -> dict[str, Any]:
    """The answer: everything in the target slot that a swap would change."""
    found = [_document(source, each) for each in _found(source, target, names)]
    return {"value": found, "nextLink": None, "id": None}


def _found(source: SlotState, target: SlotState, names: Sticky) -> Iterator[_Difference]:
    now = target.configuration
    then = with_settings_of(source.configuration, now, names)
    strings = _texts(then.connection_strings), _texts(now.connection_strings)
    yield from _compared("General", site_config.full(then.web), site_config.full(now.web))
    yield from _compared("AppSetting", then.app_settings, now.app_settings)
    yield from _compared("ConnectionString", *strings)


def _compared(kind: str, then: Values, now: Values) -> Iterator[_Difference]:
    for name in dict.fromkeys((*then, *now)):
        if then.get(name) != now.get(name):
            yield _Difference(kind, name, then.get(name), now.get(name))


def _texts(strings: Values) -> dict[str, Any]:
    return {name: each["value"] for name, each in strings.items()}


def _document(source: SlotState, found: _Difference) -> dict[str, Any]:
    return {
        "id": f"{source.site.id}/slotsdiffs/{found.name}",
        "name": found.name,
        "type": _TYPE,
        "location": source.site.location,
        "properties": {
            "level": "Warning" if found.rule == _MISSING else "Information",
            "settingType": found.kind,
            "diffRule": found.rule,
            "settingName": found.name,
            "valueInCurrentSlot": _text(found.here),
            "valueInTargetSlot": _text(found.there),
            "description": _WORDS[found.rule],
        },
    }


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else orjson.dumps(value).decode()
