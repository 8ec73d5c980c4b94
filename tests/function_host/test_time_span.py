"""TimeSpans."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate_functions.failures import AppProblem
from nameplate_functions.time_span import find_time_span, time_span


@given(st.integers(0, 99), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_a_span_is_read_as_it_was_written(
    days: int, hours: int, minutes: int, seconds: int
) -> None:
    text = f"{days}.{hours:02}:{minutes:02}:{seconds:02}"

    expected = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    assert find_time_span(text) == expected


def test_fractions_and_short_forms() -> None:
    assert find_time_span("00:00:00.5") == timedelta(milliseconds=500)
    assert find_time_span("01:30") == timedelta(hours=1, minutes=30)


@pytest.mark.parametrize("text", ["", "5", "24:00:00", "00:60:00", "x", "0 */5 * * * *"])
def test_others_are_none(text: str) -> None:
    assert find_time_span(text) is None
    with pytest.raises(AppProblem, match="functionTimeout"):
        time_span(text, what="functionTimeout")
