"""Where the app's code runs."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar

import pytest

from nameplate_functions.app_loop import AppLoop

WORD: ContextVar[str] = ContextVar("word", default="")


@pytest.fixture
def loop() -> Iterator[AppLoop]:
    made = AppLoop(2)
    made.start()
    yield made
    made.stop()


def test_plain_functions_run_in_threads(loop: AppLoop) -> None:
    WORD.set("seen")

    def work(x: int) -> tuple[int, str, str]:
        return x, threading.current_thread().name, WORD.get()

    number, thread, word = loop.call(work, {"x": 5}, asynchronous=False).result(10)

    assert (number, word) == (5, "seen")
    assert thread.startswith("function")


def test_coroutines_run_in_one_loop(loop: AppLoop) -> None:
    WORD.set("seen")

    async def work() -> tuple[int, str]:
        return id(asyncio.get_running_loop()), WORD.get()

    first, second = (loop.call(work, {}, asynchronous=True).result(10) for _ in range(2))

    assert first == second
    assert first[1] == "seen"


def test_what_is_raised_comes_back(loop: AppLoop) -> None:
    async def work() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        loop.call(work, {}, asynchronous=True).result(10)


def test_a_coroutine_that_is_given_up_is_cancelled(loop: AppLoop) -> None:
    ended = threading.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(100)
        finally:
            ended.set()

    call = loop.call(work, {}, asynchronous=True)
    loop.give_up(call, asynchronous=True)

    assert ended.wait(10) or call.cancelled()
    assert loop.stuck == 0


def test_a_thread_that_is_given_up_holds_up_nobody(loop: AppLoop) -> None:
    """Both threads are stuck; the next call runs all the same."""
    release, begun = threading.Event(), threading.Barrier(3)

    def work() -> None:
        begun.wait(10)
        release.wait(30)

    calls = [loop.call(work, {}, asynchronous=False) for _ in range(2)]
    begun.wait(10)
    for each in calls:
        loop.give_up(each, asynchronous=False)

    assert loop.stuck == 2
    assert loop.call(time.monotonic, {}, asynchronous=False).result(10) > 0
    release.set()
