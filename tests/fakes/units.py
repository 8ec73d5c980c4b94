"""Units of work without a database: writes run at commit against a fake's own tables."""

from collections.abc import Callable
from typing import Any

from nameplate.core.epoch import FixedEpoch


class FakeUnitOfWork:
    """Collects writes and runs them at ``commit``, moving the epoch as a store does."""

    def __init__(self, epoch: FixedEpoch) -> None:
        self._epoch = epoch
        self._writes: list[Callable[[Any], None]] = []
        self._effects: list[Callable[[], None]] = []
        self._coherent = False
        self.committed = False

    def add(self, write: Callable[[Any], None], *, coherent: bool = True) -> None:
        self._writes.append(write)
        self._coherent = self._coherent or coherent

    def after_commit(self, effect: Callable[[], None]) -> None:
        self._effects.append(effect)

    async def commit(self) -> None:
        for write in self._writes:
            write(None)
        if self._coherent:
            self._epoch.value += 1
        self.committed = True
        for effect in self._effects:
            effect()


class FakeUnits:
    """Begins fake units that share one epoch."""

    def __init__(self, epoch: FixedEpoch | None = None) -> None:
        self.epoch = epoch or FixedEpoch()

    def begin(self) -> FakeUnitOfWork:
        return FakeUnitOfWork(self.epoch)
