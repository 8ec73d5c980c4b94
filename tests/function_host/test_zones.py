"""Time zones."""

from datetime import UTC

import pytest

from nameplate_functions.failures import AppProblem
from nameplate_functions.zones import time_zone


def test_utc_when_nothing_is_said() -> None:
    assert time_zone(None) is UTC
    assert time_zone("") is UTC


def test_a_zone_by_its_name() -> None:
    assert str(time_zone("Europe/Berlin")) == "Europe/Berlin"


@pytest.mark.parametrize("name", ["Nowhere/Land", "../etc/passwd", "W. Europe Standard Time"])
def test_others_are_refused(name: str) -> None:
    with pytest.raises(AppProblem, match="WEBSITE_TIME_ZONE"):
        time_zone(name)
