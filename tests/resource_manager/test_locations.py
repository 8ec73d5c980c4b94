"""Regions."""

from nameplate.resource_manager import locations


def test_two_spellings_are_one_region() -> None:
    assert locations.normal("West Europe") == locations.normal("westEurope") == "westeurope"
    assert locations.known("Sweden Central")
    assert not locations.known("atlantis")


def test_names_are_the_normal_form_of_what_is_displayed() -> None:
    for name, display in locations.DISPLAY_NAMES.items():
        assert locations.normal(display) == name
