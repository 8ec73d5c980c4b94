"""The loop that servers run on."""

import asyncio

from nameplate.server.loops import run


def test_it_is_uvloop_and_returns_what_the_coroutine_returns() -> None:
    async def main() -> str:
        return type(asyncio.get_running_loop()).__module__

    assert run(main()).startswith("uvloop")
