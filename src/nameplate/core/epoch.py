"""The change epoch, and the bounded cache that follows it.

Every transaction that changes shared state moves one number in the database. Whoever holds
something in memory compares the number and drops what it outdates (``DESIGN`` 4.8).
"""

from typing import Generic, Protocol, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class ChangeEpoch(Protocol):
    """The newest change that this process knows of."""

    @property
    def value(self) -> int:
        """A number that never goes back; it is read from memory, not from the database."""
        ...


class FixedEpoch:
    """An epoch moved by hand: for what has no database (tests, tools)."""

    def __init__(self, value: int = 0) -> None:
        self.value = value


class EpochCache(Generic[K, V]):
    """A mapping that empties itself when the epoch moves, and is bounded in size."""

    __slots__ = ("_entries", "_epoch", "_limit", "_seen")

    def __init__(self, epoch: ChangeEpoch, *, limit: int = 10_000) -> None:
        self._epoch = epoch
        self._limit = limit
        self._seen = epoch.value
        self._entries: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The value, or ``None`` when it is not held (any more)."""
        if self._epoch.value != self._seen:
            self._drop()
        return self._entries.get(key)

    def put(self, key: K, value: V, *, seen: int) -> None:
        """Hold a value that was read when the epoch was ``seen``; an outdated one is not held."""
        if self._epoch.value != self._seen:
            self._drop()
        if seen != self._seen:
            return
        if len(self._entries) >= self._limit:
            self._entries.pop(next(iter(self._entries)))
        self._entries[key] = value

    def clear(self) -> None:
        """Hold nothing any more."""
        self._entries.clear()

    @property
    def epoch(self) -> int:
        """The epoch's value now: read it before reading what is to be put."""
        return self._epoch.value

    def _drop(self) -> None:
        self._entries.clear()
        self._seen = self._epoch.value
