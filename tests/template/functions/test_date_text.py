"""Times as text."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.date_text import read_time, write_time
from tests.template.functions.laws import few

moments = st.integers(0, 3_600_000_000).map(
    lambda hours: datetime(1, 1, 2, tzinfo=UTC) + timedelta(seconds=hours * 87)
)


@few
@given(moment=moments)
def test_what_is_written_is_read_again(moment: datetime) -> None:
    for form in ("o", "s", "u", "G", "yyyyMMddTHHmmssZ", "M/d/yyyy h:mm:ss tt"):
        assert read_time(write_time(moment, form)) == moment


@few
@given(moment=moments, hours=st.integers(-12, 12))
def test_a_zone_is_taken_into_account(moment: datetime, hours: int) -> None:
    text = f"{write_time(moment, 's')}{hours:+03d}:00"
    found = read_time(text)
    assert found is None or found == moment - timedelta(hours=hours)


@few
@given(text=st.text(max_size=30))
def test_other_text_is_no_time(text: str) -> None:
    found = read_time(text)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("dddd d MMMM yy", "Sunday 3 March 24"),
        ("ddd, MMM", "Sun, Mar"),
        ("h:mm t", "2:05 P"),
        ("HH'h'mm", "14h05"),
        ("\\yfff", "y678"),
        ("ss.FFF", "09.678"),
        ("zzz K %d", "+00:00 Z 3"),
        ("R", "Sun, 03 Mar 2024 14:05:09 GMT"),
        ("d", "03/03/2024"),
    ],
)
def test_formats(form: str, text: str) -> None:
    assert write_time(datetime(2024, 3, 3, 14, 5, 9, 678000, tzinfo=UTC), form) == text


def test_a_single_letter_that_is_no_format_is_refused() -> None:
    with pytest.raises(ExpressionFault, match="correct format"):
        write_time(datetime(2024, 1, 1, tzinfo=UTC), "q")


def test_what_no_calendar_has_is_no_time() -> None:
    for text in ("2024-02-30", "2024-13-01", "13/1/2024 13:00:00 PM", "0001-01-01T00:00:00+14:00"):
        assert read_time(text) is None
