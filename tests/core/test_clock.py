"""Times as ARM writes them."""

from hypothesis import given
from hypothesis import strategies as st

from nameplate.core.clock import MovableClock, SystemClock, iso8601
from tests.fakes.clock import FakeClock


def test_a_time_has_seven_digits_and_a_z() -> None:
    assert iso8601(1_700_000_000.5) == "2023-11-14T22:13:20.5000000Z"


def test_a_time_without_a_part() -> None:
    assert iso8601(1_700_000_000.9, digits=0) == "2023-11-14T22:13:20Z"


@given(st.floats(min_value=0, max_value=4_000_000_000), st.integers(min_value=0, max_value=7))
def test_the_width_depends_on_the_digits_only(seconds: float, digits: int) -> None:
    assert len(iso8601(seconds, digits=digits)) == 20 + (digits + 1 if digits else 0)


def test_the_systems_clock_does_not_stand_still_or_go_back() -> None:
    clock = SystemClock()

    assert clock.monotonic() <= clock.monotonic()
    assert clock.now() > 1_700_000_000


def test_a_clock_that_is_moved_runs_on() -> None:
    base = FakeClock(1_000)
    clock = MovableClock(base)

    clock.move(60)
    base.advance(1)

    assert clock.ahead == 60
    assert clock.now() == 1_061
    assert clock.monotonic() == base.monotonic() + 60
