"""Times and spans, as .NET and XML Schema write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.resource_manager.deployments.times import duration, timestamp


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "PT0S"),
        (0.0002803, "PT0.0002803S"),
        (54.129451, "PT54.129451S"),
        (104.1275702, "PT1M44.1275702S"),
        (3600.0, "PT1H"),
        (7325.5, "PT2H2M5.5S"),
        (-1.0, "PT0S"),
    ],
)
def test_durations_are_dotnets(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "PT0S"),
        (0.000597, "PT0.000597S"),
        (35.2762423, "PT35.2762423S"),
        (60, "PT1M"),
        (63.5, "PT1M3.5S"),
        (3600 + 5, "PT1H5S"),
        (86_400, "P1D"),
        (90_061, "P1DT1H1M1S"),
        (-1, "PT0S"),
    ],
)
def test_durations_are_xmls(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1_580_789_369.0, "2020-02-04T04:09:29Z"), (1_580_789_369.5, "2020-02-04T04:09:29.5Z")],
)
def test_times_are_dotnets(seconds: float, text: str) -> None:
    assert timestamp(seconds) == text


@given(seconds=st.floats(0, 4e9))
def test_timestamps_have_at_most_seven_digits_and_no_zeros_at_their_end(seconds: float) -> None:
    found = timestamp(seconds)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,6}[1-9])?Z", found)
