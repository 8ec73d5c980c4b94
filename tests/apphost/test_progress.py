"""How far deployments are."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from nameplate.apphost.content import Deployment, DeploymentStatus
from nameplate.apphost.folders import AppFolder, Folders
from nameplate.apphost.progress import Stage, progress
from nameplate.apphost.states import Condition, State

DEPLOYED = Deployment(
    id="two",
    status=DeploymentStatus.SUCCESS,
    text="",
    author="operator",
    deployer="OneDeploy",
    received=1000.0,
    ended=1010.0,
)


@dataclass
class App:
    """A hosted app whose second deployment is active."""

    folder: AppFolder
    condition: Condition
    answering: str | None = None


def app(folder: Path, state: State, answering: str | None = None, reason: str = "") -> App:
    made = Folders(folder, as_root=False).of("web1")
    made.activate("two")
    return App(made, Condition(state, reason), answering)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        (DeploymentStatus.PENDING, Stage.RECEIVED),
        (DeploymentStatus.BUILDING, Stage.BUILDING),
        (DeploymentStatus.DEPLOYING, Stage.BUILT),
    ],
)
def test_while_it_is_made(tmp_path: Path, status: DeploymentStatus, stage: Stage) -> None:
    found = progress(app(tmp_path, State.RUNNING), replace(DEPLOYED, status=status), 1000)

    assert (found.stage, found.problem) == (stage, "")


def test_one_that_failed_says_why(tmp_path: Path) -> None:
    failed = replace(DEPLOYED, status=DeploymentStatus.FAILED, text="no package")

    found = progress(app(tmp_path, State.RUNNING), failed, 1011)

    assert (found.stage, found.problem) == (Stage.NOT_BUILT, "no package")


@pytest.mark.parametrize(
    ("state", "answering", "now", "stage"),
    [
        (State.RUNNING, "two", 1011, Stage.SERVING),
        (State.RUNNING, "one", 1011, Stage.STARTING),
        (State.STARTING, None, 1011, Stage.STARTING),
        (State.STARTING, None, 9000, Stage.STARTING),
        (State.RUNNING, "one", 1200, Stage.SERVING),
        (State.BACKING_OFF, None, 1011, Stage.NOT_SERVING),
        (State.FAILED, None, 1011, Stage.NOT_SERVING),
        (State.STOPPED, None, 1011, Stage.SERVING),
    ],
)
def test_what_was_deployed_answers_or_not(
    tmp_path: Path, state: State, answering: str | None, now: float, stage: Stage
) -> None:
    assert progress(app(tmp_path, state, answering), DEPLOYED, now).stage is stage


def test_an_app_that_fails_says_why(tmp_path: Path) -> None:
    failing = app(tmp_path, State.BACKING_OFF, reason="its process ended with exit status 1")

    assert progress(failing, DEPLOYED, 1011).problem == "its process ended with exit status 1"


def test_one_that_is_no_longer_active_was_once(tmp_path: Path) -> None:
    before = replace(DEPLOYED, id="one")

    assert progress(app(tmp_path, State.FAILED), before, 1011).stage is Stage.SERVING
