"""Nested deployments: deployments of their own, with records, in the run of the outermost one."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace

from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.deployments import failures, refusals
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.records import (
    Deployment,
    DeploymentLostError,
    Operation,
    OperationKind,
    ProvisioningState,
)
from nameplate.resource_manager.deployments.running.active import ActiveRun
from nameplate.resource_manager.deployments.running.answers import Answers
from nameplate.resource_manager.deployments.running.beginning import accepted, sealed_template
from nameplate.resource_manager.deployments.running.ledger import Ledger
from nameplate.resource_manager.deployments.running.services import Services
from nameplate.resource_manager.deployments.running.step import Steps, target_of
from nameplate.resource_manager.resource_type import Level
from nameplate.resource_manager.scopes import level_of
from nameplate.template.document.plan import Node

_WRITE = "Microsoft.Resources/deployments/write"

Begun = tuple[Prepared, Deployment, Sequence[Operation]]
Execute = Callable[[Prepared, Deployment, Sequence[Operation]], Awaitable[Deployment]]
"""Runs a deployment that has begun, and says what became of it."""


class NestedDeployments:
    """The nested deployments of one deployment."""

    def __init__(
        self,
        services: Services,
        active: ActiveRun,
        prepared: Prepared,
        *,
        ledger: Ledger,
        answers: Answers,
        steps: Steps,
        execute: Execute,
        begun: Collection[str] = (),
    ) -> None:
        """``begun``: the keys of those that began before the server that ran them ended."""
        self._services = services
        self._active = active
        self._prepared = prepared
        self._ledger = ledger
        self._answers = answers
        self._steps = steps
        self._execute = execute
        self._begun = begun

    async def deploy(self, node: Node) -> Sequence[str] | None:
        """The resources that one deployed; ``None`` when it failed, or was stopped half way."""
        operation: Operation | None = None
        try:
            inner = await self._inner(node)
            operation = self._ledger.begin(OperationKind.CREATE, target_of(node))
            deployment, earlier = await self._begin(node, inner)
            ended = await self._execute(inner, deployment, earlier)
        except DeploymentLostError:
            self._active.lose()
            return None
        except Exception as error:  # noqa: BLE001  # whatever it is, the others go on
            self._steps.refuse(node, error, operation)
            return None
        if ended.state.active:
            return None
        if ended.state is not ProvisioningState.SUCCEEDED:
            body = failures.nested_failed(ended.state.value, ended.error)
            self._ledger.fail(operation, 409, body)
            return None
        self._ledger.succeed(operation)
        return ended.output_resources or ()

    async def _inner(self, node: Node) -> Prepared:
        known = self._prepared.nested.get(node.id)
        if known is not None:
            return known
        bound = self._prepared.bound
        nested = await self._answers.settle(lambda references: bound.nested(node, references))
        prepare = self._services.preparation.prepare_nested
        if nested.outer is None:
            return await prepare(self._prepared, nested)
        async with self._active.work.held():  # its expressions are the outer template's
            return await prepare(self._prepared, nested)

    async def _begin(self, node: Node, inner: Prepared) -> tuple[Deployment, Sequence[Operation]]:
        """Its record: the one of a run that was interrupted, else a new one."""
        phases, caller = self._services.phases, inner.caller
        key = inner.place.id.lower()
        by = await phases.guard.require(caller, _WRITE, inner.place.id, request_id=inner.request_id)
        call = Call(
            caller=caller,
            method="PUT",
            address=parse(inner.place.id),
            api_version=node.api_version,
            request_id=inner.request_id,
        )

        async def attempt() -> tuple[Deployment, Sequence[Operation]]:
            current = await self._services.records.find(key)
            if current is not None and self._is_ours(current):
                return current, await self._services.records.operations(key)
            if current is not None and current.state.active and not self._is_orphan(current):
                raise refusals.active(current)
            deployment = accepted(inner, phases.clock.now(), root=self._active.run.key)
            template = sealed_template(inner, self._services.sealer)
            work = phases.units.begin()
            self._services.records.guard(work, self._active.run)
            if level_of(deployment.scope) is Level.GROUP:
                phases.records.require(work, deployment.scope_key)
            self._services.records.begin(
                work,
                replace(deployment, template=template),
                replaces=current.token if current else None,
            )
            what = "updated" if current else "created"
            phases.record_change(work, call, _WRITE, deployment.id, by=by, what=what)
            await work.commit()
            return deployment, ()

        return await phases.repeated(attempt)

    def _is_ours(self, current: Deployment) -> bool:
        """Whether it is this run's own, from before its server ended.

        Templates in one run may nest deployments of one name: what began here is another's.
        """
        return (
            current.root == self._active.run.key
            and current.correlation_id == self._active.correlation_id
            and current.key in self._begun
            and current.key not in self._active.deployments
            and (current.state.active or current.state is ProvisioningState.SUCCEEDED)
        )

    def _is_orphan(self, current: Deployment) -> bool:
        """Whether it is this run's, and nobody runs it: it began when its server ended."""
        return current.root == self._active.run.key and current.key not in self._active.deployments
