"""Timer triggers: a function is called when its schedule says so, one call at a time.

A monitored timer remembers when it was due; a time that passed while the host was not there is
made up for at once, as ``past_due``. Schedules of less than a minute are not monitored.
"""

import asyncio
import itertools
import logging
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from nameplate_functions import library
from nameplate_functions.clock import Clock
from nameplate_functions.functions import Function
from nameplate_functions.invoker import Calls, Cause, InvocationFailed
from nameplate_functions.journal import Journal
from nameplate_functions.retries import RetryPolicy
from nameplate_functions.schedule import Schedule
from nameplate_functions.timer_states import TimerState, TimerStates

_LEAST_MONITORED: Final = timedelta(minutes=1)
_LONGEST_SLEEP: Final = 3600.0
"""Clocks of machines are set: nobody sleeps for days trusting one."""
_BY_HAND: Final = "This function was programmatically called via the host APIs."


class Timer:
    """One timer function (``host.Listener``)."""

    def __init__(
        self,
        function: Function,
        schedule: Schedule,
        zone: tzinfo,
        *,
        states: TimerStates,
        invoker: Calls,
        clock: Clock,
        journal: Journal,
        retry: RetryPolicy | None = None,
    ) -> None:
        self._retry = retry
        self._function = function
        self._schedule = schedule
        self._zone = zone
        self._states = states
        self._invoker = invoker
        self._clock = clock
        self._journal = journal
        self._stopping = asyncio.Event()
        self._last: datetime | None = None

    async def listen(self) -> None:
        due = await self._first()
        while due is not None and await self._reached(due):
            await self._fire(due)
            due = self._next(due)
            self._remember(due)

    def stop(self) -> None:
        self._stopping.set()

    def value(self, text: str) -> Cause:  # noqa: ARG002 - a timer has no input
        """What a call by hand gets."""
        return Cause(value=self._request(past_due=False, due=None), reason=_BY_HAND)

    # When

    async def _first(self) -> datetime | None:
        """When it is due first; what was missed and what runs at the start is run now."""
        now = self._clock.now()
        state = self._states.read(self._function.name) if self._monitored(now) else None
        missed = state is not None and state.next <= now
        if state is not None:
            self._last = state.last
        if state is not None and missed:
            await self._fire(state.next, unscheduled="IsPastDue")
        elif self._function.trigger.flag("runOnStartup"):
            await self._fire(now, unscheduled="RunOnStartup")
        due = self._schedule.after(self._clock.now(), self._zone)
        if due is None:
            self._journal.host(f"The timer '{self._function.name}' is never due.", logging.WARNING)
        self._remember(due)
        return due

    def _next(self, due: datetime) -> datetime | None:
        """The next time; those that passed during a long call are left out."""
        return self._schedule.after(max(due, self._clock.now()), self._zone)

    def _monitored(self, now: datetime) -> bool:
        if self._function.trigger.flag("useMonitor") is False:
            return False
        first = self._schedule.after(now, self._zone)
        second = None if first is None else self._schedule.after(first, self._zone)
        return first is None or second is None or second - first >= _LEAST_MONITORED

    async def _reached(self, due: datetime) -> bool:
        """Wait until a time; ``False`` when the host stops before it."""
        while not self._stopping.is_set():
            left = (due - self._clock.now()).total_seconds()
            if left <= 0:
                return True
            await self._pause(min(left, _LONGEST_SLEEP))
        return False

    async def _pause(self, seconds: float) -> None:
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((sleeping, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (sleeping, stopping):
                each.cancel()

    def _remember(self, due: datetime | None) -> None:
        now = self._clock.now()
        if due is None or not self._monitored(now):
            return
        try:
            self._states.write(self._function.name, TimerState(self._last, due, now))
        except OSError as problem:
            text = f"The state of the timer '{self._function.name}' cannot be kept: {problem}"
            self._journal.host(text, logging.WARNING)

    # What

    async def _fire(self, due: datetime, *, unscheduled: str = "") -> None:
        fired = self._clock.now()
        details = f"UnscheduledInvocationReason: {unscheduled}, OriginalSchedule: {due.isoformat()}"
        cause = Cause(
            value=self._request(past_due=unscheduled == "IsPastDue", due=due),
            reason=f"Timer fired at {fired.astimezone(self._zone).isoformat()}",
            details=details if unscheduled else "",
        )
        await self._invoke(cause)
        self._last = fired

    async def _invoke(self, cause: Cause) -> None:
        """Call the function, again as its policy says when it fails."""
        policy = self._retry
        most = policy.most if policy is not None else 0
        for retries in itertools.count():
            try:
                again = replace(cause, retry_count=retries, max_retry_count=most)
                await self._invoker.invoke(self._function, again)
            except InvocationFailed:
                if policy is None or not policy.allows(retries):
                    return
            else:
                return
            if not await self._reached(self._clock.now() + policy.pause(retries)):
                return

    def _request(self, *, past_due: bool, due: datetime | None) -> Any:
        now = self._clock.now()
        following = self._schedule.after(max(due or now, now), self._zone) or now
        status = TimerState(self._last, following, now)
        return library.timer_request(
            past_due=past_due,
            status=status.document(),
            schedule={"AdjustForDST": self._schedule.adjusts_for_zone},
        )
