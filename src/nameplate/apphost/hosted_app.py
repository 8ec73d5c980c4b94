"""One hosted app: from what is wanted to a process that answers, again and again.

Its life is one task that reads from top to bottom: rest, start, watch, replace, back off. A new
revision starts beside the old one and takes over when it answers, so that nobody meets a gap.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Final

from nameplate.apphost import health
from nameplate.apphost.folders import AppFolder
from nameplate.apphost.instances import CannotRun, Event, Instance, Launcher, Processes, words_of
from nameplate.apphost.states import Condition, State
from nameplate.apphost.wanted import WantedApp
from nameplate.core.clock import Clock
from nameplate.process.keeper.client import KeeperLost, Refused
from nameplate.process.keeper.workload import Workload


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
        self._processes = processes
        self._launcher = launcher
        self._clock = clock
        self._timing = timing
        self._instance: Instance | None = None
        self._instances: dict[str, Instance] = {}
        self._condition = Condition(State.STOPPED, since=clock.now())
        self._changed = asyncio.Event()
        self._ready = asyncio.Event()
        self._news = asyncio.Event()
        self._serial = 0
        self._crashes = 0
        self._forced = False

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
    def pid_names(self) -> tuple[str, ...]:
        """What the keeper calls its processes."""
        return tuple(self._instances)

    async def wait_ready(self, seconds: float) -> tuple[str, int] | None:
        """Its address as soon as it answers; ``None`` when that takes too long or will not be."""
        waiting = (State.STARTING, State.BACKING_OFF)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.address is None and self._condition.state in waiting:
                    await self._news.wait()
        return self.address

    # What others say

    def want(self, wanted: WantedApp) -> None:
        """Take what is wanted from now on."""
        if wanted != self.wanted:
            self.wanted = wanted
            self._changed.set()

    def restart(self) -> None:
        """Start a new process, whatever has changed."""
        self._forced = True
        self._changed.set()

    def look_again(self) -> None:
        """Something else changed: new content, most of all."""
        self._changed.set()

    def adopt(self, name: str, label: dict[str, object]) -> None:
        """Take over a process that an earlier server started."""
        port, revision = label.get("port"), label.get("revision")
        binding = label.get("binding")
        if isinstance(port, int) and isinstance(revision, str):
            held = self._hold(name, port, revision, binding if isinstance(binding, str) else None)
            self._serial = max(self._serial, int(name.rpartition("#")[2] or 0))
            if self._instance is None:
                self._instance = held
                self._enter(State.STARTING, "taken over from an earlier server")

    def heard(self, name: str, event: Event) -> None:
        """Take the keeper's word that a process ended."""
        instance = self._instances.pop(name, None)
        if instance is not None and not instance.ended.done():
            instance.ended.set_result(event)

    def lost(self) -> None:
        """Take it that no process of ours is left."""
        for name in list(self._instances):
            self.heard(name, {"failure": "the keeper of processes was lost"})

    # Its life

    async def live(self) -> None:
        """Make it so, for ever; cancelled by the supervisor."""
        while True:
            self._changed.clear()
            try:
                await self._step()
            except KeeperLost:
                self.lost()
                self._instance = None
                self._ready.clear()
                self._enter(State.BACKING_OFF, "the keeper of processes was lost")
                await self._pause(self._timing.first_delay)

    async def end(self) -> None:
        """Stop every process of it, and wait until they are gone."""
        for instance in list(self._instances.values()):
            await self._stop(instance)
        self._instance = None
        self._enter(State.STOPPED)

    def revision(self) -> str:
        """What a process is of: what is wanted, and what was deployed."""
        return f"{self.wanted.revision}/{self.folder.active() or ''}"

    async def _step(self) -> None:
        if not self.wanted.running:
            await self._rest(State.STOPPED, "")
        elif self.folder.active() is None:
            await self._rest(State.EMPTY, "nothing was deployed")
        elif self._instance is None:
            await self._begin()
        elif self._forced or self._instance.revision != self.revision():
            self._forced = False
            await self._replace(self._instance)
        elif not self._ready.is_set():
            await self._get_ready(self._instance)
        else:
            await self._watch(self._instance)

    async def _rest(self, state: State, reason: str) -> None:
        self._ready.clear()
        for instance in list(self._instances.values()):
            await self._stop(instance)
        self._instance = None
        self._enter(state, reason)
        await self._changed.wait()

    async def _begin(self) -> None:
        self._forced = False
        self._enter(State.STARTING)
        instance = await self._launch()
        if instance is not None:
            self._instance = instance

    async def _get_ready(self, instance: Instance) -> None:
        """Wait until the only process answers."""
        if await self._answered(instance):
            self._ready.set()
            self._enter(State.RUNNING)
        elif instance.ended.done():
            await self._crashed(instance)
        elif not self._changed.is_set():
            await self._stop(instance)
            await self._crashed(instance, f"it did not answer for {self._timing.start:g} s")

    async def _replace(self, old: Instance) -> None:
        """Start what is wanted now beside the old process, then let go of that."""
        new = await self._launch()
        answered = new is not None and await self._answered(new)
        if new is not None and not answered and self._changed.is_set():
            await self._stop(new)
            return  # something newer is wanted
        self._ready.clear()
        self._instance = new
        if answered:
            self._ready.set()
            self._enter(State.RUNNING)
        await self._stop(old)
        if new is not None and not answered:
            await self._stop(new)
            await self._crashed(new)

    async def _watch(self, instance: Instance) -> None:
        """Until it ends, is wanted otherwise, or is not well."""
        sick = 0
        while sick < self._timing.unhealthy_after:
            await self._first_of(instance, self._timing.health)
            if instance.ended.done():
                await self._crashed(instance)
                return
            if self._changed.is_set():
                return
            sick = 0 if await self._healthy(instance) else sick + 1
        await self._stop(instance)
        await self._crashed(instance, f"{self.wanted.health_path} did not answer with success")

    async def _healthy(self, instance: Instance) -> bool:
        if not self.wanted.health_path:
            return True
        status = await health.answers(instance.port, self.wanted.health_path)
        return status is not None and 200 <= status < 300

    async def _crashed(self, instance: Instance, reason: str = "") -> None:
        """It ended by itself: say how, and begin again after a while."""
        self._ready.clear()
        event = instance.ended.result() if instance.ended.done() else {}
        lived = self._clock.now() - self._condition.since
        well = self._condition.state is State.RUNNING and lived >= self._timing.settled
        self._crashes = 1 if well else self._crashes + 1
        self.restarts += 1
        self._instance = None
        await self._release(instance)
        delay = min(
            self._timing.first_delay * 2 ** min(self._crashes - 1, 16), self._timing.longest_delay
        )
        retry_at = self._clock.now() + delay
        self._enter(State.BACKING_OFF, reason or words_of(event), retry_at)
        await self._pause(delay)

    # Processes

    async def _launch(self) -> Instance | None:
        """Start a process; ``None`` when it cannot be, and something has changed since."""
        self._serial += 1
        name, port, revision = f"{self.wanted.key}#{self._serial}", health.free_port(), ""
        try:
            revision = self.revision()
            workload, binding = await self._launcher.workload(
                self.wanted, self.folder, name=name, port=port
            )
        except CannotRun as problem:
            self._enter(State.FAILED, str(problem))
            await self._changed.wait()
            return None
        instance = self._hold(name, port, revision, binding)
        try:
            await self._processes.start_process(_labelled(workload, instance))
        except Refused as problem:
            self.heard(name, {"failure": str(problem)})
        return instance

    def _hold(self, name: str, port: int, revision: str, binding: str | None) -> Instance:
        ended: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        held = Instance(name, port, revision, binding, ended)
        self._instances[name] = held
        return held

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

    async def _stop(self, instance: Instance) -> None:
        if instance.name in self._instances:
            await self._processes.stop_process(instance.name, grace=self._timing.grace)
            await instance.ended
        await self._release(instance)

    async def _release(self, instance: Instance) -> None:
        binding, instance.binding = instance.binding, None
        if binding is not None:
            await self._launcher.release(binding)

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


def _labelled(workload: Workload, instance: Instance) -> Workload:
    """The workload with the server's note for its successors."""
    return Workload.read({**workload.to_request(), "label": instance.label()})
