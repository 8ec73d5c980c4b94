"""The store of deployments, as dictionaries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nameplate.core.work import UnitOfWork
from nameplate.resource_manager.deployments.records import (
    HISTORY_LIMIT,
    Deployment,
    DeploymentLostError,
    Lease,
    Operation,
    ProvisioningState,
    Run,
    WhatIfResult,
)
from nameplate.resource_manager.records import ResourceChanged


class FakeDeploymentRecords:
    """Keeps deployments by key; every check runs when the unit commits."""

    def __init__(self) -> None:
        self.rows: dict[str, Deployment] = {}
        self.steps: dict[str, dict[str, Operation]] = {}
        self.results: dict[str, WhatIfResult] = {}

    async def find(self, key: str) -> Deployment | None:
        return self.rows.get(key)

    async def in_scope(self, scope_key: str) -> list[Deployment]:
        found = [each for each in self.rows.values() if each.scope_key == scope_key]
        found.sort(key=lambda each: (-each.created, each.key))
        return [replace(each, template=None, request=None) for each in found]

    async def operations(self, key: str) -> list[Operation]:
        return sorted(self.steps.get(key, {}).values(), key=lambda each: (each.changed, each.id))

    async def expired(self, now: float) -> list[str]:
        held = sorted(self.rows.values(), key=lambda each: each.created)
        return [each.key for each in held if each.lease and each.lease.expires <= now]

    def begin(self, work: UnitOfWork, deployment: Deployment, *, replaces: str | None) -> None:
        def write() -> None:
            held = self.rows.get(deployment.key)
            if (held.token if held else None) != replaces:
                raise ResourceChanged(deployment.key)
            self.steps.pop(deployment.key, None)
            self.rows[deployment.key] = deployment
            self._forget_oldest(deployment.scope_key)

        _add(work, write)

    def guard(self, work: UnitOfWork, run: Run) -> None:
        _add(work, lambda: self._guard(run))

    def save(self, work: UnitOfWork, deployment: Deployment) -> None:
        def write() -> None:
            held = self.rows.get(deployment.key)
            lost = held is None or held.token != deployment.token
            if held is None or lost or held.state is ProvisioningState.CANCELED:
                return
            kept = replace(
                deployment, lease=held.lease, template=held.template, request=held.request
            )
            active = deployment.state.active
            self.rows[held.key] = kept if active else replace(kept, lease=None, request=None)

        _add(work, write)

    def save_operations(
        self, work: UnitOfWork, key: str, token: str, operations: Sequence[Operation]
    ) -> None:
        def write() -> None:
            held = self.rows.get(key)
            if held is not None and held.token == token:
                self.steps.setdefault(key, {}).update({each.id: each for each in operations})

        _add(work, write)

    def cancel(self, work: UnitOfWork, key: str, *, token: str, now: float) -> None:
        def write() -> None:
            held = self.rows.get(key)
            if held is None or held.token != token or not held.state.active:
                raise ResourceChanged(key)
            self.rows[key] = replace(held, state=ProvisioningState.CANCELED, changed=now)

        _add(work, write)

    def end_within(
        self,
        work: UnitOfWork,
        run: Run,
        *,
        state: ProvisioningState,
        now: float,
        error: Mapping[str, Any] | None = None,
    ) -> None:
        def write() -> None:
            self._owned(run)
            for each in [each for each in self.rows.values() if each.root == run.key]:
                if each.state.active:
                    self.rows[each.key] = replace(each, state=state, changed=now, error=error)
            self.rows[run.key] = replace(self.rows[run.key], lease=None, request=None)

        _add(work, write)

    def renew(self, work: UnitOfWork, run: Run, *, expires: float) -> None:
        def write() -> None:
            held = self._guard(run)
            self.rows[run.key] = replace(held, lease=Lease(run.owner, expires))

        _add(work, write)

    def take(self, work: UnitOfWork, run: Run, *, now: float, expires: float) -> None:
        def write() -> None:
            held = self.rows.get(run.key)
            free = held is not None and held.lease is not None and held.lease.expires <= now
            if held is None or held.token != run.token or not free:
                raise DeploymentLostError(run.key)
            self.rows[run.key] = replace(held, lease=Lease(run.owner, expires))

        _add(work, write)

    def delete(self, work: UnitOfWork, key: str) -> None:
        _add(work, lambda: self._forget(key))

    def delete_within(self, work: UnitOfWork, scope_key: str) -> None:
        def write() -> None:
            for each in list(self.rows.values()):
                if f"{each.scope_key}/".startswith(f"{scope_key}/"):
                    self._forget(each.key)

        _add(work, write)

    async def find_result(self, identifier: str) -> WhatIfResult | None:
        return self.results.get(identifier)

    def keep_result(self, work: UnitOfWork, result: WhatIfResult, *, now: float) -> None:
        def write() -> None:
            kept = {key: held for key, held in self.results.items() if held.expires > now}
            self.results = {**kept, result.id: result}

        _add(work, write)

    def _owned(self, run: Run) -> Deployment:
        held = self.rows.get(run.key)
        lease = held.lease if held else None
        if held is None or held.token != run.token or not lease or lease.owner != run.owner:
            raise DeploymentLostError(run.key)
        return held

    def _guard(self, run: Run) -> Deployment:
        held = self._owned(run)
        if held.state is ProvisioningState.CANCELED:
            raise DeploymentLostError(run.key)
        return held

    def _forget(self, key: str) -> None:
        self.rows.pop(key, None)
        self.steps.pop(key, None)

    def _forget_oldest(self, scope_key: str) -> None:
        there = [each for each in self.rows.values() if each.scope_key == scope_key]
        over = len(there) - HISTORY_LIMIT
        ended = sorted((e for e in there if not e.state.active), key=lambda each: each.created)
        for each in ended[: max(0, over)]:
            self._forget(each.key)


def _add(work: UnitOfWork, write: Callable[[], object]) -> None:
    def run(_: object) -> None:
        write()

    work.add(run, coherent=False)
