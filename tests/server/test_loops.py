"""The loop that servers run on."""

import asyncio
import gc

from nameplate.server.loops import run, settle


def test_it_is_uvloop_and_returns_what_the_coroutine_returns() -> None:
    async def main() -> str:
        return type(asyncio.get_running_loop()).__module__

    assert run(main()).startswith("uvloop")


def test_what_lasts_is_left_alone_by_the_collector() -> None:
    thresholds = gc.get_threshold()
    try:
        settle()
        assert gc.get_freeze_count() > 1000
        assert gc.get_threshold()[0] > thresholds[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
