"""What a swap would change, told before."""

from typing import Any

import pytest

from tests.providers.stand import SITE, SLOT, STRANGER, Stand

BODY = {"location": "westeurope"}


@pytest.fixture
async def slots(stand: Stand) -> Stand:
    """A site and a slot that differ."""
    for path, text in ((SITE, "production"), (SLOT, "staging")):
        await stand.put(path, BODY)
        settings = {"LEVEL": text, "OWN": text, "SAME": "1", text.upper(): "1"}
        await stand.put(f"{path}/config/appsettings", {"properties": settings})
        strings = {"db": {"value": text, "type": "Custom"}}
        await stand.put(f"{path}/config/connectionstrings", {"properties": strings})
    await stand.put(f"{SITE}/config/slotConfigNames", {"properties": {"appSettingNames": ["OWN"]}})
    await stand.put(f"{SLOT}/config/web", {"properties": {"appCommandLine": "run"}})
    return stand


async def differences(stand: Stand, path: str, target: str) -> dict[str, dict[str, Any]]:
    answer = await stand.send("POST", f"{path}/slotsdiffs", {"targetSlot": target})
    assert answer.status == 200
    return {each["name"]: each["properties"] for each in answer.body["value"]}


async def test_each_setting_says_what_becomes_of_it(slots: Stand) -> None:
    found = await differences(slots, SLOT, "production")
    assert {name: each["diffRule"] for name, each in found.items()} == {
        "appCommandLine": "SettingsWillBeModifiedInDestination",
        "LEVEL": "SettingsWillBeModifiedInDestination",
        "STAGING": "SettingsWillBeAddedToDestination",
        "PRODUCTION": "SettingsNotInSource",
        "db": "SettingsWillBeModifiedInDestination",
    }
    level = found["LEVEL"]
    assert (level["valueInCurrentSlot"], level["valueInTargetSlot"]) == ("staging", "production")
    kinds = [found[name]["settingType"] for name in ("appCommandLine", "LEVEL", "db")]
    assert kinds == ["General", "AppSetting", "ConnectionString"]


async def test_from_production_it_is_the_other_way_round(slots: Stand) -> None:
    found = await differences(slots, SITE, "staging")
    assert found["PRODUCTION"]["diffRule"] == "SettingsWillBeAddedToDestination"


async def test_it_shows_values_so_it_takes_the_right_at_both(slots: Stand) -> None:
    slots.doorkeeper.principal = STRANGER
    refused = await slots.send("POST", f"{SLOT}/slotsdiffs", {"targetSlot": "production"})
    assert refused.status == 403
    assert "Microsoft.Web/sites/slots/slotsdiffs/action" in refused.body["error"]["message"]
