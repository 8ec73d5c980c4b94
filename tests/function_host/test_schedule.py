"""NCRONTAB against a naive oracle that looks at every second."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate_functions.failures import AppProblem
from nameplate_functions.schedule import Cron, parse_schedule

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def field(least: int, most: int) -> st.SearchStrategy[str]:
    number = st.integers(least, most)
    step = st.integers(1, 20)
    ranges = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    plain = st.one_of(number.map(str), st.just("*"), ranges)
    stepped = st.tuples(st.one_of(st.just("*"), ranges), step).map(lambda p: f"{p[0]}/{p[1]}")
    return st.lists(st.one_of(plain, stepped), min_size=1, max_size=3).map(",".join)


def numbers(text: str, least: int, most: int) -> set[int]:
    """The oracle's own reading of a field."""
    found = set()
    for piece in text.split(","):
        base, _, step = piece.partition("/")
        first, _, last = base.partition("-")
        low = least if base == "*" else int(first)
        high = most if base == "*" else int(last or first)
        found |= {n for n in range(low, high + 1) if not (n - low) % int(step or 1)}
    return found


@given(field(0, 59), field(0, 59), st.integers(0, 7200))
@settings(max_examples=60, deadline=None)
def test_seconds_and_minutes_are_those_of_the_oracle(second: str, minute: str, later: int) -> None:
    seconds, minutes = numbers(second, 0, 59), numbers(minute, 0, 59)
    moment = START + timedelta(seconds=later)
    expected = moment + timedelta(seconds=1)
    while expected.second not in seconds or expected.minute not in minutes:
        expected += timedelta(seconds=1)

    assert parse_schedule(f"{second} {minute} * * * *").after(moment, UTC) == expected


@given(field(1, 28), field(1, 12), field(0, 6), st.integers(0, 900))
@settings(max_examples=60, deadline=None)
def test_days_are_those_of_the_oracle(day: str, month: str, weekday: str, later: int) -> None:
    """A day fits when the day of the month, the month and the day of the week all do."""
    days, months, weekdays = numbers(day, 1, 31), numbers(month, 1, 12), numbers(weekday, 0, 6)
    moment = START + timedelta(days=later)
    expected = moment + timedelta(days=1)
    while (
        expected.day not in days
        or expected.month not in months
        or expected.isoweekday() % 7 not in weekdays
    ):
        expected += timedelta(days=1)
        if expected - moment > timedelta(days=365 * 12):
            return

    found = parse_schedule(f"0 0 12 {day} {month} {weekday}").after(moment, UTC)

    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 */5 * * * *", "2026-11-23T12:05:00"),
        ("*/5 * * * *", "2026-11-23T12:05:00"),
        ("0 30 9 * * 1-5", "2026-11-24T09:30:00"),
        ("0 30 9 * Jan Mon", "2027-01-04T09:30:00"),
        ("0 0 0 1 1 *", "2027-01-01T00:00:00"),
        ("0 0 12 * * Sunday", "2026-11-29T12:00:00"),
        ("0 0 12 * * 7", "2026-11-29T12:00:00"),
        ("0 0 0 29 2 *", "2028-02-29T00:00:00"),
        ("30/20 * * * * *", "2026-11-23T12:00:30"),
        ("00:05:00", "2026-11-23T12:05:00"),
        ("1.00:00:00", "2026-11-24T12:00:00"),
    ],
)
def test_the_documented_examples(text: str, expected: str) -> None:
    found = parse_schedule(text).after(START, UTC)

    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_schedule_that_is_never_due_ends() -> None:
    assert parse_schedule("0 0 0 30 2 *").after(START, UTC) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "* * *", "60 * * * * *", "* * 24 * * *", "* * * 0 * *", "* * * * 13 *"),
        *(
            "a * * * * *",
            "* * * * * 8",
            "5-1 * * * * *",
            "*/0 * * * * *",
            "00:00:00",
            "* * * * Foo *",
        ),
    ],
)
def test_what_is_no_schedule_is_refused_by_name(text: str) -> None:
    with pytest.raises(AppProblem, match="schedule"):
        parse_schedule(text)


def test_an_hour_that_clocks_skip_has_no_occurrence() -> None:
    """On 29 March 2026 Berlin goes from 02:00 to 03:00."""
    moment = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)

    found = parse_schedule("0 30 2 * * *").after(moment, BERLIN)

    assert found == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)


def test_an_hour_that_comes_twice_has_its_occurrences_once() -> None:
    """On 25 October 2026 Berlin goes from 03:00 back to 02:00."""
    schedule = parse_schedule("0 30 2 * * *")
    first = schedule.after(datetime(2026, 10, 24, 12, 0, tzinfo=UTC), BERLIN)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert schedule.after(first, BERLIN) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@given(st.integers(0, 400 * 86400))
@settings(max_examples=60, deadline=None)
def test_every_due_time_is_later_and_fits_the_wall(later: int) -> None:
    schedule = parse_schedule("15 */7 1-4 * * *")
    assert isinstance(schedule, Cron)
    moment = START + timedelta(seconds=later)

    found = schedule.after(moment, BERLIN)

    assert found is not None
    assert found > moment
    local = found.astimezone(BERLIN)
    assert (local.second, local.minute % 7, 1 <= local.hour <= 4) == (15, 0, True)
