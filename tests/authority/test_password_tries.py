"""How often passwords are tried."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authority.password_tries import PasswordTries
from tests.fakes.clock import FakeClock


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 120)), max_size=60))
@settings(max_examples=60)
def test_never_more_than_ten_wrong_ones_in_a_minute(tries: list[tuple[bool, int]]) -> None:
    clock = FakeClock()
    counted = PasswordTries(clock)
    wrong: list[float] = []
    for right, wait in tries:
        clock.advance(wait)
        if not counted.begin("u"):
            assert len(wrong) >= 10
            continue
        if right:
            counted.succeeded("u")
            wrong.clear()
        else:
            wrong.append(clock.now())
            assert sum(moment > clock.now() - 60 for moment in wrong) <= 10


def test_each_lock_is_longer_up_to_an_hour() -> None:
    clock = FakeClock()
    counted = PasswordTries(clock)
    waits = []
    for _ in range(9):
        for _ in range(10):
            assert counted.begin("u")
        waited = 0
        while not counted.begin("u"):
            clock.advance(60)
            waited += 60
        counted._tried["u"].tries -= 1
        waits.append(waited)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_users_do_not_lock_one_another_and_memory_is_bounded() -> None:
    counted = PasswordTries(FakeClock(), limit=3)
    for _ in range(10):
        counted.begin("u")
    assert not counted.begin("u")
    for name in "abc":
        assert counted.begin(name)
    assert len(counted._tried) == 3
