"""Deletions and recoveries that are done and not yet to be seen, as they are at the real service.

There a deleted secret cannot be seen under ``deletedsecrets``, nor a recovered one under
``secrets``, for seconds, sometimes minutes (``reference/wire.md`` 8 and 9). Here both are instant
unless the setting ``deletion_seconds`` says how long they take: for whoever tests code that polls.
It is a pretence of one server, kept in its memory; the state itself is always the new one.
"""

from enum import Enum

from nameplate.core.clock import Clock

_REMEMBERED = 10_000


class Change(Enum):
    """What takes its time."""

    DELETION = "deletion"
    RECOVERY = "recovery"


class Settling:
    """Which changes are under way."""

    __slots__ = ("_clock", "_seconds", "_until")

    def __init__(self, clock: Clock, seconds: float = 0.0) -> None:
        self._clock = clock
        self._seconds = seconds
        self._until: dict[tuple[Change, str, str], float] = {}

    def begin(self, change: Change, vault: str, name: str) -> None:
        """A change was made; it is to be seen when its time has passed."""
        if not self._seconds:
            return
        for other in Change:
            self._until.pop((other, vault, name.lower()), None)
        if len(self._until) >= _REMEMBERED:
            self._until.pop(next(iter(self._until)))
        self._until[change, vault, name.lower()] = self._clock.monotonic() + self._seconds

    def underway(self, change: Change, vault: str, name: str) -> bool:
        """Whether a change cannot be seen yet."""
        if not self._until:
            return False
        until = self._until.get((change, vault, name.lower()))
        return until is not None and until > self._clock.monotonic()
