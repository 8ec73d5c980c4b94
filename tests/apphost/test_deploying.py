"""A deployment ends in success or in a failure that says why; what ran before is left alone."""

import asyncio
import errno
import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from nameplate.apphost import deploying
from nameplate.apphost.building import Builder
from nameplate.apphost.content import Deployment, Deployments, DeploymentStatus
from nameplate.apphost.deploying import Deployer, DeploymentInProgress, UnknownDeployment
from nameplate.apphost.folders import Folders
from nameplate.apphost.packages import Order
from tests.apphost.test_building import FLASK
from tests.apphost.test_hosted_app import WANTED, until
from tests.fakes.clock import FakeClock
from tests.fakes.processes import FakePrograms

ORDER = Order(author="operator", deployer="ZipDeploy", message="m")


def zipped(**files: str) -> bytes:
    """An archive; ``__`` in a name is a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return made.getvalue()


class HostedStand:
    """An app that can be deployed to."""

    def __init__(self, folders: Folders) -> None:
        self.wanted = replace(WANTED, start_command="python app.py")
        self.folder = folders.of("web1")
        self.looks = 0

    def look_again(self) -> None:
        self.looks += 1


class Stand:
    """A deployer over fake programs."""

    def __init__(self, folder: Path) -> None:
        self.held: dict[str, str] = {}
        self.programs = FakePrograms()
        folders = self.folders = Folders(folder / "apps", as_root=False)
        builder = Builder(folders, self.programs, home=folder, inherited={})
        self.clock = FakeClock()
        self.deployer = Deployer(folders, builder, self, self.clock)
        self.app = HostedStand(folders)
        self.deployments = Deployments(self.app.folder)

    async def settings(self, key: str) -> Mapping[str, str]:
        del key
        return self.held

    def begin(self, data: bytes, order: Order = ORDER) -> "asyncio.Task[None]":
        deployment = self.deployer.receive(self.app, order)
        self.deployer.package(self.app, deployment).write_bytes(data)
        return self.deployer.deploy(self.app, deployment, order)

    async def deploy(self, data: bytes, order: Order = ORDER) -> Deployment:
        self.clock.advance(1)
        await self.begin(data, order)
        return self.deployments.every()[0]

    def read(self, name: str) -> str:
        return (self.app.folder.wwwroot / name).read_text()


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path)


async def test_a_package_becomes_what_runs(stand: Stand) -> None:
    found = await stand.deploy(zipped(app__py="one"))
    assert found.status is DeploymentStatus.SUCCESS
    assert stand.read("app.py") == "one"
    assert stand.app.folder.active() == found.id
    assert stand.app.looks == 1
    assert stand.programs.ran == []
    assert not stand.deployments.package(found.id).exists()
    log = stand.deployments.log(found.id).read_text()
    assert log.splitlines()[-1].endswith("Z Deployment successful.")


async def test_the_first_deployment_makes_the_folder(stand: Stand) -> None:
    stand.app.folder = stand.folders.at("Web2")
    stand.app.wanted = replace(stand.app.wanted, key="/web2", label="web2")
    stand.deployments = Deployments(stand.app.folder)
    stand.deployer.give_up_unfinished()
    assert stand.folders.labels() == ["web1"]
    found = await stand.deploy(zipped(app__py="one"))
    assert found.status is DeploymentStatus.SUCCESS
    assert stand.folders.labels() == ["web1", "web2"]
    assert stand.read("app.py") == "one"


@pytest.mark.parametrize("data", [b"", b"no archive", zipped(**{"/etc/x": "x"})])
async def test_a_bad_package_fails_and_changes_nothing(stand: Stand, data: bytes) -> None:
    first = await stand.deploy(zipped(app__py="one"))
    found = await stand.deploy(data)
    assert found.status is DeploymentStatus.FAILED
    assert "archive" in found.text or "leaves the app's folder" in found.text
    assert stand.app.folder.active() == first.id
    assert stand.app.looks == 1
    assert not stand.deployments.content(found.id).exists()


async def test_one_at_a_time(stand: Stand) -> None:
    stand.programs.gate = asyncio.Event()
    task = stand.begin(zipped(requirements__txt="flask", app__py="one"))
    assert stand.deployer.is_deploying(stand.app)
    with pytest.raises(DeploymentInProgress):
        stand.deployer.receive(stand.app, ORDER)
    stand.programs.gate.set()
    await task
    assert not stand.deployer.is_deploying(stand.app)


async def test_a_package_that_never_comes_is_given_up(stand: Stand) -> None:
    deployment = stand.deployer.receive(stand.app, ORDER)
    with pytest.raises(DeploymentInProgress):
        stand.deployer.receive(stand.app, ORDER)
    stand.deployer.abandon(stand.app, deployment, "It did not arrive.")
    found = stand.deployments.find(deployment.id)
    assert found is not None
    assert found.text == "It did not arrive."
    stand.deployer.receive(stand.app, ORDER)


@pytest.mark.parametrize(
    ("setting", "requirements", "built"),
    [(None, True, True), ("true", False, False), ("false", True, False), ("1", True, True)],
)
async def test_what_is_built(
    stand: Stand, setting: str | None, requirements: bool, built: bool
) -> None:
    stand.held = {} if setting is None else {"SCM_DO_BUILD_DURING_DEPLOYMENT": setting}
    files = {"requirements__txt": "flask"} if requirements else {}
    await stand.deploy(zipped(app__py=FLASK, **files))
    assert bool(stand.programs.ran) is built


async def test_a_failed_build_fails_the_deployment(stand: Stand) -> None:
    stand.programs.do = lambda _workload: 7
    found = await stand.deploy(zipped(requirements__txt="flask", app__py="one"))
    assert found.status is DeploymentStatus.FAILED
    assert "failed: it ended with exit status 7" in found.text
    assert stand.app.folder.active() is None


async def test_a_full_disk_is_named(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_archive: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(deploying, "unpack", full)
    assert (await stand.deploy(zipped(app__py="one"))).text == "the disk is full"


async def test_what_nobody_foresaw_is_a_failure_too(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_archive: Path, _target: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(deploying, "unpack", broken)
    found = await stand.deploy(zipped(app__py="one"))
    assert found.text == "The deployment failed unexpectedly."


async def test_a_file_is_put_beside_what_is_there(stand: Stand) -> None:
    first = await stand.deploy(zipped(app__py="one"))
    order = replace(
        ORDER, archive=False, clean=False, executable=True, target=PurePosixPath("bin/run")
    )
    found = await stand.deploy(b"#!/bin/sh", order)
    assert found.status is DeploymentStatus.SUCCESS
    (copying,) = stand.programs.ran
    assert str(stand.deployments.content(first.id)) in copying.command
    assert str(stand.deployments.content(found.id)) in copying.command
    path = stand.deployments.content(found.id) / "bin" / "run"
    assert path.stat().st_mode & 0o111


async def test_who_restarts_later_is_not_woken(stand: Stand) -> None:
    await stand.deploy(zipped(app__py="one"), replace(ORDER, restart=False))
    assert stand.app.looks == 0


async def test_going_back(stand: Stand) -> None:
    first = await stand.deploy(zipped(app__py="one"))
    second = await stand.deploy(zipped(app__py="two"))
    assert stand.deployer.redeploy(stand.app, first.id).id == first.id
    assert stand.read("app.py") == "one"
    assert stand.app.looks == 3
    failed = await stand.deploy(b"")
    for gone in (failed.id, "unknown"):
        with pytest.raises(UnknownDeployment):
            stand.deployer.redeploy(stand.app, gone)
    with pytest.raises(DeploymentInProgress):
        stand.deployer.delete(stand.app, first.id)
    stand.deployer.delete(stand.app, second.id)
    with pytest.raises(UnknownDeployment):
        stand.deployer.delete(stand.app, second.id)


async def test_a_server_that_ends_leaves_no_deployment_open(stand: Stand) -> None:
    stand.programs.gate = asyncio.Event()
    task = stand.begin(zipped(requirements__txt="flask", app__py="one"))
    await until(lambda: bool(stand.programs.ran))
    with pytest.raises(DeploymentInProgress):
        stand.deployer.redeploy(stand.app, "any")
    await stand.deployer.stop()
    assert task.cancelled()
    (found,) = stand.deployments.every()
    assert found.text == "The server ended while this deployment was made. Deploy again."


async def test_what_a_dead_server_left_is_given_up(stand: Stand) -> None:
    stand.deployer.receive(stand.app, ORDER)
    Stand(stand.app.folder.root.parents[1]).deployer.give_up_unfinished()
    (found,) = stand.deployments.every()
    assert found.status is DeploymentStatus.FAILED


async def test_who_wants_to_know_is_told_of_what_succeeded(stand: Stand) -> None:
    told: list[str] = []
    stand.deployer.deployed = told.append
    await stand.deploy(b"no archive")
    assert told == []
    await stand.deploy(zipped(app__py="one"))
    await until(lambda: told == [stand.app.wanted.key])


async def test_nothing_is_deployed_to_what_is_being_swapped(stand: Stand) -> None:
    stand.deployer.is_swapping = lambda key: key == stand.app.wanted.key
    with pytest.raises(DeploymentInProgress):
        stand.deployer.receive(stand.app, ORDER)


async def test_a_function_app_that_is_not_built_gets_its_host_all_the_same(stand: Stand) -> None:
    """As az deploys one without ``--build-remote``."""
    stand.held = {"SCM_DO_BUILD_DURING_DEPLOYMENT": "false"}
    files = {"function_app__py": "app = 1", "requirements__txt": "flask"}

    found = await stand.deploy(zipped(**files))

    assert found.status is DeploymentStatus.SUCCESS
    commands = [" ".join(each.command) for each in stand.programs.ran]
    assert len(commands) == 2
    assert "-m venv antenv" in commands[0]
    assert "nameplate_functions" in commands[1]
    assert "requirements" not in commands[1]
    said = stand.deployments.log(found.id).read_text()
    assert "installing the host of functions alone" in said
    assert "requirements.txt is not installed: what it names" in said
