"""Queue triggers against a queue in memory, on a clock that a test moves."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from nameplate_functions.host_json import QueueOptions
from nameplate_functions.queue_listener import HIDDEN, QueueListener
from tests.fakes.moments import Moments, settled
from tests.fakes.storage_account import FakeQueue
from tests.function_host.making import Caller, function, journal


def text(body: str) -> str:
    return base64.b64encode(body.encode()).decode()


@dataclass
class Stand:
    """A listener and everything around it."""

    clock: Moments
    caller: Caller
    queue: FakeQueue
    poison: FakeQueue
    listener: QueueListener
    said: list[str]


@asynccontextmanager
async def listening(*, fails: int = 0, options: QueueOptions | None = None) -> AsyncIterator[Stand]:
    clock, caller = Moments(), Caller(fails=fails)
    queue, poison = FakeQueue(clock), FakeQueue(clock)
    voice, out = journal(clock)
    listener = QueueListener(
        function("work"),
        "orders",
        queue,
        poison,
        options=options or QueueOptions(),
        invoker=caller,
        clock=clock,
        journal=voice,
    )
    stand = Stand(clock, caller, queue, poison, listener, [])
    task = asyncio.create_task(listener.listen())
    await settled()
    yield stand
    listener.stop()
    await settled()
    if not task.done():
        await clock.advance(3600)
    await asyncio.wait_for(task, 5)
    stand.said.append(out.getvalue())


async def test_a_message_is_handled_and_gone() -> None:
    async with listening() as stand:
        await stand.queue.put(text('{"id": 7}'))
        await stand.clock.advance(60)

    (cause,) = stand.caller.causes
    assert cause.value.get_json() == {"id": 7}
    assert cause.value.dequeue_count == 1
    assert cause.data["id"] == 7
    assert cause.data["queueTrigger"] == '{"id": 7}'
    assert "MessageId: 1, DequeueCount: 1" in cause.details
    assert not stand.queue.texts


async def test_a_message_that_fails_comes_again() -> None:
    async with listening(fails=2) as stand:
        await stand.queue.put(text("x"))
        await stand.clock.advance(200)

    assert [each.value.dequeue_count for each in stand.caller.causes] == [1, 2, 3]
    assert not stand.queue.texts
    assert not stand.poison.texts


async def test_a_message_that_fails_too_often_is_set_aside() -> None:
    async with listening(fails=9, options=QueueOptions(max_dequeue_count=2)) as stand:
        await stand.queue.put(text("x"))
        await stand.clock.advance(200)

    assert len(stand.caller.causes) == 2
    assert not stand.queue.texts
    assert stand.poison.texts == [text("x")]
    assert "MaxDequeueCount of 2. Moving message to queue 'orders-poison'" in stand.said[0]


async def test_it_stays_hidden_as_long_as_it_is_told() -> None:
    options = QueueOptions(
        visibility_timeout=timedelta(seconds=30), max_polling_interval=timedelta(seconds=1)
    )
    async with listening(fails=1, options=options) as stand:
        await stand.queue.put(text("x"))
        await stand.clock.advance(29)
        assert len(stand.caller.causes) == 1
        await stand.clock.advance(5)

    assert len(stand.caller.causes) == 2


async def test_a_long_call_keeps_its_message() -> None:
    """The message is hidden again at half of its time, and deleted with the newest receipt."""
    async with listening() as stand:
        stand.caller.meanwhile = lambda: stand.clock.sleep(HIDDEN * 3)
        await stand.queue.put(text("x"))
        await stand.clock.advance(HIDDEN * 3 + 100)

    assert len(stand.caller.causes) == 1
    assert not stand.queue.texts


async def test_no_more_run_at_a_time_than_allowed() -> None:
    """A batch, and another one when only so many are left of it."""
    running: list[int] = []
    async with listening(options=QueueOptions(batch_size=4, new_batch_threshold=1)) as stand:

        async def slow() -> None:
            running.append(len(running))
            await stand.clock.sleep(10)

        stand.caller.meanwhile = slow
        for number in range(10):
            await stand.queue.put(text(str(number)))
        await stand.clock.advance(2)
        assert len(running) == 4
        await stand.clock.advance(10)
        assert len(running) == 8
        await stand.clock.advance(60)

    assert len(running) == 10
    assert not stand.queue.texts


async def test_an_empty_queue_is_asked_ever_more_rarely() -> None:
    async with listening(options=QueueOptions(max_polling_interval=timedelta(seconds=4))) as stand:
        pauses = []
        for _ in range(8):
            pauses.append(stand.clock.pauses[0])
            await stand.clock.advance(pauses[-1])

    assert pauses == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 4.0, 4.0])


async def test_a_queue_that_is_not_there_is_an_empty_one() -> None:
    async with listening() as stand:
        stand.queue.there = False
        await stand.clock.advance(10)
        await stand.queue.put(text("x"))
        await stand.clock.advance(60)

    assert len(stand.caller.causes) == 1
    assert "cannot read" not in stand.said[0]


async def test_trouble_is_said_once_and_when_it_is_over() -> None:
    async with listening() as stand:
        stand.queue.trouble = "403 AuthorizationFailure"
        await stand.clock.advance(600)
        stand.queue.trouble = ""
        await stand.clock.advance(120)

    assert stand.said[0].count("cannot read the queue 'orders': 403 AuthorizationFailure") == 1
    assert stand.said[0].count("reads the queue 'orders' again") == 1


async def test_what_is_not_base64_is_set_aside_at_once() -> None:
    async with listening() as stand:
        await stand.queue.put("not base64!")
        await stand.clock.advance(60)

    assert not stand.caller.causes
    assert stand.poison.texts == ["not base64!"]


async def test_messages_may_be_plain() -> None:
    async with listening(options=QueueOptions(base64=False)) as stand:
        await stand.queue.put("plain")
        await stand.clock.advance(60)

    assert stand.caller.causes[0].value.get_body() == b"plain"


async def test_what_runs_at_the_end_is_waited_for() -> None:
    async with listening() as stand:
        stand.caller.meanwhile = lambda: stand.clock.sleep(100)
        await stand.queue.put(text("x"))
        await stand.clock.advance(60)

    assert not stand.queue.texts


async def test_a_poison_queue_in_trouble_loses_nothing() -> None:
    async with listening(fails=9, options=QueueOptions(max_dequeue_count=1)) as stand:
        stand.poison.trouble = "503 ServerBusy"
        await stand.queue.put(text("x"))
        await stand.clock.advance(60)
        assert stand.queue.texts == [text("x")]
        stand.poison.trouble = ""
        await stand.clock.advance(HIDDEN + 60)

    assert stand.poison.texts == [text("x")]
    assert len(stand.caller.causes) == 1


async def test_a_call_by_hand_looks_like_a_message() -> None:
    async with listening() as stand:
        cause = stand.listener.value("by hand")

    assert cause.value.get_body() == b"by hand"
    assert cause.data["queueTrigger"] == "by hand"
