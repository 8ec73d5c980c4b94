"""Functions, journals and callers for the tests of the Functions host."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

from nameplate_functions.clock import Clock
from nameplate_functions.functions import Binding, Function
from nameplate_functions.invoker import Cause, InvocationFailed
from nameplate_functions.journal import Journal, Levels
from nameplate_functions.library import Answer


def function(
    name: str = "work",
    call: Callable[..., Any] | None = None,
    *,
    trigger: str = "queueTrigger",
    asynchronous: bool = False,
    inputs: tuple[Binding, ...] = (),
    outputs: tuple[Binding, ...] = (),
    takes_context: bool = False,
    **options: Any,
) -> Function:
    """A function with one trigger, whose parameter is ``given``."""
    return Function(
        name=name,
        call=call or _nothing,
        asynchronous=asynchronous,
        trigger=Binding("given", trigger, options=options),
        inputs=inputs,
        outputs=outputs,
        takes_context=takes_context,
    )


def _nothing(given: Any) -> None:
    """Does nothing with what it is given."""


class Caller:
    """Calls nothing, remembers why it should have (``invoker.Calls``)."""

    def __init__(self, *, fails: int = 0) -> None:
        self.causes: list[Cause] = []
        self.fails = fails
        self.meanwhile: Callable[[], Any] | None = None
        """Awaited during each call."""

    async def invoke(self, function: Function, cause: Cause) -> Answer | None:
        self.causes.append(cause)
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.fails:
            self.fails -= 1
            raise InvocationFailed("it failed")
        return Answer(200, (), function.name.encode())


def journal(clock: Clock, **levels: str) -> tuple[Journal, io.StringIO]:
    """A journal, and what it says."""
    out = io.StringIO()
    return Journal(clock, Levels(levels), out), out


async def until_said(out: io.StringIO, text: str) -> None:
    """Wait until a journal holds a text."""
    async with asyncio.timeout(20):
        while text not in out.getvalue():  # noqa: ASYNC110 - a log is no event
            await asyncio.sleep(0.005)
