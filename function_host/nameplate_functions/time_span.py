"""TimeSpans as .NET writes them: ``00:05:00``, ``1.02:03:04``, ``00:00:00.5``; ``-1`` for none."""

import re
from datetime import timedelta
from typing import Final

from nameplate_functions.failures import AppProblem

_SHAPE: Final = re.compile(
    r"(?:(?P<days>\d{1,8})\.)?(?P<hours>\d{1,2}):(?P<minutes>\d{1,2})"
    r"(?::(?P<seconds>\d{1,2})(?:\.(?P<fraction>\d{1,7}))?)?"
)


def find_time_span(text: str) -> timedelta | None:
    """A TimeSpan; ``None`` when the text is none."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(found[name] or 0) for name in ("hours", "minutes", "seconds"))
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    return timedelta(
        days=int(found["days"] or 0),
        hours=hours,
        minutes=minutes,
        seconds=seconds,
        microseconds=int((found["fraction"] or "").ljust(7, "0")[:6]),
    )


def time_span(text: str, *, what: str) -> timedelta:
    """A TimeSpan. Raises ``AppProblem`` that names what it is for."""
    found = find_time_span(text)
    if found is None:
        raise AppProblem(f"{what}: '{text}' is not a time span such as 00:05:00")
    return found
