"""What is stored of a deployment and of its operations, and the protocol of their store.

A deployment that other deployments are nested in runs with them as one: only the outermost has an
owner with a lease, and every write of a run rests on that lease (``guard``), so that a server which
was taken for dead cannot write over its successor's work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from nameplate.core.work import UnitOfWork

HISTORY_LIMIT: Final = 800
"""How many deployments a scope remembers: Azure's own limit."""


class ProvisioningState(StrEnum):
    """What has become of a deployment, or of one of its operations."""

    ACCEPTED = "Accepted"
    RUNNING = "Running"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    CANCELED = "Canceled"

    @property
    def active(self) -> bool:
        """Whether it has not ended yet."""
        return self in (ProvisioningState.ACCEPTED, ProvisioningState.RUNNING)


class OperationKind(StrEnum):
    """What an operation did: ``provisioningOperation``."""

    CREATE = "Create"
    DELETE = "Delete"
    READ = "Read"
    ACTION = "Action"
    OUTPUTS = "EvaluateDeploymentOutput"
    CLEANUP = "DeploymentCleanup"


class DeploymentLostError(Exception):
    """A run no longer owns its deployment: cancelled, deleted, replaced or taken over."""


@dataclass(frozen=True, slots=True)
class TargetResource:
    """What an operation was done to."""

    id: str
    type: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One step of a deployment."""

    id: str
    """16 hexadecimal digits; of the evaluation of outputs, the deployment's token."""
    kind: OperationKind
    state: ProvisioningState
    started: float
    changed: float
    tracking_id: str
    service_request_id: str | None = None
    status_code: str | None = None
    """``OK``, ``Created``, ``BadRequest``...; ``None`` while it runs."""
    target: TargetResource | None = None
    error: Mapping[str, Any] | None = None
    """``statusMessage``: what the provider said; no secret is in it."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Which server runs a deployment, and until when that is to be believed."""

    owner: str
    expires: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A deployment as it is remembered. Nothing in it that can be read is secret."""

    id: str
    name: str
    scope: str
    """The id of what it deploys to, and stands in; empty for the tenant."""
    root: str
    """The key of the outermost deployment that it runs within: its own where that is itself."""
    token: str
    """Tells this run from others of the same name; clients poll it (``08585827819066309830``)."""
    state: ProvisioningState
    correlation_id: str
    created: float
    changed: float
    location: str | None = None
    tags: Mapping[str, str] | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    """What was known when it was accepted: ``documents.described``."""
    outputs: Mapping[str, Any] | None = None
    """``None`` where the template has none, or before they were evaluated."""
    output_resources: Sequence[str] | None = None
    error: Mapping[str, Any] | None = None
    on_error: Mapping[str, Any] | None = None
    """``onErrorDeployment`` as it is shown."""
    lease: Lease | None = None
    """Of an outermost deployment that runs."""
    template: bytes | None = field(default=None, repr=False)
    """The template, sealed: people write passwords into templates. Only ``find`` reads it."""
    request: bytes | None = field(default=None, repr=False)
    """All that is needed to go on after a crash, sealed; gone when the deployment ends."""

    @property
    def key(self) -> str:
        return self.id.lower()

    @property
    def scope_key(self) -> str:
        return self.scope.lower()

    @property
    def outermost(self) -> bool:
        return self.root == self.key


@dataclass(frozen=True, slots=True)
class Run:
    """Who writes: the outermost deployment's key and token, and the server that holds its lease."""

    key: str
    token: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfResult:
    """What a ``whatIf`` found, until its caller fetches it."""

    id: str
    object_id: str
    """Who asked; nobody else is answered."""
    expires: float
    document: Mapping[str, Any]


class DeploymentRecords(Protocol):
    """The store of deployments. Every write runs in the unit's transaction and checks there."""

    async def find(self, key: str) -> Deployment | None:
        """The deployment with a key (a lower-case id), sealed parts included."""
        ...

    async def in_scope(self, scope_key: str) -> list[Deployment]:
        """The deployments of a scope, newest first, without their sealed parts."""
        ...

    async def operations(self, key: str) -> list[Operation]:
        """The operations of a deployment, in the order in which they ended."""
        ...

    async def expired(self, now: float) -> list[str]:
        """The keys of the deployments whose lease has run out: somebody is to go on with them."""
        ...

    def begin(self, work: UnitOfWork, deployment: Deployment, *, replaces: str | None) -> None:
        """Write a new deployment in place of the one with a token, or of none.

        The operations of the one before go with it, and the oldest that ended beyond
        ``HISTORY_LIMIT``. Raises ResourceChanged at commit when another is there than was said.
        """
        ...

    def guard(self, work: UnitOfWork, run: Run) -> None:
        """Raise DeploymentLostError at commit when a run no longer owns its deployment.

        It does not either when its outermost deployment was cancelled.
        """
        ...

    def save(self, work: UnitOfWork, deployment: Deployment) -> None:
        """Write what became of a deployment; the one with its token, if that is still there.

        The lease and the sealed parts stay as they are; a request that is no longer needed goes
        with the end. A deployment that was cancelled stays so.
        """
        ...

    def save_operations(
        self, work: UnitOfWork, key: str, token: str, operations: Sequence[Operation]
    ) -> None:
        """Write operations of the deployment with a token, if that is still there."""
        ...

    def cancel(self, work: UnitOfWork, key: str, *, token: str, now: float) -> None:
        """End an active deployment; raises ResourceChanged at commit when it is not."""
        ...

    def end_within(
        self,
        work: UnitOfWork,
        run: Run,
        *,
        state: ProvisioningState,
        now: float,
        error: Mapping[str, Any] | None = None,
    ) -> None:
        """End every deployment of a run that is still active, and give up its lease."""
        ...

    def renew(self, work: UnitOfWork, run: Run, *, expires: float) -> None:
        """Say that a run goes on. Raises DeploymentLostError as ``guard`` does."""
        ...

    def take(self, work: UnitOfWork, run: Run, *, now: float, expires: float) -> None:
        """Take over a deployment. Raises DeploymentLostError when its lease has not run out."""
        ...

    def delete(self, work: UnitOfWork, key: str) -> None:
        """Forget a deployment and its operations."""
        ...

    def delete_within(self, work: UnitOfWork, scope_key: str) -> None:
        """Forget every deployment that stands in a scope: the scope goes."""
        ...

    async def find_result(self, identifier: str) -> WhatIfResult | None:
        """A what-if's result that was kept."""
        ...

    def keep_result(self, work: UnitOfWork, result: WhatIfResult, *, now: float) -> None:
        """Keep one for a while; those that have expired go."""
        ...
