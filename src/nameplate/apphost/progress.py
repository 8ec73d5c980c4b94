"""How far a deployment is: whether it was built, and whether what it brought answers.

In the words of App Service's deployment status (``DeploymentBuildStatus`` of its REST reference).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from nameplate.apphost.content import Deployment, DeploymentStatus
from nameplate.apphost.folders import AppFolder
from nameplate.apphost.states import Condition, State

_SETTLED: Final = 120.0
"""Seconds after which a process that still serves older content was meant to."""


class Stage(StrEnum):
    """Where a deployment is."""

    RECEIVED = "BuildRequestReceived"
    BUILDING = "BuildInProgress"
    BUILT = "BuildSuccessful"
    NOT_BUILT = "BuildFailed"
    STARTING = "RuntimeStarting"
    SERVING = "RuntimeSuccessful"
    NOT_SERVING = "RuntimeFailed"


_STAGES: Final = {
    DeploymentStatus.PENDING: Stage.RECEIVED,
    DeploymentStatus.BUILDING: Stage.BUILDING,
    DeploymentStatus.DEPLOYING: Stage.BUILT,
    DeploymentStatus.FAILED: Stage.NOT_BUILT,
}


@dataclass(frozen=True, slots=True)
class Progress:
    """A deployment's stage, and what went wrong."""

    deployment: Deployment
    stage: Stage
    problem: str = ""


class Hosted(Protocol):
    """A hosted app (``hosted_app.HostedApp``)."""

    folder: AppFolder

    @property
    def condition(self) -> Condition: ...

    @property
    def answering(self) -> str | None: ...


def progress(app: Hosted, deployment: Deployment, now: float) -> Progress:
    """How far a deployment to an app is."""
    if deployment.status is not DeploymentStatus.SUCCESS:
        failed = deployment.status is DeploymentStatus.FAILED
        return Progress(deployment, _STAGES[deployment.status], deployment.text if failed else "")
    condition = app.condition
    if deployment.id != app.folder.active() or app.answering == deployment.id:
        return Progress(deployment, Stage.SERVING)
    if condition.state in (State.FAILED, State.BACKING_OFF):
        return Progress(deployment, Stage.NOT_SERVING, condition.reason)
    ended = deployment.ended if deployment.ended is not None else now
    old = condition.state is State.RUNNING and now - ended > _SETTLED
    if old or condition.state is State.STOPPED:
        return Progress(deployment, Stage.SERVING)
    return Progress(deployment, Stage.STARTING)
