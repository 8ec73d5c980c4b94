"""A deployment's and an operation's state in a word, and how it looks."""

import re
from typing import Final

ENDED: Final = frozenset({"Succeeded", "Failed", "Canceled"})
TONES: Final = {"Succeeded": "good", "Failed": "bad", "Canceled": "quiet"}
_DURATION: Final = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")


def tone(state: str) -> str:
    """``good``, ``bad``, ``quiet``; ``wait`` for all that has not ended."""
    return TONES.get(state, "wait")


def seconds(duration: str) -> float:
    """Of an ISO 8601 duration such as ``PT1.2345S``; 0 for what is none."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return 0.0
    days, hours, minutes, rest = (float(each or 0) for each in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def spoken(duration: str) -> str:
    """``1.2 s``, ``3 min 5 s``."""
    whole = seconds(duration)
    if whole < 60:
        return f"{whole:.1f} s"
    return f"{int(whole // 60)} min {int(whole % 60)} s"
