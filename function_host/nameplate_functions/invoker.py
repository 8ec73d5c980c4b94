"""One invocation, from its inputs over the call to its outputs, and what is said of it."""

import asyncio
import logging
import threading
import traceback
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from nameplate_functions import library
from nameplate_functions.app_loop import AppLoop
from nameplate_functions.clock import Clock
from nameplate_functions.functions import RETURN, Binding, Function
from nameplate_functions.journal import CURRENT, Invocation, Journal

_OWN: Final = str(Path(__file__).parent)


class InvocationFailed(Exception):
    """A function raised, took too long, or its bindings failed. Its log says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a function is called."""

    value: Any = field(repr=False)
    """What its trigger's parameter gets."""
    reason: str
    details: str = ""
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What its bindings may refer to: ``{queueTrigger}``, ``{id}``."""
    trace_parent: str = ""
    trace_state: str = ""
    retry_count: int = 0
    max_retry_count: int = 0


class Bindings(Protocol):
    """Inputs and outputs beside the trigger and the HTTP answer."""

    async def read(self, binding: Binding, annotation: Any, data: Mapping[str, Any]) -> Any:
        """The value of an input."""
        ...

    async def write(self, binding: Binding, value: Any, data: Mapping[str, Any]) -> None:
        """Take an output's value where it goes."""
        ...


class Calls(Protocol):
    """Who calls functions, as triggers see it."""

    async def invoke(self, function: Function, cause: Cause) -> library.Answer | None:
        """Call a function; its HTTP answer if it has one. Raises ``InvocationFailed``."""
        ...


class Invoker:
    """Calls functions (``Calls``)."""

    def __init__(
        self,
        loop: AppLoop,
        bindings: Bindings,
        *,
        journal: Journal,
        clock: Clock,
        folder: Path,
        timeout: timedelta | None,
        local: threading.local,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._loop = loop
        self._bindings = bindings
        self._journal = journal
        self._clock = clock
        self._folder = folder
        self._timeout = timeout
        self._local = local
        self._new_id = new_id
        self.running = 0

    async def invoke(self, function: Function, cause: Cause) -> library.Answer | None:
        """Call a function; its HTTP answer if it has one. Raises ``InvocationFailed``."""
        invocation = Invocation(self._new_id(), function.name)
        self.running += 1
        started = self._clock.monotonic()
        self._begun(invocation, cause)
        try:
            answer = await self._run(function, cause, invocation)
        except Exception as problem:
            self._ended(invocation, started, problem)
            raise InvocationFailed(str(problem)) from problem
        except asyncio.CancelledError:
            self._ended(invocation, started, TimeoutError("the host is stopping"))
            raise
        else:
            self._ended(invocation, started, None)
            return answer
        finally:
            self.running -= 1

    async def _run(
        self, function: Function, cause: Cause, invocation: Invocation
    ) -> library.Answer | None:
        values = {function.trigger.name: cause.value}
        data = {"sys.MethodName": function.name, "sys.InvocationId": invocation.id, **cause.data}
        for each in function.inputs:
            annotation = function.annotations.get(each.name)
            values[each.name] = await self._bindings.read(each, annotation, data)
        outs = {each.name: library.Out() for each in function.out_parameters}
        values |= outs
        if function.takes_context:
            values["context"] = self._context(function, cause, invocation)
        returned = await self._call(function, values, invocation)
        given = {name: out.get() for name, out in outs.items()} | {RETURN: returned}
        http = function.http_output
        answer = library.http_answer(given[http.name]) if http is not None else None
        for each in function.outputs:
            if each is not http and given.get(each.name) is not None:
                await self._bindings.write(each, given[each.name], data)
        return answer

    def _context(self, function: Function, cause: Cause, invocation: Invocation) -> library.Context:
        return library.Context(
            library.About(
                invocation=invocation.id,
                function=function.name,
                folder=str(self._folder),
                local=self._local,
                trace_parent=cause.trace_parent,
                trace_state=cause.trace_state,
                retry_count=cause.retry_count,
                max_retry_count=cause.max_retry_count,
            )
        )

    async def _call(
        self, function: Function, values: Mapping[str, Any], invocation: Invocation
    ) -> Any:
        token = CURRENT.set(invocation)  # for what the app logs, not for the host's own exchanges
        try:
            call = self._loop.call(function.call, values, asynchronous=function.asynchronous)
        finally:
            CURRENT.reset(token)
        seconds = None if self._timeout is None else self._timeout.total_seconds()
        done, _ = await asyncio.wait([asyncio.wrap_future(call)], timeout=seconds)
        if not done:
            self._loop.give_up(call, asynchronous=function.asynchronous)
            text = f"Timeout value of {self._timeout} exceeded by function "
            text += f"'Functions.{function.name}' (Id: '{invocation.id}'). Initiating cancellation."
            self._journal.function(function.name, text, logging.ERROR)
            raise TimeoutError(f"the function took longer than {self._timeout}")
        return done.pop().result()

    def _begun(self, invocation: Invocation, cause: Cause) -> None:
        name = invocation.function
        text = f"Executing 'Functions.{name}' (Reason='{cause.reason}', Id={invocation.id})"
        self._journal.function(name, text)
        if cause.details:
            self._journal.function(name, f"Trigger Details: {cause.details}")

    def _ended(self, invocation: Invocation, started: float, problem: BaseException | None) -> None:
        took = round((self._clock.monotonic() - started) * 1000)
        name = invocation.function
        how = "Succeeded" if problem is None else "Failed"
        text = f"Executed 'Functions.{name}' ({how}, Id={invocation.id}, Duration={took}ms)"
        if problem is not None:
            text += f"\nResult: Failure\nException: {type(problem).__name__}: {problem}"
            text += f"\nStack: {_stack(problem)}"
        self._journal.function(name, text, logging.INFO if problem is None else logging.ERROR)


def _stack(problem: BaseException) -> str:
    """Where the app's code failed."""
    frames = traceback.extract_tb(problem.__traceback__)
    outside = [each for each in frames if not each.filename.startswith(_OWN)]
    shown = [each for each in outside if "concurrent/futures" not in each.filename]
    return "".join(traceback.format_list(shown)).rstrip()
