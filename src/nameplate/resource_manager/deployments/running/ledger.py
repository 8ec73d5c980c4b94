"""The operations of one deployment while it runs, and what failed among them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nameplate.core.clock import Clock
from nameplate.resource_manager.deployments import failures
from nameplate.resource_manager.deployments.records import (
    Deployment,
    Operation,
    OperationKind,
    ProvisioningState,
    TargetResource,
)
from nameplate.resource_manager.deployments.running.active import ActiveRun
from nameplate.resource_manager.deployments.running.identifiers import new_guid, operation_id


class Ledger:
    """Begins and ends operations; what failed comes together into the deployment's error."""

    def __init__(self, active: ActiveRun, deployment: Deployment, clock: Clock) -> None:
        self._active = active
        self._deployment = deployment
        self._clock = clock
        self.failures: list[Mapping[str, Any]] = []

    def begin(
        self,
        kind: OperationKind,
        target: TargetResource | None = None,
        *,
        identifier: str | None = None,
    ) -> Operation:
        """An operation begins."""
        now = self._clock.now()
        named = target.id if target else self._deployment.key
        operation = Operation(
            id=identifier or operation_id(kind, named),
            kind=kind,
            state=ProvisioningState.RUNNING,
            started=now,
            changed=now,
            tracking_id=new_guid(),
            service_request_id=new_guid() if target else None,
            target=target,
        )
        self._active.note(self._deployment, operation)
        return operation

    def succeed(self, operation: Operation, status: int = 200) -> None:
        """It did what it was to do."""
        self._end(operation, ProvisioningState.SUCCEEDED, failures.status_code(status), None)

    def fail(
        self, operation: Operation, status: int, body: Mapping[str, Any], *, counts: bool = True
    ) -> None:
        """It did not; ``body`` says why, as its provider did.

        What does not count failed because of what counts already.
        """
        code = failures.status_code(status)
        if counts:
            self.failures.append(failures.detail(body, code))
        self._end(operation, ProvisioningState.FAILED, code, body)

    def _end(
        self,
        operation: Operation,
        state: ProvisioningState,
        code: str,
        error: Mapping[str, Any] | None,
    ) -> None:
        ended = replace(
            operation, state=state, changed=self._clock.now(), status_code=code, error=error
        )
        self._active.note(self._deployment, ended)
