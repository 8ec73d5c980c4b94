"""Heavy computation off the event loop, a few at a time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

T = TypeVar("T")

_AT_ONCE = 4


class Work:
    """Evaluation of templates in threads: others may wait, the server answers meanwhile."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._free = asyncio.Semaphore(at_once)

    async def do(self, compute: Callable[..., T], *given: Any) -> T:
        """The result of a computation that is bounded by itself."""
        async with self._free:
            return await asyncio.to_thread(compute, *given)

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Keep a place free of work, while what it would share is used elsewhere."""
        async with self._free:
            yield
