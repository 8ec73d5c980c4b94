"""From what somebody sends to what runs: unpacked, made ready, switched to, or left untouched.

One deployment at a time per app. Whatever goes wrong ends in a failed deployment that says why,
and what ran before goes on running.
"""

import asyncio
import contextlib
import errno
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from nameplate.apphost.building import Builder, BuildFailed, Job, Step, wants_build
from nameplate.apphost.content import BadArchive, Deployment, Deployments, DeploymentStatus, unpack
from nameplate.apphost.folders import AppFolder, Folders
from nameplate.apphost.functions import needs_host
from nameplate.apphost.packages import Order
from nameplate.apphost.stacks import ENVIRONMENT
from nameplate.apphost.wanted import WantedApp
from nameplate.core.clock import Clock, iso8601
from nameplate.core.randomness import random_bytes

BUILD_SETTING: Final = "SCM_DO_BUILD_DURING_DEPLOYMENT"
_UNBUILT: Final = (
    "requirements.txt is not installed: what it names has to be in .python_packages, or set "
    f"{BUILD_SETTING}=true (az: --build-remote true)."
)
_logger = logging.getLogger(__name__)


class DeploymentInProgress(Exception):
    """Another deployment of the same app is not finished."""


class UnknownDeployment(Exception):
    """There is no such deployment, or nothing is left of it to go back to."""


class Hosted(Protocol):
    """A hosted app, as far as deploying changes it (``hosted_app.HostedApp``)."""

    wanted: WantedApp
    folder: AppFolder

    def look_again(self) -> None: ...


class SettingsOf(Protocol):
    """The settings of apps, as their processes have them."""

    async def settings(self, key: str) -> Mapping[str, str]: ...


class Deployer:
    """Deploys to hosted apps."""

    def __init__(
        self, folders: Folders, builder: Builder, settings: SettingsOf, clock: Clock
    ) -> None:
        self._folders = folders
        self._builder = builder
        self._settings = settings
        self._clock = clock
        self.is_swapping: Callable[[str], bool] = lambda _key: False
        """Whether an app, by its key, takes part in a swap: its content stays as it is."""
        self.deployed: Callable[[str], None] = lambda _key: None
        """Told the key of an app when a deployment to it is over and succeeded."""
        self._receiving: dict[str, AppFolder] = {}
        """Where packages go that are coming in: an app's folder may be swapped meanwhile."""
        self._running: dict[str, asyncio.Task[None]] = {}

    def furnish(self, app: Hosted) -> None:
        """Make an app's folder: one that nobody deployed to or asked for files has none."""
        self._folders.of(app.folder.root.name)

    def receive(self, app: Hosted, order: Order) -> Deployment:
        """Begin one: its package is written to ``package`` next. Raises DeploymentInProgress."""
        if self.is_deploying(app) or self.is_swapping(app.wanted.key):
            raise DeploymentInProgress
        deployment = Deployment(
            id=_fresh_id(),
            status=DeploymentStatus.PENDING,
            text="Receiving changes.",
            author=order.author,
            deployer=order.deployer,
            received=self._clock.now(),
            message=order.message,
        )
        self.furnish(app)
        deployments = Deployments(app.folder)
        deployments.begin(deployment)
        self._note(deployments, deployment.id, f"{order.deployer} of {order.author}")
        self._receiving[app.wanted.key] = app.folder
        return deployment

    def package(self, app: Hosted, deployment: Deployment) -> Path:
        """Where the package of a deployment that was begun belongs."""
        return Deployments(self._receiving[app.wanted.key]).package(deployment.id)

    def abandon(self, app: Hosted, deployment: Deployment, reason: str) -> None:
        """End one whose package did not come."""
        folder = self._receiving.pop(app.wanted.key)
        self._failed(Deployments(folder), deployment, reason)

    def deploy(self, app: Hosted, deployment: Deployment, order: Order) -> "asyncio.Task[None]":
        """Go on with one whose package is there; the task ends when it is over."""
        folder = self._receiving.pop(app.wanted.key)
        going = self._deploy(app, folder, deployment, order)
        task = asyncio.get_running_loop().create_task(going)
        self._running[app.wanted.key] = task

        def over(_: object) -> None:
            found = Deployments(folder).find(deployment.id)
            if found is not None and found.status is DeploymentStatus.SUCCESS:
                self.deployed(app.wanted.key)

        task.add_done_callback(over)
        return task

    def redeploy(self, app: Hosted, deployment_id: str) -> Deployment:
        """Go back to an earlier one. Raises UnknownDeployment, DeploymentInProgress."""
        if self.is_deploying(app) or self.is_swapping(app.wanted.key):
            raise DeploymentInProgress
        deployments = Deployments(app.folder)
        found = deployments.find(deployment_id)
        whole = found is not None and found.status is DeploymentStatus.SUCCESS
        if found is None or not whole or not app.folder.holds(found.id):
            raise UnknownDeployment
        self._note(deployments, found.id, "Deployed again: what it brought is active.")
        app.folder.activate(found.id)
        app.look_again()
        return found

    def delete(self, app: Hosted, deployment_id: str) -> None:
        """Remove one that is not active. Raises UnknownDeployment, DeploymentInProgress."""
        deployments = Deployments(app.folder)
        found = deployments.find(deployment_id)
        if found is None:
            raise UnknownDeployment
        if not found.complete or found.id == app.folder.active():
            raise DeploymentInProgress
        deployments.remove(found.id)

    def is_deploying(self, app: Hosted) -> bool:
        task = self._running.get(app.wanted.key)
        running = task is not None and not task.done()
        return running or app.wanted.key in self._receiving

    def give_up_unfinished(self) -> None:
        """Call failed what an earlier server began and did not end."""
        for label in self._folders.labels():
            deployments = Deployments(self._folders.at(label))
            deployments.give_up_unfinished(self._clock.now())

    async def stop(self) -> None:
        """End what is being deployed."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # One deployment

    async def _deploy(
        self, app: Hosted, folder: AppFolder, deployment: Deployment, order: Order
    ) -> None:
        deployments = Deployments(folder)
        try:
            await self._carry_out(app, folder, deployment, order)
        except asyncio.CancelledError:
            text = "The server ended while this deployment was made. Deploy again."
            self._failed(deployments, deployment, text)
            raise
        except (BadArchive, BuildFailed) as problem:
            self._failed(deployments, deployment, str(problem))
        except OSError as problem:
            self._failed(deployments, deployment, _words(problem))
        except Exception:
            _logger.exception("a deployment failed unexpectedly", extra={"app": app.wanted.label})
            self._failed(deployments, deployment, "The deployment failed unexpectedly.")

    async def _carry_out(
        self, app: Hosted, folder: AppFolder, deployment: Deployment, order: Order
    ) -> None:
        deployments = Deployments(folder)
        key = deployment.id
        self._enter(deployments, deployment, DeploymentStatus.BUILDING, "Preparing the content.")
        await asyncio.to_thread(self._unpack, folder, deployments, key, order)
        content = await asyncio.to_thread(deployments.move_in, key)
        settings = await self._settings.settings(app.wanted.key)
        job = Job(app.wanted, folder, content, deployments.log(key), settings)
        await self._merge(job, order)
        if order.build or _is_to_be_built(job):
            self._enter(deployments, deployment, DeploymentStatus.BUILDING, "Building.")
            await self._builder.build(job)
        elif needs_host(content, ENVIRONMENT):
            text = "Not building, as the settings say: installing the host of functions alone."
            self._enter(deployments, deployment, DeploymentStatus.BUILDING, text)
            if (content / "requirements.txt").is_file():
                self._note(deployments, key, _UNBUILT)
            await self._builder.build(replace(job, host_alone=True))
        self._enter(deployments, deployment, DeploymentStatus.DEPLOYING, "Activating.")
        folder.activate(key)
        self._ended(deployments, deployment, DeploymentStatus.SUCCESS, "")
        self._note(deployments, key, "Deployment successful.")
        await asyncio.to_thread(deployments.prune)
        if order.restart:
            app.look_again()

    def _unpack(self, folder: AppFolder, deployments: Deployments, key: str, order: Order) -> None:
        """Make the content where no app can reach, and give it to the app's user."""
        package, staged = deployments.package(key), deployments.staged(key)
        place = staged / order.target
        if order.archive:
            place.mkdir(parents=True, exist_ok=True)
            unpack(package, place)
            package.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            package.rename(place)
            place.chmod(0o755 if order.executable else 0o644)
        self._folders.give(folder, staged.parent)

    async def _merge(self, job: Job, order: Order) -> None:
        """Put what was deployed before below what is new, as the app's user: it is the app's."""
        active = job.folder.active()
        if order.clean or active is None:
            return
        before = Deployments(job.folder).content(active)
        new = job.content.with_name("new")
        script = 'mv "$2" "$3" && cp -a "$1" "$2" && rm -rf "$2/$4" && cp -a "$3/." "$2"'
        words = (str(before), str(job.content), str(new), ENVIRONMENT)
        step = Step("copy what was there", ("/bin/sh", "-c", script, "sh", *words))
        await self._builder.run(replace(job, content=job.folder.root), step)

    # How it stands

    def _enter(
        self,
        deployments: Deployments,
        deployment: Deployment,
        status: DeploymentStatus,
        text: str,
    ) -> None:
        deployments.save(replace(deployment, status=status, text=text))
        self._note(deployments, deployment.id, text)

    def _failed(self, deployments: Deployments, deployment: Deployment, text: str) -> None:
        """End one that went wrong; a disk that is full must not hide why."""
        with contextlib.suppress(OSError):
            deployments.drop(deployment.id)
            self._ended(deployments, deployment, DeploymentStatus.FAILED, text)
            self._note(deployments, deployment.id, f"Deployment failed: {text.splitlines()[0]}")

    def _ended(
        self,
        deployments: Deployments,
        deployment: Deployment,
        status: DeploymentStatus,
        text: str,
    ) -> None:
        ended = replace(deployment, status=status, text=text, ended=self._clock.now())
        deployments.save(ended)

    def _note(self, deployments: Deployments, key: str, text: str) -> None:
        time = iso8601(self._clock.now())
        for line in text.splitlines():
            deployments.note(key, f"{time} {line}")


def _is_to_be_built(job: Job) -> bool:
    setting = _setting(job.settings, BUILD_SETTING)
    if setting in ("1", "true"):
        return True
    return setting not in ("0", "false") and wants_build(job.content, job.app)


def _setting(settings: Mapping[str, str], name: str) -> str:
    found = (value for key, value in settings.items() if key.upper() == name)
    return next(found, "").strip().lower()


def _words(problem: OSError) -> str:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full"
    name = Path(str(problem.filename)).name if problem.filename else ""
    return f"the content cannot be written: {os.strerror(problem.errno or 0)} {name}".strip()


def _fresh_id() -> str:
    digits = random_bytes(16).hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
