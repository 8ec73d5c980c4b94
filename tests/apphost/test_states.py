"""States have the names that people see."""

from nameplate.apphost.states import Condition, State


def test_a_condition_says_its_state_and_why() -> None:
    condition = Condition(State.BACKING_OFF, "its process ended", 1.0, 3.0)
    assert str(condition.state) == "BackingOff"
    assert condition.retry_at == 3.0
