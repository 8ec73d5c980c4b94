"""Changes that take their time: not seen until it has passed, and instant by default."""

from nameplate.vault.settling import Change, Settling
from tests.fakes.clock import FakeClock


def test_by_default_nothing_is_ever_under_way() -> None:
    settling = Settling(FakeClock())
    settling.begin(Change.DELETION, "v", "n")
    assert not settling.underway(Change.DELETION, "v", "n")


def test_a_change_is_under_way_for_its_time_whatever_the_case_of_the_name() -> None:
    clock = FakeClock()
    settling = Settling(clock, 5)
    settling.begin(Change.DELETION, "v", "Name")
    assert settling.underway(Change.DELETION, "v", "nAME")
    assert not settling.underway(Change.RECOVERY, "v", "name")
    assert not settling.underway(Change.DELETION, "other", "name")
    clock.advance(5)
    assert not settling.underway(Change.DELETION, "v", "name")


def test_a_recovery_ends_the_deletion_before_it() -> None:
    settling = Settling(FakeClock(), 5)
    settling.begin(Change.DELETION, "v", "n")
    settling.begin(Change.RECOVERY, "v", "n")
    assert not settling.underway(Change.DELETION, "v", "n")
    assert settling.underway(Change.RECOVERY, "v", "n")
