"""The processes of one app: the one that serves, those that will, and those that did.

A process that is replaced is seen off: its visitors finish first, then it is stopped.
"""

import asyncio
import contextlib

from nameplate.apphost import health
from nameplate.apphost.folders import AppFolder
from nameplate.apphost.instances import Event, Instance, Launcher, Processes
from nameplate.apphost.reference_refresh import Fetched
from nameplate.apphost.wanted import WantedApp
from nameplate.process.keeper.client import KeeperLost, Refused
from nameplate.process.keeper.workload import InvalidWorkload, Workload


class AppProcesses:
    """Starts, finds and ends processes under names of one app."""

    def __init__(
        self, processes: Processes, launcher: Launcher, *, grace: float, drain: float
    ) -> None:
        self._processes = processes
        self._launcher = launcher
        self._grace = grace
        self._drain = drain
        self._instances: dict[str, Instance] = {}
        self._candidates: set[str] = set()
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self._serial = 0

    @property
    def names(self) -> tuple[str, ...]:
        """What the keeper calls them."""
        return tuple(self._instances)

    @property
    def serving(self) -> list[Instance]:
        """All but those that are prepared for later."""
        return [each for name, each in self._instances.items() if name not in self._candidates]

    async def start(
        self, wanted: WantedApp, folder: AppFolder, *, candidate: bool = False
    ) -> Instance:
        """Start one; a ``candidate`` is prepared for later. Raises ``CannotRun``."""
        self._serial += 1
        name, port = f"{wanted.key}#{self._serial}", health.PORTS.free()
        revision = revision_of(wanted, folder)
        made = await self._launcher.launch(wanted, folder, name=name, port=port)
        if candidate:
            self._candidates.add(name)
        instance = self._hold(name, port, revision, made.binding)
        instance.fetched = made.fetched
        try:
            await self._processes.start_process(_labelled(made.workload, instance))
        except (Refused, InvalidWorkload) as problem:
            self.heard(name, {"failure": str(problem)})
        return instance

    def adopt(self, name: str, label: dict[str, object]) -> Instance | None:
        """Take over one that an earlier server started."""
        port, revision = label.get("port"), label.get("revision")
        binding = label.get("binding")
        if not isinstance(port, int) or not isinstance(revision, str):
            return None
        self._serial = max(self._serial, int(name.rpartition("#")[2] or 0))
        held = self._hold(name, port, revision, binding if isinstance(binding, str) else None)
        held.fetched = Fetched.read(label.get("fetched"))
        return held

    def accept(self, candidate: Instance) -> None:
        """Count a candidate among those that serve."""
        self._candidates.discard(candidate.name)

    def visit(self, address: tuple[str, int]) -> contextlib.AbstractContextManager[None]:
        """An exchange with the process at an address: it is not ended before."""
        for each in self._instances.values():
            if each.address == address:
                return each.visit()
        return contextlib.nullcontext()

    def heard(self, name: str, event: Event) -> None:
        """Take the keeper's word that a process ended."""
        instance = self._instances.pop(name, None)
        self._candidates.discard(name)
        if instance is not None and not instance.ended.done():
            instance.ended.set_result(event)

    def lost(self) -> None:
        """Take it that no process is left."""
        for name in list(self._instances):
            self.heard(name, {"failure": "the keeper of processes was lost"})

    def see_off(self, instance: Instance) -> None:
        """End a process as soon as nobody is visiting it."""
        self._candidates.discard(instance.name)
        if instance.name not in self._leaving:
            task = asyncio.get_running_loop().create_task(self._seen_off(instance))
            self._leaving[instance.name] = task

    def leave(self) -> None:
        """See nobody off any more: a successor will."""
        for each in self._leaving.values():
            each.cancel()

    async def stop(self, instance: Instance) -> None:
        """End a process now, and wait until it is gone."""
        if instance.name in self._instances:
            await self._processes.stop_process(instance.name, grace=self._grace)
            await instance.ended
        await self.release(instance)

    async def stop_all(self) -> None:
        """End every one, prepared or not."""
        for each in list(self._instances.values()):
            await self.stop(each)

    async def release(self, instance: Instance) -> None:
        """End the binding of a process that is gone."""
        binding, instance.binding = instance.binding, None
        if binding is not None:
            await self._launcher.release(binding)

    def _hold(self, name: str, port: int, revision: str, binding: str | None) -> Instance:
        ended: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        held = Instance(name, port, revision, binding, ended)
        self._instances[name] = held
        return held

    async def _seen_off(self, instance: Instance) -> None:
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._drain):
                    await instance.unvisited()
            await self.stop(instance)
        except KeeperLost:
            pass  # then it is gone
        finally:
            del self._leaving[instance.name]


def revision_of(wanted: WantedApp, folder: AppFolder) -> str:
    """What a process is of: what is wanted, and what was deployed."""
    return f"{wanted.revision}/{folder.active() or ''}"


def _labelled(workload: Workload, instance: Instance) -> Workload:
    """The workload with the server's note for its successors."""
    return Workload.read({**workload.to_request(), "label": instance.label()})
