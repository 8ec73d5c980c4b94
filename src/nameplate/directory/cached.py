"""Reads that are memory when warm: what was read stays until the change epoch moves."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from nameplate.core.epoch import ChangeEpoch, EpochCache

K = TypeVar("K")
V = TypeVar("V")


class CachedRead(Generic[K, V]):
    """One read of a store behind an ``EpochCache``.

    That there is nothing is not held: guesses must not drive what exists out of a bounded cache.
    """

    __slots__ = ("_cache", "_read")

    def __init__(
        self, read: Callable[[K], Awaitable[V]], epoch: ChangeEpoch, *, limit: int = 10_000
    ) -> None:
        self._read = read
        self._cache: EpochCache[K, tuple[V]] = EpochCache(epoch, limit=limit)

    async def get(self, key: K) -> V:
        """The answer, from memory if it is held."""
        held = self._cache.get(key)
        if held is not None:
            return held[0]
        return await self.read_again(key)

    def peek(self, key: K) -> tuple[V] | None:
        """The held answer in a tuple; ``None`` when it would have to be read."""
        return self._cache.get(key)

    async def read_again(self, key: K) -> V:
        """The answer of the store itself, which is held from now on."""
        seen = self._cache.epoch
        value = await self._read(key)
        if value is not None:
            self._cache.put(key, (value,), seen=seen)
        return value
