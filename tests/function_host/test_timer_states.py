"""What is remembered of timers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nameplate_functions.timer_states import FOLDER, TimerState, TimerStates

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("last", [None, NOON])
def test_a_state_is_read_as_it_was_written(tmp_path: Path, last: datetime | None) -> None:
    states, state = TimerStates(tmp_path), TimerState(last, NOON, NOON)

    states.write("Tick", state)

    assert states.read("tick") == state
    assert [each.name for each in (tmp_path / FOLDER).iterdir()] == ["tick.json"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"Last": 1, "Next": 2, "LastUpdated": 3}'])
def test_a_state_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "tick.json").write_text(text)

    assert TimerStates(tmp_path).read("tick") is None


def test_a_state_without_a_zone_is_none(tmp_path: Path) -> None:
    naive = NOON.replace(tzinfo=None)
    TimerStates(tmp_path).write("tick", TimerState(naive, naive, naive))

    assert TimerStates(tmp_path).read("tick") is None
