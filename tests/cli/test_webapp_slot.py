"""``webapp deployment slot``: slots made, listed, swapped and deleted."""

from collections.abc import Callable
from typing import Any

import pytest

from nameplate.cli import webapp_slot
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]
SLOT = ("webapp", "deployment", "slot")


def settings(made: Made, name: str, *slot: str) -> dict[str, tuple[str, bool]]:
    rows = made("webapp", "config", "appsettings", "list", "-n", name, *slot)
    return {row["name"]: (row["value"], row["slotSetting"]) for row in rows}


def slotted(made: Made, name: str) -> None:
    """An app with a sticky setting and one that goes, and a slot with copies of the latter."""
    made("webapp", "create", "-n", name)
    change = ("webapp", "config", "appsettings", "set", "-n", name)
    made(*change, "--settings", "GOES=1", "--slot-settings", "OWN=production")
    strings = ("webapp", "config", "connection-string", "set", "-n", name, "-t", "custom")
    made(*strings, "--settings", "LOG=1", "--slot-settings", "DB=production")
    made("webapp", "config", "set", "-n", name, "--startup-file", "run")
    made(*SLOT, "create", "-n", name, "-s", "staging", "--configuration-source", name)


def test_a_slot_copies_what_is_not_sticky(made: Made) -> None:
    slotted(made, "slots1")
    assert settings(made, "slots1") == {"GOES": ("1", False), "OWN": ("production", True)}
    assert settings(made, "slots1", "-s", "staging") == {"GOES": ("1", False)}
    listed = ("webapp", "config", "connection-string", "list", "-n", "slots1")
    rows = {row["name"]: row["slotSetting"] for row in made(*listed)}
    assert rows == {"LOG": False, "DB": True}
    assert [row["name"] for row in made(*listed, "-s", "staging")] == ["LOG"]
    web = made("webapp", "config", "show", "-n", "slots1", "-s", "staging")
    assert web["appCommandLine"] == "run"

    made(*SLOT, "create", "-n", "slots1", "-s", "second", "--configuration-source", "staging")
    assert settings(made, "slots1", "-s", "second") == {"GOES": ("1", False)}


def test_slots_are_listed_and_deleted_by_their_own_names(made: Made) -> None:
    made("webapp", "create", "-n", "slots2")
    created = made(*SLOT, "create", "-n", "slots2", "-s", "staging", "--assign-identity")
    assert (created["name"], created["identity"]["type"]) == ("staging", "SystemAssigned")
    assert [row["name"] for row in made(*SLOT, "list", "-n", "slots2")] == ["staging"]
    shown = made("webapp", "show", "-n", "slots2", "-s", "staging")
    assert shown["defaultHostName"].startswith("slots2-staging.")
    block = made("webapp", "identity", "show", "-n", "slots2", "-s", "staging")
    assert block["principalId"] == created["identity"]["principalId"]
    made(*SLOT, "delete", "-n", "slots2", "-s", "staging")
    assert made(*SLOT, "list", "-n", "slots2") == []


def test_a_swap_where_nothing_runs_is_recorded(
    made: Made, nameplate: Nameplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webapp_slot, "find_up", lambda _home: None)
    slotted(made, "slots3")
    change = ("webapp", "config", "appsettings", "set", "-n", "slots3", "-s", "staging")
    made(*change, "--settings", "GOES=2", "--slot-settings", "OWN=staging")
    ran = nameplate(*SLOT, "swap", "-n", "slots3", "-s", "staging")
    assert ran.status == 0
    assert "only `nameplate up` runs apps" in ran.err
    assert settings(made, "slots3") == {"GOES": ("2", False), "OWN": ("production", True)}
    assert settings(made, "slots3", "-s", "staging") == {
        "GOES": ("1", False),
        "OWN": ("staging", True),
    }


def test_a_preview_is_worn_and_taken_off(made: Made) -> None:
    slotted(made, "slots4")
    change = ("webapp", "config", "appsettings", "set", "-n", "slots4", "-s", "staging")
    made(*change, "--slot-settings", "OWN=staging")
    made(*SLOT, "swap", "-n", "slots4", "-s", "staging", "--action", "preview")
    assert settings(made, "slots4", "-s", "staging")["OWN"] == ("production", True)
    made(*SLOT, "swap", "-n", "slots4", "-s", "staging", "--action", "reset")
    assert settings(made, "slots4", "-s", "staging")["OWN"] == ("staging", True)


def test_swapping_by_itself_is_switched_on_and_off(made: Made) -> None:
    made("webapp", "create", "-n", "slots5")
    made(*SLOT, "create", "-n", "slots5", "-s", "staging")
    switch = (*SLOT, "auto-swap", "-n", "slots5", "-s", "staging")
    made(*switch)
    web = made("webapp", "config", "show", "-n", "slots5", "-s", "staging")
    assert web["autoSwapSlotName"] == "production"
    made(*switch, "--disable")
    web = made("webapp", "config", "show", "-n", "slots5", "-s", "staging")
    assert web["autoSwapSlotName"] == ""


def test_a_deleted_setting_is_no_longer_sticky_and_nothing_to_set_is_refused(
    made: Made, nameplate: Nameplate
) -> None:
    slotted(made, "slots6")
    for kind, name in (("appsettings", "OWN"), ("connection-string", "DB")):
        made("webapp", "config", kind, "delete", "-n", "slots6", "--setting-names", name)
        words = ("-t", "custom") if kind == "connection-string" else ()
        ran = nameplate("webapp", "config", kind, "set", "-n", "slots6", *words)
        assert (ran.status, "--slot-settings" in ran.err) == (2, True)
        made("webapp", "config", kind, "set", "-n", "slots6", *words, "--settings", f"{name}=1")
        rows = made("webapp", "config", kind, "list", "-n", "slots6")
        assert {row["name"]: row["slotSetting"] for row in rows}[name] is False


def test_what_is_not_there_is_said(nameplate: Nameplate, made: Made) -> None:
    made("webapp", "create", "-n", "slots7")
    ran = nameplate(*SLOT, "swap", "-n", "slots7", "-s", "staging")
    assert ran.status == 3
    ran = nameplate("functionapp", "show", "-n", "slots7", "-s", "staging")
    assert ran.status == 3
