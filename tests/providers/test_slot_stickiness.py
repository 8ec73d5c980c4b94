"""What stays with a slot: named settings, and by default what concerns its own place."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.providers.slot_stickiness import (
    OVERRIDE,
    Configuration,
    Sticky,
    connection_string_sticks,
    setting_sticks,
    sticking,
    sticky,
    with_settings_of,
)

NAMES = sticky({"appSettingNames": ["Own"], "connectionStringNames": ["db"], "else": 1})
_VALUES = st.dictionaries(st.sampled_from(["OWN", "a", "B_EXTENSION_VERSION", "c"]), st.text())


def configured(**parts: Mapping[str, object]) -> Configuration:
    names = ("app_settings", "connection_strings", "mounts", "metadata", "web")
    return Configuration(**{name: parts.get(name, {}) for name in names})


def test_named_settings_stay_and_others_move_with_the_content() -> None:
    own = configured(app_settings={"own": "1", "a": "1"}, connection_strings={"DB": 1, "log": 1})
    other = configured(app_settings={"OWN": "2", "b": "2"}, connection_strings={"db": 2})
    found = with_settings_of(own, other, NAMES)
    assert found.app_settings == {"a": "1", "OWN": "2"}
    assert found.connection_strings == {"log": 1, "db": 2}


def test_where_and_how_a_slot_is_reached_stays_and_its_stack_moves() -> None:
    own = configured(web={"alwaysOn": True, "linuxFxVersion": "PYTHON|3.11", "cors": {}})
    other = configured(web={"alwaysOn": False, "linuxFxVersion": "NODE|20"})
    found = with_settings_of(own, other, Sticky())
    assert found.web == {"alwaysOn": False, "linuxFxVersion": "PYTHON|3.11"}


def test_versions_of_extensions_stay() -> None:
    own = configured(app_settings={"FUNCTIONS_EXTENSION_VERSION": "~3"})
    other = configured(app_settings={"FUNCTIONS_EXTENSION_VERSION": "~4"})
    assert with_settings_of(own, other, Sticky()) == other


def test_who_overrides_it_in_both_slots_moves_what_sticks_by_default() -> None:
    web, bare = {"alwaysOn": True, "autoSwapSlotName": "production"}, {"alwaysOn": False}
    own = configured(app_settings={OVERRIDE: "0", "X_EXTENSION_VERSION": "1"}, web=web)
    half = configured(app_settings={}, web=bare)
    both = configured(app_settings={OVERRIDE: "FALSE"}, web=bare)
    assert with_settings_of(own, half, NAMES).web == {"alwaysOn": False}
    found = with_settings_of(own, both, NAMES)
    assert found.web == {"alwaysOn": True}  # what is published to and from never moves
    assert found.app_settings["X_EXTENSION_VERSION"] == "1"


def test_mounts_stay_by_name_and_metadata_moves() -> None:
    names = sticky({"azureStorageConfigNames": ["m"]})
    own = configured(mounts={"m": 1, "n": 1}, metadata={"CURRENT_STACK": "python"})
    other = configured(mounts={"m": 2}, metadata={"CURRENT_STACK": "node"})
    found = with_settings_of(own, other, names)
    assert (found.mounts, found.metadata) == ({"n": 1, "m": 2}, {"CURRENT_STACK": "python"})


@settings(max_examples=100)
@given(_VALUES, _VALUES)
def test_swapping_twice_changes_nothing(one: dict[str, str], other: dict[str, str]) -> None:
    a, b = configured(app_settings=one), configured(app_settings=other)
    c, d = with_settings_of(b, a, NAMES), with_settings_of(a, b, NAMES)
    assert (with_settings_of(d, c, NAMES), with_settings_of(c, d, NAMES)) == (a, b)


def test_rules_are_also_told_one_by_one() -> None:
    sticks = setting_sticks(configured(), configured(), NAMES)
    assert sticking({"OWN": "1", "x": "2"}, sticks) == {"OWN": "1"}
    assert connection_string_sticks(NAMES)("DB")
    assert not connection_string_sticks(NAMES)("log")
