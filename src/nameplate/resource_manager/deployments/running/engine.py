"""The engine of deployments: begins them, runs them, goes on with what another server left.

A deployment's record is written in the unit of the PUT that asked for it; it runs once that is
committed. While it runs its server renews a lease. A lease that has run out is a server that died:
whoever sees it first takes the deployment over, with what its operations say was done.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from nameplate.core.errors import NameplateError
from nameplate.core.work import UnitOfWork
from nameplate.resource_manager.deployments import failures
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.records import (
    Deployment,
    DeploymentLostError,
    Operation,
    ProvisioningState,
    Run,
)
from nameplate.resource_manager.deployments.running import beginning
from nameplate.resource_manager.deployments.running.active import ActiveRun, Runs
from nameplate.resource_manager.deployments.running.execution import Execution
from nameplate.resource_manager.deployments.running.rollback import roll_back
from nameplate.resource_manager.deployments.running.services import Services
from nameplate.resource_manager.provider import JsonObject, Turn

_LOG: Final = logging.getLogger(__name__)

RENEW_SECONDS: Final = 4.0
"""Several times within a lease."""


class Engine:
    """Runs deployments over one control plane; what runs is the whole process's to know."""

    def __init__(self, services: Services, runs: Runs) -> None:
        self._services = services
        self._runs = runs
        self._clock = services.phases.clock

    def begin(
        self,
        turn: Turn,
        prepared: Prepared,
        *,
        replaces: Deployment | None = None,
        on_error: JsonObject | None = None,
    ) -> Deployment:
        """Write a deployment's record into the turn's unit; it runs after the commit."""
        now, sealer = self._clock.now(), self._services.sealer
        deployment = replace(
            beginning.accepted(prepared, now),
            on_error=on_error,
            lease=beginning.lease(self._runs.owner, now),
            template=beginning.sealed_template(prepared, sealer),
            request=beginning.sealed_request(prepared, sealer),
        )
        self._services.records.begin(
            turn.work, deployment, replaces=replaces.token if replaces else None
        )
        turn.work.after_commit(lambda: self._start(prepared, deployment))
        return deployment

    def cancel(self, work: UnitOfWork, deployment: Deployment) -> None:
        """End a deployment: what runs of it ends, the rest never starts."""

        def tell() -> None:
            active = self._runs.find(deployment.key, deployment.token)
            if active is not None:
                active.cancel(deployment.key)

        self._services.records.cancel(
            work, deployment.key, token=deployment.token, now=self._clock.now()
        )
        work.after_commit(tell)

    def now(self, deployment: Deployment) -> Deployment:
        """A deployment as it is this moment: what runs here is ahead of its record."""
        active = self._runs.find(deployment.key, deployment.token)
        if active is None or not deployment.state.active:
            return deployment
        return active.deployments[deployment.key]

    async def operations(self, deployment: Deployment) -> Sequence[Operation]:
        """Its operations, in the order in which they ended; those that run come last."""
        active = self._runs.find(deployment.key, deployment.token)
        if active is None:
            return await self._services.records.operations(deployment.key)
        every = active.operations[deployment.key].values()
        return sorted(every, key=lambda each: (each.state.active, each.changed))

    async def with_rollback(self, deployment: Deployment) -> Deployment:
        """The same, with what became of the deployment that was made again when it failed."""
        shown = deployment.on_error
        failed = deployment.state is ProvisioningState.FAILED
        if shown is None or not failed or "provisioningState" in shown:
            return deployment
        name = str(shown.get("deploymentName") or "").lower()
        again = await self._services.records.find(f"{deployment.key.rpartition('/')[0]}/{name}")
        if again is None or again.correlation_id != deployment.correlation_id:
            return deployment
        state = self.now(again).state.value
        return replace(deployment, on_error={"provisioningState": state, **shown})

    async def wait(self, key: str) -> None:
        """Wait until a deployment that runs here has ended."""
        await self._runs.wait_for(key)

    async def resume_expired(self) -> None:
        """Go on with every deployment whose server was not heard of for too long."""
        for key in await self._services.records.expired(self._clock.now()):
            deployment = await self._services.records.find(key)
            if deployment is None or deployment.lease is None:
                continue
            if self._runs.find(key, deployment.token) is None:
                with contextlib.suppress(DeploymentLostError):
                    await self._resume(deployment)

    def _start(
        self, prepared: Prepared, deployment: Deployment, earlier: Sequence[Operation] = ()
    ) -> None:
        active = self._active(deployment)
        active.deployments[deployment.key] = deployment
        active.operations[deployment.key] = {each.id: each for each in earlier}
        bare = replace(deployment, template=None, request=None)
        self._runs.start(active, self._run(active, prepared, bare, earlier))

    def _active(self, deployment: Deployment) -> ActiveRun:
        return ActiveRun(
            Run(deployment.key, deployment.token, self._runs.owner),
            self._services.records,
            self._services.phases.units,
            correlation_id=deployment.correlation_id,
        )

    async def _run(
        self,
        active: ActiveRun,
        prepared: Prepared,
        deployment: Deployment,
        earlier: Sequence[Operation],
    ) -> None:
        execution = Execution(self._services, active, prepared, deployment, earlier=earlier)
        aside = [
            asyncio.create_task(active.history.write_on()),
            asyncio.create_task(self._renew(active)),
        ]
        try:
            ended = await execution.perform()
        except Exception as error:  # noqa: BLE001  # told to whoever asks for the deployment
            await self._fail(active, error)
            return
        finally:
            for task in aside:
                task.cancel()
            await asyncio.gather(*aside, return_exceptions=True)
        if ended.state.active or ended.state is ProvisioningState.CANCELED:
            await self._leave(active)
        elif ended.state is ProvisioningState.FAILED and ended.on_error is not None:
            await roll_back(self._services, self, ended, prepared)

    async def _leave(self, active: ActiveRun) -> None:
        """Let go of a run that did not end by itself: cancelled, lost, or left to a successor."""
        records, run = self._services.records, active.run
        current = await records.find(run.key)
        work = self._services.phases.units.begin()
        if current is not None and current.state is ProvisioningState.CANCELED:
            canceled, now = ProvisioningState.CANCELED, self._clock.now()
            records.end_within(work, run, state=canceled, now=now)
        else:
            records.renew(work, run, expires=0.0)
        await self._written(active, work)

    async def _fail(self, active: ActiveRun, problem: Exception) -> None:
        """End a run that cannot go on."""
        _LOG.error("a deployment cannot go on", extra=failures.traced(problem))
        reason = "something went wrong in the server."
        if isinstance(problem, NameplateError):
            reason = problem.message
        work = self._services.phases.units.begin()
        self._services.records.end_within(
            work,
            active.run,
            state=ProvisioningState.FAILED,
            now=self._clock.now(),
            error=failures.interrupted(reason),
        )
        await self._written(active, work)

    async def _written(self, active: ActiveRun, work: UnitOfWork) -> None:
        """Write a run's last words. Where that cannot be, its lease runs out and says enough."""
        try:
            await active.history.flush(guarded=False)
            await work.commit()
        except DeploymentLostError:
            _LOG.info("a deployment is another's by now")
        except NameplateError:
            _LOG.warning("the end of a deployment could not be written", exc_info=True)

    async def _renew(self, active: ActiveRun) -> None:
        """Say that a run goes on, for as long as it does."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            work = self._services.phases.units.begin()
            expires = beginning.lease(self._runs.owner, self._clock.now()).expires
            self._services.records.renew(work, active.run, expires=expires)
            try:
                await work.commit()
            except DeploymentLostError:
                active.lose()
            except NameplateError:
                _LOG.warning("the lease of a deployment could not be renewed", exc_info=True)

    async def _resume(self, deployment: Deployment) -> None:
        """Take a deployment over, and go on with it or end it."""
        active, now = self._active(deployment), self._clock.now()
        work = self._services.phases.units.begin()
        expires = beginning.lease(self._runs.owner, now).expires
        self._services.records.take(work, active.run, now=now, expires=expires)
        await work.commit()
        if not deployment.state.active:
            await self._leave(active)
            return
        try:
            request = beginning.opened_request(deployment, self._services.sealer)
            prepared = await self._services.preparation.resume(
                request.pop("place"), request.pop("stored"), **request
            )
        except Exception as error:  # noqa: BLE001  # told to whoever asks for the deployment
            await self._fail(active, error)
            return
        earlier = await self._services.records.operations(deployment.key)
        self._start(prepared, deployment, earlier)
