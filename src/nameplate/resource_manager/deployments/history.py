"""What a run writes down: collected while the store is busy, then written as one unit.

Nothing waits for it but the end: what a deployment has done is in the resources themselves, and a
step that was done but not yet written is done again after a crash, which changes nothing.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Final

from nameplate.core.errors import NameplateError
from nameplate.core.work import UnitsOfWork
from nameplate.resource_manager.deployments.records import (
    Deployment,
    DeploymentLostError,
    DeploymentRecords,
    Operation,
    Run,
)

_LOG: Final = logging.getLogger(__name__)

AGAIN_SECONDS: Final = 1.0
"""How soon what could not be written is tried again."""
_TRIES: Final = 10


class History:
    """The pending writes of one run, its nested deployments' among them."""

    def __init__(
        self,
        records: DeploymentRecords,
        units: UnitsOfWork,
        run: Run,
        lost: Callable[[], None],
    ) -> None:
        """``lost`` is told when a write finds that the run is another's, or cancelled."""
        self._records = records
        self._units = units
        self._run = run
        self._lost = lost
        self._deployments: dict[str, Deployment] = {}
        self._operations: dict[tuple[str, str], dict[str, Operation]] = {}
        self._some = asyncio.Event()
        self._writing = asyncio.Lock()

    def change(self, deployment: Deployment) -> None:
        """A deployment is in another state."""
        self._deployments[deployment.key] = deployment
        self._some.set()

    def note(self, deployment: Deployment, operation: Operation) -> None:
        """An operation began or ended."""
        place = (deployment.key, deployment.token)
        self._operations.setdefault(place, {})[operation.id] = operation
        self._some.set()

    async def write_on(self) -> None:
        """Write whatever there is, as soon as there is something, until cancelled."""
        while True:
            await self._some.wait()
            try:
                await self.flush()
            except DeploymentLostError:
                self._lost()
                return
            except NameplateError:
                _LOG.warning("a deployment's history could not be written", exc_info=True)
                await asyncio.sleep(AGAIN_SECONDS)

    async def flush(self, *, guarded: bool = True) -> None:
        """Write all there is in one unit. Raises DeploymentLostError, and what the store raises.

        Not ``guarded``: what had begun when the run was cancelled still says how it ended.
        """
        async with self._writing:
            deployments, operations = self._deployments, self._operations
            if not deployments and not operations:
                return
            self._deployments, self._operations = {}, {}
            self._some.clear()
            work = self._units.begin()
            if guarded:
                self._records.guard(work, self._run)
            for deployment in deployments.values():
                self._records.save(work, deployment)
            for (key, token), steps in operations.items():
                self._records.save_operations(work, key, token, list(steps.values()))
            try:
                await work.commit()
            except BaseException:
                self._keep(deployments, operations)
                raise

    async def settle(self) -> None:
        """Write how it ended: tried for a while where the store is in trouble, as it may pass."""
        for _ in range(_TRIES - 1):
            try:
                await self.flush()
            except NameplateError:
                _LOG.warning("the end of a deployment could not be written", exc_info=True)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return
        await self.flush()

    def _keep(
        self,
        deployments: dict[str, Deployment],
        operations: dict[tuple[str, str], dict[str, Operation]],
    ) -> None:
        """Put back what could not be written, below what came since."""
        self._deployments = {**deployments, **self._deployments}
        for place, steps in operations.items():
            self._operations[place] = {**steps, **self._operations.get(place, {})}
        with contextlib.suppress(RuntimeError):
            self._some.set()
