"""States and durations in words."""

import pytest

from nameplate.portal.deployments.states import seconds, spoken, tone


def test_tones() -> None:
    assert [tone(each) for each in ("Succeeded", "Failed", "Running")] == ["good", "bad", "wait"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("PT0.1234S", "0.1 s"), ("PT2M5S", "2 min 5 s"), ("P1DT1H", "1500 min 0 s"), ("?", "0.0 s")],
)
def test_durations(text: str, said: str) -> None:
    assert spoken(text) == said


def test_seconds() -> None:
    assert seconds("PT1H0.5S") == 3600.5
