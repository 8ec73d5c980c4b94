"""From functions with timers and queues to what listens for them."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from nameplate_functions.clock import Clock
from nameplate_functions.connections import connection
from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Function
from nameplate_functions.invoker import Calls, Cause
from nameplate_functions.loading import Loaded
from nameplate_functions.queue_listener import QueueListener
from nameplate_functions.retries import not_applied, policy_of
from nameplate_functions.schedule import parse_schedule
from nameplate_functions.storage import Storage, StorageProblem
from nameplate_functions.timer_states import TimerStates
from nameplate_functions.timers import Timer
from nameplate_functions.zones import time_zone

_ZONE = "WEBSITE_TIME_ZONE"


class Listener(Protocol):
    """What calls a function by itself: a timer, a queue."""

    async def listen(self) -> None:
        """Call the function whenever it is time, until ``stop``; what runs is waited for."""
        ...

    def stop(self) -> None:
        """Begin nothing more."""
        ...

    def value(self, text: str) -> Cause:
        """The cause of a call by hand."""
        ...


@dataclass(frozen=True, slots=True)
class Listeners:
    """What listens, by the name of its function; and what cannot, with its reason."""

    found: dict[str, Listener] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class ListenerMaker:
    """Makes listeners."""

    def __init__(
        self, loaded: Loaded, data: Path, *, invoker: Calls, storage: Storage, clock: Clock
    ) -> None:
        self._loaded = loaded
        self._states = TimerStates(data)
        self._invoker = invoker
        self._storage = storage
        self._clock = clock

    def make(self, functions: Iterable[Function]) -> Listeners:
        """A listener for each function that has no HTTP trigger; problems are said and kept."""
        made = Listeners()
        kinds: dict[str, Callable[[Function], Listener]] = {
            "timerTrigger": self._timer,
            "queueTrigger": self._queue,
        }
        for each in functions:
            if (text := not_applied(each)) is not None:
                self._loaded.journal.host(text, logging.WARNING)
            if each.trigger.type not in kinds:
                continue
            try:
                made.found[each.name] = kinds[each.trigger.type](each)
            except (AppProblem, StorageProblem, ImportError) as problem:
                text = f"The listener for function '{each.name}' was unable to start: {problem}"
                self._loaded.journal.host(text, logging.ERROR)
                made.problems.append(text)
        return made

    def _timer(self, function: Function) -> Listener:
        settings = self._loaded.settings
        text = settings.resolve(function.trigger.text("schedule"), what="schedule")
        return Timer(
            function,
            parse_schedule(text),
            time_zone(settings.get(_ZONE)),
            states=self._states,
            invoker=self._invoker,
            clock=self._clock,
            journal=self._loaded.journal,
            retry=policy_of(function),
        )

    def _queue(self, function: Function) -> Listener:
        settings = self._loaded.settings
        name = settings.resolve(function.trigger.text("queueName"), what="queueName").lower()
        account = settings.resolve(function.trigger.text("connection"), what="connection")
        where = connection(settings, account, "queue")
        return QueueListener(
            function,
            name,
            self._storage.queue(where, name),
            self._storage.queue(where, f"{name}-poison"),
            options=self._loaded.document.queues,
            invoker=self._invoker,
            clock=self._clock,
            journal=self._loaded.journal,
        )
