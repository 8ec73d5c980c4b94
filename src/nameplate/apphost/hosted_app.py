"""One hosted app: from what is wanted to a process that answers, again and again.

Its life is one task that reads from top to bottom: rest, start, watch, replace, back off. A new
revision starts beside the old one and takes over when it answers, so that nobody meets a gap.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, replace
from typing import Final

from nameplate.apphost import health, instances, warm_up
from nameplate.apphost.app_processes import AppProcesses, revision_of
from nameplate.apphost.folders import AppFolder
from nameplate.apphost.instances import CannotRun, Event, Instance, Launcher, Processes
from nameplate.apphost.states import Condition, State
from nameplate.apphost.wanted import WantedApp
from nameplate.apphost.warm_up import WarmUpFailed
from nameplate.core.clock import Clock
from nameplate.process.keeper.client import KeeperLost

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient the host is, in seconds."""

    start: float = 230.0
    """Until a new process must answer, as App Service has it."""
    poll: float = 0.05
    first_delay: float = 1.0
    longest_delay: float = 60.0
    settled: float = 60.0
    """A process that lived this long was well: the next crash counts from one again."""
    grace: float = 5.0
    """Between SIGTERM and SIGKILL."""
    drain: float = 30.0
    """For what visitors began with a process that is replaced."""
    health: float = 60.0
    unhealthy_after: int = 5


DEFAULT_TIMING: Final = Timing()


class HostedApp:
    """One app or slot on this machine."""

    def __init__(
        self,
        wanted: WantedApp,
        folder: AppFolder,
        *,
        processes: Processes,
        launcher: Launcher,
        clock: Clock,
        timing: Timing = DEFAULT_TIMING,
    ) -> None:
        self.wanted = wanted
        self.folder = folder
        self.restarts = 0
        """Starts that were not wanted: after a crash, or because it was unhealthy."""
        self.last_crash = ""
        """How its process ended when that was last not wanted."""
        self._processes = AppProcesses(processes, launcher, grace=timing.grace, drain=timing.drain)
        self._clock = clock
        self._timing = timing
        self._instance: Instance | None = None
        self._condition = Condition(State.STOPPED, since=clock.now())
        self._changed = asyncio.Event()
        self._ready = asyncio.Event()
        self._news = asyncio.Event()
        self._crashes = 0
        self._forced = False
        self._renewed = False
        self._crashed_as = ""
        """The revision that crashed last: its next process keeps what it can of the one before."""

    # What others see

    @property
    def condition(self) -> Condition:
        return self._condition

    @property
    def address(self) -> tuple[str, int] | None:
        """Where its process answers; ``None`` when none does."""
        return self._instance.address if self._instance and self._ready.is_set() else None

    @property
    def answering(self) -> str | None:
        """The deployment whose process answers; ``None`` when none does."""
        if self._instance is None or not self._ready.is_set():
            return None
        return self._instance.revision.rpartition("/")[2] or None

    @property
    def serving(self) -> Instance | None:
        """The process that answers, or will."""
        return self._instance

    @property
    def pid_names(self) -> tuple[str, ...]:
        """What the keeper calls its processes."""
        return self._processes.names

    async def wait_ready(self, seconds: float) -> tuple[str, int] | None:
        """Its address as soon as it answers; ``None`` when that takes too long or will not be.

        One crash is waited out; who crashes again and again is not waited for.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.address is None and self._may_answer():
                    await self._news.wait()
        return self.address

    # What others say

    def want(self, wanted: WantedApp, folder: AppFolder) -> None:
        """Take what is wanted from now on, and where its content is."""
        if wanted != self.wanted:
            self.wanted, self.folder = wanted, folder
            self._changed.set()

    def visit(self, address: tuple[str, int]) -> contextlib.AbstractContextManager[None]:
        """An exchange with the process at an address: it is not ended before."""
        return self._processes.visit(address)

    def restart(self) -> None:
        """Start a new process, whatever has changed."""
        self._forced, self._renewed = True, False
        self._changed.set()

    def renew(self) -> None:
        """Start a new process that gets the newest secrets; one that cannot be read stays."""
        self._forced = self._renewed = True
        self._changed.set()

    def look_again(self) -> None:
        """Something else changed: new content, most of all."""
        self._changed.set()

    def adopt(self, name: str, label: dict[str, object]) -> None:
        """Take over a process that an earlier server started."""
        held = self._processes.adopt(name, label)
        if held is not None and self._instance is None:
            self._instance = held
            self._enter(State.STARTING, "taken over from an earlier server")

    def heard(self, name: str, event: Event) -> None:
        """Take the keeper's word that a process ended."""
        self._processes.heard(name, event)

    def lost(self) -> None:
        """Take it that no process of ours is left."""
        self._processes.lost()

    # A swap

    async def prepare(self, wanted: WantedApp, folder: AppFolder) -> Instance:
        """Start a process of what will be wanted, beside what is; returns when it is warm.

        Raises ``WarmUpFailed`` when it does not come up.
        """
        try:
            instance = await self._processes.start(wanted, folder, candidate=True)
        except CannotRun as problem:
            raise WarmUpFailed(str(problem)) from None
        try:
            rule = warm_up.rule_of(wanted)
            await warm_up.warm(instance, rule, clock=self._clock, timing=self._timing)
        except BaseException:
            self.dismiss(instance)
            raise
        return instance

    def take(self, instance: Instance, wanted: WantedApp, folder: AppFolder) -> None:
        """Let a prepared process serve from now on, as what is wanted from now on."""
        self._processes.accept(instance)
        self.wanted, self.folder = wanted, folder
        old, self._instance = self._instance, instance
        self._crashes = 0
        self._ready.set()
        self._enter(State.RUNNING)
        self._changed.set()
        if old is not None:
            self._processes.see_off(old)

    def dismiss(self, instance: Instance) -> None:
        """End a prepared process that is not wanted after all."""
        self._processes.see_off(instance)

    # Its life

    async def live(self) -> None:
        """Make it so, for ever; cancelled by the supervisor."""
        try:
            while True:
                self._changed.clear()
                await self._lived()
        finally:
            self._processes.leave()

    async def _lived(self) -> None:
        try:
            await self._step()
        except KeeperLost:
            self.lost()
            self._instance = None
            self._ready.clear()
            self._enter(State.BACKING_OFF, "the keeper of processes was lost")
            await self._pause(self._timing.first_delay)
        except Exception as problem:  # noqa: BLE001 - whatever it is, its app is hosted on
            _log.exception("hosting an app met what nobody foresaw", extra={"app": self.wanted.key})
            if not self._ready.is_set():
                self._enter(State.BACKING_OFF, instances.trouble_of(problem))
            await self._pause(self._timing.longest_delay)

    async def end(self) -> None:
        """Stop every process of it, and wait until they are gone."""
        await self._processes.stop_all()
        self._instance = None
        self._enter(State.STOPPED)

    def revision(self) -> str:
        """What a process is of: what is wanted, and what was deployed."""
        return revision_of(self.wanted, self.folder)

    async def _step(self) -> None:
        for each in self._processes.serving:
            if each is not self._instance:
                self._processes.see_off(each)
        if not self.wanted.running:
            await self._rest(State.STOPPED, "")
        elif self.folder.active() is None:
            await self._rest(State.EMPTY, "nothing was deployed")
        elif self._instance is None:
            await self._begin()
        elif self._forced or self._instance.revision != self.revision():
            await self._replace(self._instance)
        elif not self._ready.is_set():
            await self._get_ready(self._instance)
        else:
            await self._watch(self._instance)

    def _may_answer(self) -> bool:
        state = self._condition.state
        return state is State.STARTING or (state is State.BACKING_OFF and self._crashes < 2)

    def _was_taken(self) -> bool:
        """Whether a swap was faster than what goes on."""
        return self._instance is not None

    async def _rest(self, state: State, reason: str) -> None:
        self._ready.clear()
        self._instance, self._crashed_as = None, ""
        for each in self._processes.serving:
            await self._processes.stop(each)
        if self._was_taken():
            return
        self._enter(state, reason)
        await self._changed.wait()

    async def _begin(self) -> None:
        self._forced = self._renewed = False
        self._enter(State.STARTING)
        instance = await self._launch(keeps_secrets=self._crashed_as == self.revision())
        if not self._was_taken():
            self._instance = instance

    async def _get_ready(self, instance: Instance) -> None:
        """Wait until the only process answers."""
        answered = await self._answered(instance)
        if instance is not self._instance:
            return
        if answered:
            self._ready.set()
            self._enter(State.RUNNING)
        elif instance.ended.done():
            await self._crashed(instance)
        elif not self._changed.is_set():
            await self._processes.stop(instance)
            await self._crashed(instance, f"it did not answer for {self._timing.start:g} s")

    async def _replace(self, old: Instance) -> None:
        """Start what is wanted now beside the old process, then let go of that."""
        forced, renewed = self._forced, self._renewed
        self._forced = self._renewed = False
        same = old.revision == self.revision()
        new = await self._launch(keeps_secrets=renewed and same)
        answered = new is not None and await self._answered(new)
        newer = not answered and self._changed.is_set()
        if self._instance is not old:
            return  # a swap was faster
        if new is not None and newer:
            if not self._forced:
                self._forced, self._renewed = forced, renewed
            return  # something newer is wanted, this with it
        self._ready.clear()
        self._instance = new
        if answered:
            self._ready.set()
            self._enter(State.RUNNING)
        self._processes.see_off(old)
        if new is not None and not answered:
            await self._processes.stop(new)
            await self._crashed(new)

    async def _watch(self, instance: Instance) -> None:
        """Until it ends, is wanted otherwise, or is not well."""
        sick = 0
        while sick < self._timing.unhealthy_after:
            await self._first_of(instance, self._timing.health)
            if instance is not self._instance:
                return
            if instance.ended.done():
                await self._crashed(instance)
                return
            if self._changed.is_set():
                return
            sick = 0 if await self._healthy(instance) else sick + 1
        await self._processes.stop(instance)
        await self._crashed(instance, f"{self.wanted.health_path} did not answer with success")

    async def _healthy(self, instance: Instance) -> bool:
        if not self.wanted.health_path:
            return True
        status = await health.answers(instance.port, self.wanted.health_path)
        return status is not None and 200 <= status < 300

    async def _crashed(self, instance: Instance, reason: str = "") -> None:
        """It ended by itself: say how, and begin again after a while."""
        if self._instance is not instance:
            return  # a swap was faster
        self._ready.clear()
        event = instance.ended.result() if instance.ended.done() else {}
        lived = self._clock.now() - self._condition.since
        well = self._condition.state is State.RUNNING and lived >= self._timing.settled
        self._crashes, self._crashed_as = 1 if well else self._crashes + 1, instance.revision
        self.restarts, self.last_crash = self.restarts + 1, reason or instances.words_of(event)
        self._instance = None
        await self._processes.release(instance)
        if self._was_taken():
            return
        delay = min(
            self._timing.first_delay * 2 ** min(self._crashes - 1, 16), self._timing.longest_delay
        )
        retry_at = self._clock.now() + delay
        self._enter(State.BACKING_OFF, self.last_crash, retry_at)
        await self._pause(delay)

    # Processes

    async def _launch(self, *, keeps_secrets: bool) -> Instance | None:
        """Start a process; ``None`` when it cannot be, and something has changed since."""
        try:
            wanted = replace(self.wanted, keeps_secrets=keeps_secrets)
            return await self._processes.start(wanted, self.folder)
        except CannotRun as problem:
            self._enter(State.FAILED, str(problem))
            await self._changed.wait()
            return None

    async def _answered(self, instance: Instance) -> bool:
        """Whether it answers in time; ``False`` also when it ended or something changed."""
        deadline = self._clock.monotonic() + self._timing.start
        while self._clock.monotonic() < deadline:
            if instance.ended.done() or self._changed.is_set():
                return False
            if await health.answers(instance.port) is not None:
                return not instance.ended.done()
            await self._first_of(instance, self._timing.poll)
        return False

    async def _first_of(self, instance: Instance, seconds: float) -> None:
        """Wait for its end, a change or the time, whichever comes first."""
        changed = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait(
                (instance.ended, changed),
                timeout=seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            changed.cancel()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    def _enter(self, state: State, reason: str = "", retry_at: float | None = None) -> None:
        self._condition = Condition(state, reason, self._clock.now(), retry_at)
        self._news.set()
        self._news = asyncio.Event()
