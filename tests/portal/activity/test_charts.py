"""Bars that are drawn to their numbers."""

import re
from typing import Any

import pytest

from nameplate.portal.activity.charts import (
    DECISIONS,
    HEIGHT,
    WIDTH,
    bars,
    last_hour,
    latencies,
)


def step(minute: int, allowed: int = 0, denied: int = 0, *, day: int = 23) -> dict[str, Any]:
    time = f"2026-11-{day}T10:{minute:02d}:00Z"
    return {"time": time, "allowed": allowed, "learned": 0, "denied": denied}


def test_bars_stand_on_one_another_within_the_picture() -> None:
    chart = bars("k", "Decisions", [step(0, 3, 1), step(1), step(2, 5)], DECISIONS)
    allowed, learned, denied = chart.series
    assert (allowed.total, learned.total, denied.total) == (8, 0, 1)
    assert learned.path == ""
    assert allowed.path.count("M") == 2
    first = re.match(r"M([\d.]+) ([\d.]+)v-([\d.]+)h", allowed.path)
    above = re.match(r"M([\d.]+) ([\d.]+)v-([\d.]+)h", denied.path)
    assert first is not None
    assert above is not None
    assert first[1] == above[1]
    assert float(above[2]) == pytest.approx(float(first[2]) - float(first[3]), abs=0.11)
    numbers = [float(each) for each in re.findall(r"[M ]([\d.]+)", allowed.path)]
    assert max(numbers) <= max(WIDTH, HEIGHT)
    assert chart.summary == "8 allowed, 0 learned, 1 denied"
    assert [row[0][14:16] for row in chart.table] == ["00", "02"]


@pytest.mark.parametrize(
    ("highest", "top"), [(0, "1"), (1, "1"), (3, "5"), (11, "20"), (51, "100")]
)
def test_the_scale_is_easily_read(highest: int, top: str) -> None:
    chart = bars("k", "t", [step(0, highest)], DECISIONS)
    assert chart.numbers[-1].text == top


def test_nothing_is_a_chart_too() -> None:
    chart = last_hour([])
    assert chart.times == ()
    assert chart.table == ()
    assert chart.height < HEIGHT


def test_times_have_their_day_where_there_are_several() -> None:
    one = last_hour([step(minute) for minute in range(60)])
    assert [each.text for each in one.times] == ["10:00", "10:15", "10:30", "10:45"]
    several = bars("k", "t", [step(0, day=22), step(0, day=23)], DECISIONS)
    assert several.times[0].text == "11-22 10:00"


def test_latencies_are_stacked_to_what_nearly_all_stay_below() -> None:
    minute = {"time": "2026-11-23T00:00:00Z", "count": 3, "half": 100, "most": 500}
    drawn = latencies({"wire": "identity endpoint", **minute, "minutes": [minute]})
    assert [each.total for each in drawn.series] == [100, 500]
    assert drawn.table == (("2026-11-23T00:00:00Z", "100", "400"),)
    assert drawn.key == "latency-identity-endpoint"
    assert "95 % within 500 µs" in drawn.summary
