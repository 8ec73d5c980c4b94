"""When each key signs and how long it stays published, as a drawing's numbers.

A key's bar begins where it is published and ends where it is forgotten; the part of it in which it
signs is drawn over that. The page draws it as SVG and says the same in a table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

WIDTH: Final = 720
LEFT: Final = 8
ROW: Final = 34
TOP: Final = 30


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key; times as ISO 8601."""

    kid: str
    state: str
    created: str
    activates: str
    retires: str
    expires: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One key's line: where it begins and how long it is, in units of the drawing."""

    key: Key
    y: int
    published: float
    published_width: float
    signs: float
    signs_width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """All of it."""

    bars: tuple[Bar, ...]
    now: float
    height: int


def read_key(document: Mapping[str, Any]) -> Key:
    """Of the operator's API."""
    names = ("kid", "state", "created", "activates", "retires", "expires")
    return Key(*(str(document.get(name) or "") for name in names))


def timeline(keys: Sequence[Key], now: float) -> Timeline:
    """The drawing of these keys: from the oldest that is published to the last that will be."""
    begins = min([now, *(_seconds(each.created) for each in keys)])
    ends = max([now + 1, *(_seconds(each.expires) for each in keys)])
    scale = (WIDTH - 2 * LEFT) / (ends - begins)

    def at(seconds: float) -> float:
        return round(LEFT + (seconds - begins) * scale, 1)

    def bar(number: int, key: Key) -> Bar:
        created, expires = _seconds(key.created), _seconds(key.expires)
        signs, stops = _seconds(key.activates), _seconds(key.retires)
        return Bar(
            key,
            TOP + number * ROW,
            at(created),
            max(3.0, round((expires - created) * scale, 1)),
            at(signs),
            max(0.0, round((stops - signs) * scale, 1)),
        )

    ordered = sorted(keys, key=lambda each: (each.activates, each.created))
    bars = tuple(bar(number, key) for number, key in enumerate(ordered))
    return Timeline(bars, at(now), TOP + len(bars) * ROW)


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
