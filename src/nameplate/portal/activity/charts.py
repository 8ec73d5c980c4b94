"""Charts as inline SVG: stacked bars, drawn here, coloured by classes, with a table of the same.

One path for each series keeps a chart small. What a bar is exactly worth is in the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

WIDTH: Final = 720
HEIGHT: Final = 180
_SMALL: Final = 90
_LEFT: Final = 44
_BOTTOM: Final = 22
_TOP: Final = 10
_GAP: Final = 0.2
"""How much of a step's width is left free."""
_TICKS: Final = 3

TOKENS: Final = (
    ("tokens", "Issued", "one"),
    ("warmTokens", "From the cache", "two"),
    ("refusedTokens", "Refused", "bad"),
)
DECISIONS: Final = (
    ("allowed", "Allowed", "good"),
    ("learned", "Learned", "wait"),
    ("denied", "Denied", "bad"),
)
CHANGES: Final = (
    ("changes", "Changes", "one"),
    ("signIns", "Sign-ins", "two"),
    ("refusedSignIns", "Refused sign-ins", "bad"),
)
LATENCY: Final = (
    ("half", "Half within, µs", "one"),
    ("more", "95 % within, µs", "wait"),
)
Names = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart."""

    label: str
    tone: str
    path: str
    total: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A number beside the chart, or a time below it."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What a template draws."""

    key: str
    title: str
    summary: str
    series: tuple[Series, ...]
    numbers: tuple[Mark, ...]
    times: tuple[Mark, ...]
    table: tuple[tuple[str, ...], ...]
    """Rows of those steps in which there was something: time, then a number for each series."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT


def bars(
    key: str,
    title: str,
    steps: Sequence[Mapping[str, Any]],
    names: Names,
    *,
    height: int = HEIGHT,
) -> Chart:
    """Stacked bars, one for each step."""
    highest = _rounded(max((sum(int(s[n]) for n, _, _ in names) for s in steps), default=0))
    inner = height - _TOP - _BOTTOM
    width = (WIDTH - _LEFT) / max(1, len(steps))
    stacked = [0.0] * len(steps)
    series = []
    for name, label, tone in names:
        parts = []
        for number, step in enumerate(steps):
            tall = int(step[name]) / highest * inner
            if not tall:
                continue
            left = _LEFT + (number + _GAP / 2) * width
            bottom = height - _BOTTOM - stacked[number]
            wide = width * (1 - _GAP)
            parts.append(f"M{left:.1f} {bottom:.1f}v{-tall:.1f}h{wide:.1f}v{tall:.1f}z")
            stacked[number] += tall
        total = sum(int(step[name]) for step in steps)
        series.append(Series(label, tone, "".join(parts), total))
    rows = (
        (str(step["time"]), *(str(step[name]) for name, _, _ in names))
        for step in steps
        if any(step[name] for name, _, _ in names)
    )
    return Chart(
        key,
        title,
        ", ".join(f"{each.total:,} {each.label.lower()}" for each in series),
        tuple(series),
        _numbers(highest, height),
        _times(steps, width, height),
        tuple(rows),
        height=height,
    )


def last_hour(steps: Sequence[Mapping[str, Any]]) -> Chart:
    """Decisions, minute by minute."""
    return bars("hour", "Decisions in the last hour", steps, DECISIONS, height=_SMALL)


def latencies(wire: Mapping[str, Any]) -> Chart:
    """Microseconds, minute by minute: the half that is faster, and on top what 95 % stay below."""
    steps = [
        {"time": each["time"], "half": each["half"], "more": each["most"] - each["half"]}
        for each in wire["minutes"]
    ]
    name = str(wire["wire"])
    chart = bars(f"latency-{name.replace(' ', '-')}", name.capitalize(), steps, LATENCY)
    half, most = int(wire["half"]), int(wire["most"])
    summary = f"{wire['count']:,} answers; half within {half:,} µs, 95 % within {most:,} µs"
    totals = (half, most)
    series = (replace(each, total=total) for each, total in zip(chart.series, totals, strict=True))
    return replace(chart, summary=summary, series=tuple(series))


def _rounded(highest: int) -> int:
    """The next number that is easily read: 1, 2, 5 and their tens."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= factor * size:
                return factor * size
        size *= 10


def _numbers(highest: int, height: int) -> tuple[Mark, ...]:
    inner = height - _TOP - _BOTTOM
    shown = (0, highest) if highest < _TICKS - 1 else (0, highest / 2, highest)
    return tuple(
        Mark(_LEFT - 6, height - _BOTTOM - inner * each / highest, f"{each:,.0f}")
        for each in shown
        if each == int(each)
    )


def _times(steps: Sequence[Mapping[str, Any]], width: float, height: int) -> tuple[Mark, ...]:
    """Four of the times, in UTC; over days the day too."""
    if not steps:
        return ()
    one_day = str(steps[0]["time"])[:10] == str(steps[-1]["time"])[:10]
    every = max(1, len(steps) // 4)
    found = []
    for number in range(0, len(steps) - every // 2, every):
        time = str(steps[number]["time"])
        text = time[11:16] if one_day else f"{time[5:10]} {time[11:16]}"
        found.append(Mark(_LEFT + (number + 0.5) * width, height - 6, text))
    return tuple(found)
