"""The runs of this process: what they have done so far, and how they are told to end."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, Final
from uuid import uuid4

from nameplate.core.work import UnitsOfWork
from nameplate.resource_manager.deployments.history import History
from nameplate.resource_manager.deployments.records import (
    Deployment,
    DeploymentRecords,
    Operation,
    Run,
)
from nameplate.resource_manager.deployments.work import Work
from nameplate.template.document.outputs import Output

_LAST_SECONDS: Final = 10.0
"""How long a stopping server waits for what it is writing."""


class ActiveRun:
    """An outermost deployment that runs here, with all that is nested in it."""

    def __init__(
        self, run: Run, records: DeploymentRecords, units: UnitsOfWork, *, correlation_id: str
    ) -> None:
        self.run = run
        self.correlation_id = correlation_id
        self.history = History(records, units, run, self.lose)
        self.deployments: dict[str, Deployment] = {}
        """By key, as they are now."""
        self.operations: dict[str, dict[str, Operation]] = {}
        self.outputs: dict[str, Mapping[str, Output]] = {}
        """Of nested deployments that succeeded, by key: with the secrets that no history holds."""
        self.work = Work(at_once=1)
        """Evaluates: one thing at a time, since what is nested shares what the outer one has."""
        self.stopping = False
        """The server stops: what has begun ends, the rest is a successor's."""
        self.lost = False
        """A write found that it is cancelled, deleted, or another's."""
        self._cancelled: set[str] = set()

    def goes_on(self, key: str) -> bool:
        """Whether the deployment with a key may start anything new."""
        return not (self.stopping or self.lost or self.is_cancelled(key))

    def is_cancelled(self, key: str) -> bool:
        return key in self._cancelled or self.run.key in self._cancelled

    def cancel(self, key: str) -> None:
        """What runs ends, the rest never starts."""
        self._cancelled.add(key)

    def lose(self) -> None:
        self.lost = True

    def change(self, deployment: Deployment) -> None:
        """A deployment is in another state, which will be written soon."""
        self.deployments[deployment.key] = deployment
        self.history.change(deployment)

    def note(self, deployment: Deployment, operation: Operation) -> None:
        """An operation began or ended."""
        self.operations.setdefault(deployment.key, {})[operation.id] = operation
        self.history.note(deployment, operation)


class Runs:
    """What runs in this process, under whichever of its names it was asked for."""

    def __init__(self) -> None:
        self.owner = str(uuid4())
        """Who this process is in leases."""
        self._tasks: dict[ActiveRun, asyncio.Task[None]] = {}

    def start(self, active: ActiveRun, main: Coroutine[Any, Any, None]) -> None:
        """Let a run begin."""
        task = asyncio.get_running_loop().create_task(main)
        self._tasks[active] = task
        task.add_done_callback(lambda _: self._tasks.pop(active, None))

    @property
    def every(self) -> tuple[ActiveRun, ...]:
        return tuple(self._tasks)

    def find(self, key: str, token: str | None = None) -> ActiveRun | None:
        """The run that a deployment is part of, be it nested or not."""
        for active in reversed(self._tasks):
            deployment = active.deployments.get(key)
            if deployment is not None and token in (None, deployment.token):
                return active
        return None

    async def wait(self, *, seconds: float | None = None) -> None:
        """Wait until nothing runs here, or for so long."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds)

    async def wait_for(self, key: str) -> None:
        """Wait until the run that a deployment is part of has ended."""
        active = self.find(key)
        if active is not None:
            await asyncio.wait([self._tasks[active]])

    async def stop(self, *, drain_seconds: float) -> None:
        """Let what runs end by itself for a while; then let it stop where it stands.

        What is being written is written; the rest is for whoever takes the lease.
        """
        await self.wait(seconds=drain_seconds)
        for active in self.every:
            active.stopping = True
        await self.wait(seconds=_LAST_SECONDS)
