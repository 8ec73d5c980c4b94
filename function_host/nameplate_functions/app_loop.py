"""Where the app's code runs: a loop of its own for coroutines, threads for plain functions.

A coroutine that blocks stops its own loop, not the host: requests are still refused in time,
messages stay hidden, timeouts are noticed.
"""

import asyncio
import contextvars
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

_PATIENCE: Final = 5.0
"""Seconds that coroutines have to end when they are cancelled."""


class AppLoop:
    """Runs functions. ``start`` it once; ``stop`` leaves what does not end behind."""

    def __init__(self, threads: int | None) -> None:
        self._threads = threads
        self._pool = self._new_pool()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="functions", daemon=True)
        self.stuck = 0
        """Plain functions that outlived their time: nothing can end them."""

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread.start()

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_PATIENCE)

    def call(
        self, function: Callable[..., Any], values: Mapping[str, Any], *, asynchronous: bool
    ) -> Future[Any]:
        """Begin a call; it sees the caller's context."""
        if asynchronous and self._loop is not None:
            return asyncio.run_coroutine_threadsafe(function(**values), self._loop)
        context = contextvars.copy_context()
        return self._pool.submit(context.run, _call, function, values)

    def give_up(self, call: Future[Any], *, asynchronous: bool) -> None:
        """End a call that took too long: a coroutine is cancelled, a thread is left behind."""
        call.cancel()
        if asynchronous or call.cancelled():
            return
        self.stuck += 1
        self._pool.shutdown(wait=False)
        self._pool = self._new_pool()

    def _new_pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="function")

    def _run(self) -> None:
        loop = self._loop
        assert loop is not None  # noqa: S101 - ``start`` made it
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            loop.run_until_complete(_cancelled(asyncio.all_tasks(loop)))
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()


async def _cancelled(tasks: "set[asyncio.Task[Any]]") -> None:
    """End what an app left running."""
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _call(function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    return function(**values)
