"""Invocations."""

import asyncio
import io
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest

from nameplate_functions.app_loop import AppLoop
from nameplate_functions.functions import RETURN, Binding, Function
from nameplate_functions.invoker import Cause, InvocationFailed, Invoker
from nameplate_functions.journal import CURRENT
from nameplate_functions.library import Answer
from nameplate_functions.storage import StorageProblem
from tests.fakes.moments import Moments
from tests.function_host.making import function, journal

HTTP = Binding(RETURN, "http", output=True)
CAUSE = Cause(value="in", reason="a test", details="of no import", data={"id": 7})


def _sets(name: str, value: Any) -> Callable[..., None]:
    """A function that sets an output."""

    def work(**values: Any) -> None:
        values[name].set(value)

    return work


class Outside:
    """What stands behind bindings: remembers what is written."""

    def __init__(self) -> None:
        self.written: list[tuple[str, Any]] = []
        self.trouble = ""

    async def read(self, binding: Binding, annotation: Any, data: Mapping[str, Any]) -> Any:
        return f"{binding.name} of {data['id']}"

    async def write(self, binding: Binding, value: Any, data: Mapping[str, Any]) -> None:
        if self.trouble:
            raise StorageProblem(self.trouble)
        self.written.append((binding.name, value))


class Stand:
    """An invoker and everything around it."""

    def __init__(self, timeout: timedelta | None = None) -> None:
        self.loop = AppLoop(2)
        self.loop.start()
        self.outside = Outside()
        voice, self.out = journal(Moments())
        self.invoker = Invoker(
            self.loop,
            self.outside,
            journal=voice,
            clock=Moments(),
            folder=Path("/app"),
            timeout=timeout,
            local=threading.local(),
            new_id=lambda: "an-id",
        )

    @property
    def said(self) -> str:
        assert isinstance(self.out, io.StringIO)
        return self.out.getvalue()

    async def invoke(self, each: Function) -> Answer | None:
        return await self.invoker.invoke(each, CAUSE)


@pytest.fixture
def stand() -> Iterator[Stand]:
    made = Stand()
    yield made
    made.loop.stop()


async def test_a_call_is_told_from_beginning_to_end(stand: Stand) -> None:
    answer = await stand.invoke(function("hello", lambda given: given.upper(), outputs=(HTTP,)))

    assert answer is not None
    assert answer.body == b"IN"
    assert "Executing 'Functions.hello' (Reason='a test', Id=an-id)" in stand.said
    assert "Trigger Details: of no import" in stand.said
    assert "Executed 'Functions.hello' (Succeeded, Id=an-id, Duration=0ms)" in stand.said
    assert stand.invoker.running == 0


async def test_inputs_outputs_and_context(stand: Stand) -> None:
    def work(given: str, blob: str, msg: "func.Out[str]", context: func.Context) -> str:
        msg.set(f"{given} {blob} {context.invocation_id} {context.function_name}")
        return "returned"

    msg, back = Binding("msg", "queue", output=True), Binding(RETURN, "blob", output=True)
    each = function(
        "work", work, inputs=(Binding("blob", "blob"),), outputs=(msg, back), takes_context=True
    )

    assert await stand.invoke(each) is None
    assert stand.outside.written == [("msg", "in blob of 7 an-id work"), (RETURN, "returned")]


async def test_outputs_that_were_not_set_are_not_written(stand: Stand) -> None:
    msg = Binding("msg", "queue", output=True)

    await stand.invoke(function("work", _sets("msg", None), outputs=(msg,)))

    assert not stand.outside.written


async def test_coroutines_are_awaited(stand: Stand) -> None:
    async def work(given: str) -> str:
        await asyncio.sleep(0)
        return given

    answer = await stand.invoke(function("work", work, asynchronous=True, outputs=(HTTP,)))

    assert answer is not None
    assert answer.body == b"in"


async def test_a_failure_is_told_with_the_authors_lines(stand: Stand) -> None:
    def work(given: str) -> None:
        raise ValueError("no such order")

    with pytest.raises(InvocationFailed, match="no such order"):
        await stand.invoke(function("work", work))

    assert "Executed 'Functions.work' (Failed, Id=an-id" in stand.said
    assert "Exception: ValueError: no such order" in stand.said
    assert "test_invoker.py" in stand.said
    assert 'invoker.py", line' not in stand.said.replace("test_invoker.py", "")


async def test_an_output_that_cannot_be_written_is_a_failure(stand: Stand) -> None:
    stand.outside.trouble = "403 AuthorizationFailure"
    msg = Binding("msg", "queue", output=True)

    with pytest.raises(InvocationFailed, match="403"):
        await stand.invoke(function("work", _sets("msg", "x"), outputs=(msg,)))


async def test_an_answer_that_is_none_is_a_failure(stand: Stand) -> None:
    with pytest.raises(InvocationFailed, match="cannot answer with bool"):
        await stand.invoke(function("work", lambda given: given == "in", outputs=(HTTP,)))


@pytest.mark.parametrize("asynchronous", [True, False])
async def test_a_function_that_takes_too_long_fails(*, asynchronous: bool) -> None:
    stand, release = Stand(timedelta(milliseconds=20)), threading.Event()

    async def sleep(given: str) -> None:
        await asyncio.sleep(100)

    def wait(given: str) -> None:
        release.wait(30)

    call = sleep if asynchronous else wait
    with pytest.raises(InvocationFailed, match="longer than"):
        await stand.invoke(function("slow", call, asynchronous=asynchronous))

    assert "Timeout value of 0:00:00.020000 exceeded by function 'Functions.slow'" in stand.said
    assert stand.loop.stuck == (0 if asynchronous else 1)
    release.set()
    stand.loop.stop()


async def test_the_app_knows_its_invocation_and_the_host_does_not(stand: Stand) -> None:
    seen: list[str] = []

    def work(given: str) -> None:
        current = CURRENT.get()
        seen.append(current.id if current else "")
        logging.getLogger("app").debug("quiet")

    await stand.invoke(function("work", work))

    assert seen == ["an-id"]
    assert CURRENT.get() is None
