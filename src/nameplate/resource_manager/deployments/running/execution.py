"""One deployment on its way: its resources as their dependencies allow, then its outputs.

A resource that fails keeps those that depend on it from starting; everything else goes on. What
the group has and the template has not goes last, and only where all of the rest succeeded.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nameplate.core.errors import NameplateError
from nameplate.resource_manager import rendering
from nameplate.resource_manager.deployments import failures
from nameplate.resource_manager.deployments.preparation.prepared import Mode, Prepared
from nameplate.resource_manager.deployments.records import (
    Deployment,
    DeploymentLostError,
    Operation,
    OperationKind,
    ProvisioningState,
)
from nameplate.resource_manager.deployments.running.active import ActiveRun
from nameplate.resource_manager.deployments.running.answers import AnswerFailedError, Answers
from nameplate.resource_manager.deployments.running.cleanup import Cleanup
from nameplate.resource_manager.deployments.running.ledger import Ledger
from nameplate.resource_manager.deployments.running.nested import NestedDeployments
from nameplate.resource_manager.deployments.running.schedule import Schedule
from nameplate.resource_manager.deployments.running.services import AT_ONCE, Services
from nameplate.resource_manager.deployments.running.step import Steps
from nameplate.template.document.outputs import Output
from nameplate.template.document.plan import Node


class Execution:
    """Runs one deployment to its end, or until it is told to stop."""

    def __init__(
        self,
        services: Services,
        active: ActiveRun,
        prepared: Prepared,
        deployment: Deployment,
        *,
        earlier: Sequence[Operation] = (),
    ) -> None:
        """``earlier``: what was done of it before the server that ran it ended."""
        self._services = services
        self._active = active
        self._prepared = prepared
        self._deployment = deployment
        self._clock = services.phases.clock
        self._ledger = Ledger(active, deployment, self._clock)
        self._answers = Answers(services.plane, prepared, active.outputs, active.work)
        self._steps = Steps(services, prepared, self._ledger, self._answers)
        self._nested = NestedDeployments(
            services,
            active,
            prepared,
            ledger=self._ledger,
            answers=self._answers,
            steps=self._steps,
            execute=self._execute,
            begun=_targets(earlier),
        )
        self._done = _created(earlier)
        self._deployed: list[str] = []
        active.deployments[deployment.key] = deployment
        active.operations[deployment.key] = {each.id: each for each in earlier}

    async def perform(self) -> Deployment:
        """Run it. One that was stopped half way is still active when this returns."""
        if self._deployment.state.active:
            self._change(state=ProvisioningState.RUNNING)
            await self._deploy()
            if not self._goes_on:
                return self._stopped()
            return await self._finish()
        self._active.outputs[self._deployment.key] = await self._evaluate()
        return self._deployment

    async def _deploy(self) -> None:
        """Every resource of the plan, as many at once as may be."""
        schedule = Schedule(self._prepared.plan.active)
        running: set[asyncio.Task[Node | None]] = set()
        while True:
            while self._goes_on and len(running) < AT_ONCE:
                node = schedule.take()
                if node is None:
                    break
                running.add(asyncio.create_task(self._step(node)))
            if not running:
                return
            ended, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                deployed = task.result()
                if deployed is not None:
                    schedule.done(deployed)

    async def _step(self, node: Node) -> Node | None:
        """One resource; ``None`` when what depends on it must not start."""
        if node.is_deployment:
            resources = await self._nested.deploy(node)
            if resources is None:
                return None
            self._deployed.extend(resources)
            return node
        if node.id.lower() not in self._done and not await self._steps.create(node):
            return None
        self._deployed.append(node.id)
        return node

    async def _execute(
        self, inner: Prepared, deployment: Deployment, earlier: Sequence[Operation]
    ) -> Deployment:
        execution = Execution(self._services, self._active, inner, deployment, earlier=earlier)
        return await execution.perform()

    async def _finish(self) -> Deployment:
        """Everything was tried: evaluate the outputs, clean up, say how it ended."""
        if self._ledger.failures:
            return await self._failed()
        operation = self._ledger.begin(OperationKind.OUTPUTS, identifier=self._deployment.token)
        try:
            outputs = await self._evaluate()
        except NameplateError as error:
            body = self._steps.redacted(rendering.arm_error(error))
            self._ledger.fail(operation, error.status, {"error": body})
            return await self._end(state=ProvisioningState.FAILED, error=body)
        except AnswerFailedError as problem:
            self._steps.unanswered(problem)
            failure = self._ledger.failures[-1]
            self._ledger.fail(operation, problem.error.status, {"error": failure}, counts=False)
            return await self._failed()
        self._ledger.succeed(operation)
        if self._prepared.mode is Mode.COMPLETE:
            await self._clean_up()
            if not self._goes_on:
                return self._stopped()
            if self._ledger.failures:
                return await self._failed()
        return await self._succeeded(outputs)

    async def _clean_up(self) -> None:
        cleanup = Cleanup(self._services, self._prepared, self._ledger)
        await cleanup.perform(self._deployed, lambda: self._goes_on)

    async def _evaluate(self) -> Mapping[str, Output]:
        return await self._answers.settle(self._prepared.bound.outputs)

    async def _succeeded(self, outputs: Mapping[str, Output]) -> Deployment:
        shown = {name: each.document for name, each in outputs.items()}
        declared = any(name.lower() == "outputs" for name in self._prepared.document)
        if not self._deployment.outermost:
            self._active.outputs[self._deployment.key] = outputs
        return await self._end(
            state=ProvisioningState.SUCCEEDED,
            outputs=shown if declared else None,
            output_resources=sorted(self._deployed, key=str.lower),
        )

    async def _failed(self) -> Deployment:
        error = failures.deployment_failed(self._ledger.failures)
        return await self._end(state=ProvisioningState.FAILED, error=error)

    async def _end(self, **changes: Any) -> Deployment:
        """Write how it ended, and only then say so."""
        ended = replace(self._deployment, changed=self._clock.now(), **changes)
        self._active.history.change(ended)
        try:
            await self._active.history.settle()
        except DeploymentLostError:
            self._active.lose()
            return self._stopped()
        self._deployment = ended
        self._active.deployments[ended.key] = ended
        return ended

    def _stopped(self) -> Deployment:
        """Not everything was tried: it was cancelled, or is a successor's to go on with."""
        if self._active.is_cancelled(self._deployment.key):
            self._deployment = replace(self._deployment, state=ProvisioningState.CANCELED)
        return self._deployment

    def _change(self, **changes: Any) -> None:
        self._deployment = replace(self._deployment, changed=self._clock.now(), **changes)
        self._active.change(self._deployment)

    @property
    def _goes_on(self) -> bool:
        return self._active.goes_on(self._deployment.key)


def _created(earlier: Sequence[Operation]) -> frozenset[str]:
    """The resources that were deployed already, by key."""
    return _targets(each for each in earlier if each.state is ProvisioningState.SUCCEEDED)


def _targets(operations: Iterable[Operation]) -> frozenset[str]:
    """What operations created, or were about to."""
    return frozenset(
        each.target.id.lower()
        for each in operations
        if each.kind is OperationKind.CREATE and each.target is not None
    )
