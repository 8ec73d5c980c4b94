"""When references are fetched again, by the clock and by what changed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.apphost.reference_refresh import (
    MAX_AGE,
    Fetched,
    Refresh,
    RefreshReason,
    configuration_of,
    outdates,
)
from nameplate.apphost.reference_status import Resolution, Status
from tests.fakes.clock import FakeClock


def found(version: str = "", active: str = "v1") -> Resolution:
    status = Status.RESOLVED if active else Status.SECRET_NOT_FOUND
    return Resolution(
        reference="@",
        status=status,
        details="",
        identity="SystemAssigned",
        version=version,
        active_version=active,
    )


class World:
    def __init__(self, **references: Resolution) -> None:
        self.clock = FakeClock()
        self.refresh = Refresh(self.clock)
        self.held: Fetched = self.refresh.fetched("configuration-1", references)


def test_a_successor_reads_what_was_noted() -> None:
    held = World(A=found(), B=found(version="v0", active="")).held
    assert Fetched.read(held.note()) == held
    for strange in (None, 1, "text", [], ["1", "no time", {}, []], ["1", 1.0, 2, 3]):
        assert Fetched.read(strange) is None


def test_nothing_is_due_at_once() -> None:
    world = World(A=found())
    assert world.refresh.due(world.held, "configuration-1", {"A": "v1"}) is None


def test_a_changed_configuration_is_fetched_at_once() -> None:
    world = World()
    assert world.refresh.due(world.held, "configuration-2") is RefreshReason.CONFIGURATION


def test_a_new_version_is_fetched_when_it_is_known() -> None:
    world = World(A=found())
    due = world.refresh.due(world.held, "configuration-1", {"A": "v2"})
    assert due is RefreshReason.NEW_VERSION


def test_a_named_version_follows_no_new_one() -> None:
    world = World(A=found(version="v1"))
    assert world.refresh.due(world.held, "configuration-1", {"A": "v2"}) is None


def test_a_secret_that_was_missing_is_fetched_when_it_is_there() -> None:
    world = World(A=found(active=""))
    due = world.refresh.due(world.held, "configuration-1", {"A": "v1"})
    assert due is RefreshReason.NEW_VERSION


def test_after_a_day_whatever_is_known() -> None:
    world = World(A=found())
    world.clock.advance(MAX_AGE - 1)
    assert world.refresh.due(world.held, "configuration-1") is None
    world.clock.advance(1)
    assert world.refresh.due(world.held, "configuration-1") is RefreshReason.AGE


def test_an_app_without_references_does_not_age() -> None:
    world = World()
    world.clock.advance(10 * MAX_AGE)
    assert world.refresh.due(world.held, "configuration-1") is None


def test_only_another_value_is_worth_a_restart() -> None:
    held = World(A=found(), B=found(active="")).held
    assert not outdates(held, {"A": found(), "B": found(active="")})
    assert outdates(held, {"A": found(active="v2"), "B": found(active="")})
    assert outdates(held, {"A": found(), "B": found(active="v1")})
    assert outdates(held, {"A": found()})
    assert not outdates(held, {"A": found(active=""), "B": found(active="")})


def test_a_configuration_is_told_apart_and_not_shown() -> None:
    first = configuration_of({"A": "hunter2"}, "SystemAssigned", "principal-1")
    assert first == configuration_of({"A": "hunter2"}, "systemassigned", "principal-1")
    others = [
        configuration_of({"A": "hunter3"}, "SystemAssigned", "principal-1"),
        configuration_of({"Ah": "unter2"}, "SystemAssigned", "principal-1"),
        configuration_of({"A": "hunter2"}, "/shared", "principal-1"),
        configuration_of({"A": "hunter2"}, "SystemAssigned", "principal-2"),
    ]
    assert len({first, *others}) == 5
    assert "hunter2" not in first


@settings(max_examples=50)
@given(st.dictionaries(st.text(), st.text()), st.dictionaries(st.text(), st.text()))
def test_configurations_are_equal_only_when_their_settings_are(
    one: dict[str, str], other: dict[str, str]
) -> None:
    same = configuration_of(one, "", None) == configuration_of(other, "", None)
    assert same is (one == other)
