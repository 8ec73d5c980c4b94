"""Time, as a value that is handed in: no other module of the house reads a clock."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start that never go back."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


class MovableClock:
    """Another clock, moved: for tests of what happens when time has passed."""

    def __init__(self, base: Clock) -> None:
        self._base = base
        self._ahead = 0.0

    @property
    def ahead(self) -> float:
        """The seconds that it has been moved."""
        return self._ahead

    def now(self) -> float:
        return self._base.now() + self._ahead

    def monotonic(self) -> float:
        return self._base.monotonic() + self._ahead

    def move(self, seconds: float) -> None:
        """Be so many seconds ahead of the other clock."""
        self._ahead = seconds


def iso8601(seconds: float, *, digits: int = 7) -> str:
    """A time as ARM writes it: ``2026-11-23T16:09:00.1234567Z`` (``digits`` of a second's part)."""
    whole = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%S")
    if digits == 0:
        return f"{whole}Z"
    part = int((seconds - int(seconds)) * 10**digits)
    return f"{whole}.{part:0{digits}d}Z"
