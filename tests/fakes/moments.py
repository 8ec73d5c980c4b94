"""Time for the Functions host: it passes when a test says so, and sleepers wake in their order."""

import asyncio
from datetime import UTC, datetime, timedelta


class Moments:
    """A clock (``nameplate_functions.clock.Clock``) whose ``sleep`` ends by ``advance``."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self._start = self._now
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._start).total_seconds()

    async def sleep(self, seconds: float) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + timedelta(seconds=seconds), waiting))
        await waiting

    @property
    def pauses(self) -> list[float]:
        """How long those who sleep now still have to."""
        waiting = [due for due, each in self._sleepers if not each.done()]
        return sorted((due - self._now).total_seconds() for due in waiting)

    async def advance(self, seconds: float) -> None:
        """Let time pass; who is due wakes at its own time, and what it does is done."""
        end = self._now + timedelta(seconds=seconds)
        await settled()
        while True:
            self._sleepers = [each for each in self._sleepers if not each[1].done()]
            due = min((each for each in self._sleepers if each[0] <= end), default=None, key=_when)
            if due is None:
                break
            self._now = max(self._now, due[0])
            due[1].set_result(None)
            await settled()
        self._now = end
        await settled()


def _when(sleeper: tuple[datetime, "asyncio.Future[None]"]) -> datetime:
    return sleeper[0]


async def settled() -> None:
    """Let every task run until it waits."""
    for _ in range(25):
        await asyncio.sleep(0)
