"""``config show``."""

import pytest

from tests.cli.conftest import Nameplate


def test_every_setting_has_its_origin(
    nameplate: Nameplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAMEPLATE_DEFAULT_GROUP", "mine")
    rows = {row["name"]: row for row in nameplate("config", "show").document}
    assert rows["default_group"] == {
        "name": "default_group",
        "value": "mine",
        "origin": "NAMEPLATE_DEFAULT_GROUP",
    }
    assert rows["host"]["origin"] == "default"


def test_what_is_wrong_is_one_sentence(
    nameplate: Nameplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAMEPLATE_TOKEN_LIFETIME", "soon")
    ran = nameplate("config", "show")
    assert ran.status == 1
    assert ran.err.startswith("ERROR: NAMEPLATE_TOKEN_LIFETIME is 'soon': it takes a whole number")
    assert ran.err.count("\n") == 1
