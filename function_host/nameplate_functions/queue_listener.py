"""Queue triggers: messages are taken in batches, a function is called for each, as many at a time
as ``host.json`` allows. What fails comes again; what fails too often goes to the poison queue.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

from nameplate_functions import library
from nameplate_functions.clock import Clock
from nameplate_functions.failures import CannotConvert
from nameplate_functions.functions import Function
from nameplate_functions.host_json import QueueOptions
from nameplate_functions.invoker import Calls, Cause, InvocationFailed
from nameplate_functions.journal import Journal
from nameplate_functions.queue_texts import decoded, members
from nameplate_functions.storage import NotThere, Queue, Received, StorageProblem

HIDDEN: Final = 600.0
"""Seconds that a message is hidden while its function runs; it is hidden again at half of them."""
FIRST_PAUSE: Final = 0.1
_BY_HAND: Final = "This function was programmatically called via the host APIs."


class QueueListener:
    """One queue function (``host.Listener``)."""

    def __init__(
        self,
        function: Function,
        name: str,
        queue: Queue,
        poison: Queue,
        *,
        options: QueueOptions,
        invoker: Calls,
        clock: Clock,
        journal: Journal,
    ) -> None:
        self._function = function
        self._name = name
        self._queue = queue
        self._poison = poison
        self._options = options
        self._invoker = invoker
        self._clock = clock
        self._journal = journal
        self._stopping = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._pause = FIRST_PAUSE
        self._trouble = ""

    async def listen(self) -> None:
        try:
            while not self._stopping.is_set():
                if len(self._running) > self._options.threshold:
                    await self._until(*self._running)
                elif await self._take():
                    self._pause = FIRST_PAUSE
                else:
                    await self._wait()
        finally:
            if self._running:
                await asyncio.wait(self._running)

    def stop(self) -> None:
        self._stopping.set()

    def value(self, text: str) -> Cause:
        """A call by hand, as if a message had come."""
        message = library.Message(id="", body=text.encode(), dequeue_count=1, pop_receipt="")
        return self._cause(message, reason=_BY_HAND, details="")

    # Taking messages

    async def _take(self) -> bool:
        """Take a batch and begin its calls; whether there was any message."""
        try:
            batch = await self._queue.receive(most=self._options.batch_size, hidden=HIDDEN)
        except NotThere:
            batch = []  # a queue that nobody made yet is an empty one
        except StorageProblem as problem:
            self._say_trouble(str(problem))
            self._pause = self._longest
            return False
        self._say_trouble("")
        for each in batch:
            task = asyncio.get_running_loop().create_task(self._handle(each))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return bool(batch)

    @property
    def _longest(self) -> float:
        return self._options.max_polling_interval.total_seconds()

    async def _wait(self) -> None:
        """Pause, longer each time nothing was there."""
        pause = min(self._pause, self._longest)
        self._pause = min(self._pause * 2, self._longest)
        sleeping = asyncio.ensure_future(self._clock.sleep(pause))
        try:
            await self._until(sleeping)
        finally:
            sleeping.cancel()

    async def _until(self, *futures: "asyncio.Future[Any]") -> None:
        """Wait for one of them, or for the end."""
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((*futures, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()

    def _say_trouble(self, text: str) -> None:
        """Say once that the queue cannot be read, and once that it can again."""
        if text == self._trouble:
            return
        self._trouble = text
        name = self._function.name
        if text:
            said = f"The listener for function '{name}' cannot read the queue '{self._name}': "
            self._journal.host(f"{said}{text}", logging.ERROR)
        else:
            said = f"The listener for function '{name}' reads the queue '{self._name}' again."
            self._journal.host(said)

    # One message

    async def _handle(self, received: Received) -> None:
        held = _Held(received)
        try:
            body = decoded(received.text, base64_wanted=self._options.base64)
        except CannotConvert as problem:
            self._say(f"A message of the queue '{self._name}' is skipped: {problem}")
            await self._set_aside(held)
            return
        if received.dequeue_count > self._options.max_dequeue_count:
            await self._too_often(held)
            return
        message = _message(received, body)
        try:
            async with self._hidden(held):
                await self._invoker.invoke(self._function, self._cause_of(message))
        except InvocationFailed:
            await self._failed(held)
        else:
            await self._delete(held)

    @contextlib.asynccontextmanager
    async def _hidden(self, held: "_Held") -> AsyncIterator[None]:
        """Keep a message hidden for as long as its function runs."""
        renewing = asyncio.get_running_loop().create_task(self._renew(held))
        try:
            yield
        finally:
            renewing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewing

    async def _renew(self, held: "_Held") -> None:
        while True:
            await self._clock.sleep(HIDDEN / 2)
            try:
                held.message = await self._queue.hide(held.message, seconds=HIDDEN)
            except NotThere:
                return  # somebody took it from us; the function may end all the same
            except StorageProblem as problem:
                self._say(f"A message of the queue '{self._name}' cannot be kept: {problem}")

    async def _failed(self, held: "_Held") -> None:
        if held.message.dequeue_count >= self._options.max_dequeue_count:
            await self._too_often(held)
            return
        seconds = self._options.visibility_timeout.total_seconds()
        with self._spoken():
            await self._queue.hide(held.message, seconds=seconds)

    async def _too_often(self, held: "_Held") -> None:
        most = self._options.max_dequeue_count
        text = f"Message has reached MaxDequeueCount of {most}. "
        self._say(f"{text}Moving message to queue '{self._name}-poison'.")
        await self._set_aside(held)

    async def _set_aside(self, held: "_Held") -> None:
        """To the poison queue first, then out of this one: a message may come twice, never not."""
        with self._spoken():
            await self._poison.put(held.message.text)
            await self._queue.delete(held.message)

    async def _delete(self, held: "_Held") -> None:
        with self._spoken():
            await self._queue.delete(held.message)

    @contextlib.contextmanager
    def _spoken(self) -> Iterator[None]:
        """A message that cannot be dealt with now comes again by itself."""
        try:
            yield
        except StorageProblem as problem:
            self._say(f"A message of the queue '{self._name}' will come again: {problem}")

    def _say(self, text: str) -> None:
        self._journal.function(self._function.name, text, logging.WARNING)

    # Its function's cause

    def _cause_of(self, message: library.Message) -> Cause:
        details = f"MessageId: {message.id}, DequeueCount: {message.dequeue_count}"
        if message.inserted is not None:
            details += f", InsertionTime: {message.inserted.isoformat()}"
        reason = f"New queue message detected on '{self._name}'."
        return self._cause(message, reason=reason, details=details)

    def _cause(self, message: library.Message, *, reason: str, details: str) -> Cause:
        text = message.body.decode("utf-8", "replace")
        data = {
            **members(message.body),
            "queueTrigger": text,
            "Id": message.id,
            "DequeueCount": message.dequeue_count,
            "PopReceipt": message.pop_receipt,
        }
        return Cause(
            value=library.queue_message(message), reason=reason, details=details, data=data
        )


class _Held:
    """A message with the receipt that is good now: each renewal gives a new one."""

    def __init__(self, message: Received) -> None:
        self.message = message


def _message(received: Received, body: bytes) -> library.Message:
    return library.Message(
        id=received.id,
        body=body,
        dequeue_count=received.dequeue_count,
        pop_receipt=received.pop_receipt,
        inserted=received.inserted,
        expires=received.expires,
        next_visible=received.next_visible,
    )
