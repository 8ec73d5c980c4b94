"""What a deployed folder needs before it can start: its Python environment, its Node packages.

As App Service's builder does it, told in "Configure a Linux Python app" and "... Node.js app". The
steps run as the app does: as its user, isolated, its folder all that they see of the home. What
they print goes into the deployment's log.
"""

import asyncio
import itertools
import json
import os
import re
import shutil
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol

from nameplate.apphost import footing
from nameplate.apphost.folders import AppFolder, Folders
from nameplate.apphost.functions import needs_host, write_host
from nameplate.apphost.instances import CannotRun, Event, words_of
from nameplate.apphost.launching import LIMITS, limits_of, search_path
from nameplate.apphost.runtimes import runtimes
from nameplate.apphost.stacks import ENVIRONMENT, Stack, command_of, stack_of
from nameplate.apphost.wanted import WantedApp
from nameplate.process.keeper.client import KeeperLost, Refused
from nameplate.process.keeper.workload import Limits, Workload

LONGEST: Final = 900.0
"""Seconds of a whole build."""
_LINES: Final = 12
_TIMED: Final = re.compile(r"\d{4}-\d\d-\d\dT\S+Z ")
_LOCKS: Final = ("package-lock.json", "npm-shrinkwrap.json")
_SERVERS: Final = ("gunicorn", "uvicorn")
_PASSED: Final = frozenset(
    (
        *("http_proxy", "https_proxy", "no_proxy", "all_proxy", "ssl_cert_file", "ssl_cert_dir"),
        *("requests_ca_bundle", "curl_ca_bundle", "node_extra_ca_certs", "lang", "lc_all"),
    )
)
_PASSED_PREFIXES: Final = ("pip_", "npm_config_")
_KEPT_BACK: Final = frozenset(("pip_user", "pip_target", "pip_prefix", "pip_python"))
"""Where to install is ours to say."""


class Programs(Protocol):
    """Programs that end by themselves (``supervisor.Supervisor``)."""

    async def isolated(self) -> bool: ...

    async def run_to_end(self, workload: Workload, *, seconds: float) -> Event:
        """How it ended. Raises TimeoutError, ``KeeperLost``, ``Refused``."""
        ...


class BuildFailed(Exception):
    """Why a deployment cannot be made ready, for people, with what was printed last."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is made ready."""

    app: WantedApp
    folder: AppFolder
    content: Path
    log: Path
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The app's settings: package managers read theirs among them."""
    shown: tuple[str, ...] = ()
    """What its programs see beside the app's folder."""
    host_alone: bool = False
    """Whether only the host of functions is to be installed: the platform's part, not a build."""


@dataclass(frozen=True, slots=True)
class Step:
    """One program of a build."""

    title: str
    command: tuple[str, ...]


def wants_build(content: Path, app: WantedApp) -> bool:
    """Whether a folder cannot run as it was deployed: it names packages that it does not bring."""
    stack = stack_of(content, app.runtime)
    if needs_host(content, ENVIRONMENT):
        return True
    if stack is Stack.PYTHON:
        brought = (content / ENVIRONMENT).is_dir() or (content / ".python_packages").is_dir()
        needs = (content / "requirements.txt").is_file() or _web_server(content, app) is not None
        return needs and not brought
    if stack is Stack.NODE:
        return bool(_package(content).get("dependencies")) and not _has_modules(content)
    return False


def steps_of(content: Path, app: WantedApp, *, path: str, host: Path | None = None) -> list[Step]:
    """What to run to make a folder ready, the host of functions with it. Raises ``BuildFailed``."""
    stack = stack_of(content, app.runtime)
    if stack is Stack.PYTHON:
        return _python(content, app, path, host)
    if stack is Stack.NODE and _package(content):
        return _node(content, path)
    return []


class Builder:
    """Makes deployed folders ready."""

    def __init__(
        self,
        folders: Folders,
        programs: Programs,
        *,
        home: Path,
        inherited: Mapping[str, str],
        longest: float = LONGEST,
        limits: Limits = LIMITS,
    ) -> None:
        self._limits = limits
        self._folders = folders
        self._programs = programs
        self._home = home
        self._inherited = inherited
        self._longest = longest
        self._serial = itertools.count(1)

    async def build(self, job: Job) -> None:
        """Run every step in its turn. Raises ``BuildFailed``."""
        path = self._inherited.get("PATH", os.defpath)
        host = None
        if needs_host(job.content, ENVIRONMENT):
            # beside the log: in its own folder the app could have put a link in the way
            host = await asyncio.to_thread(write_host, job.log.parent)
            job = replace(job, shown=(*job.shown, str(host)))
        if job.host_alone and host is not None:
            steps = _host_alone(job.content, job.app, path, host)
        else:
            steps = steps_of(job.content, job.app, path=path, host=host)
        for step in steps:
            await self.run(job, step)

    async def run(self, job: Job, step: Step) -> None:
        """Run one step as the app's user. Raises ``BuildFailed``."""
        try:
            workload = await self._workload(job, step)
            event = await self._programs.run_to_end(workload, seconds=self._longest)
        except TimeoutError:
            text = f"'{step.title}' was ended: it took longer than {self._longest:g} seconds"
            raise BuildFailed(_told(text, job.log)) from None
        except (KeeperLost, Refused) as problem:
            raise BuildFailed(f"'{step.title}' could not be started: {problem}") from None
        if event.get("code") != 0:
            words = words_of(event).removeprefix("its process ")
            raise BuildFailed(_told(f"'{step.title}' failed: it {words}", job.log))

    async def _workload(self, job: Job, step: Step) -> Workload:
        isolated = await self._programs.isolated()
        variables = self._variables(job)
        shown = (
            str(job.folder.root),
            *job.shown,
            *runtimes(self._inherited.get("PATH", os.defpath), self._home),
        )
        user = self._folders.user_of(job.folder) if isolated else None
        return Workload(
            app=f"{job.app.key}#build-{next(self._serial)}",
            command=step.command,
            environment=variables,
            folder=str(job.content),
            log=str(job.log),
            user=user,
            isolated=isolated,
            hidden=(str(self._home),) if isolated else (),
            shown=shown if isolated else (),
            limits=limits_of(self._limits, own_user=user is not None),
        )

    def _variables(self, job: Job) -> dict[str, str]:
        """Of the server's environment what says how to reach package indexes."""
        given = {**self._inherited, **job.settings}
        passed = {name: value for name, value in given.items() if _is_passed(name)}
        return {
            **passed,
            "PATH": search_path(job.content, self._inherited.get("PATH", os.defpath)),
            "HOME": str(job.folder.root),
            "TMPDIR": str(job.folder.temporary),
            "PYTHONUNBUFFERED": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_INPUT": "1",
            "CI": "1",
        }


def _is_passed(name: str) -> bool:
    name = name.lower()
    wanted = name in _PASSED or name.startswith(_PASSED_PREFIXES)
    return wanted and name not in _KEPT_BACK


def _python(content: Path, app: WantedApp, path: str, host: Path | None) -> list[Step]:
    interpreter, own = (
        _interpreter(app.runtime, path),
        str(content / ENVIRONMENT / "bin" / "python"),
    )
    server = _web_server(content, app)
    listed = (content / "requirements.txt").is_file()
    if not listed and server is None and host is None:
        return []
    make = (interpreter, "-m", "venv", "--clear", ENVIRONMENT)
    steps = [Step(f"python -m venv {ENVIRONMENT}", make)]
    install = (own, "-m", "pip", "install", "--progress-bar", "off")
    needs = ("-r", "requirements.txt") if listed else ()
    if listed or host is not None:
        title = " ".join(("pip install", *needs, *([host.name] if host else [])))
        words = (*install, *needs, *([str(host)] if host else []))
        steps.append(Step(title, words))
    if server is not None:
        steps.append(Step(f"pip install {server}", (*install, server)))
    return steps


def _host_alone(content: Path, app: WantedApp, path: str, host: Path) -> list[Step]:
    """The host of functions beside whatever the app brought."""
    own = str(content / ENVIRONMENT / "bin" / "python")
    make = (_interpreter(app.runtime, path), "-m", "venv", ENVIRONMENT)
    install = (own, "-m", "pip", "install", "--progress-bar", "off", str(host))
    return [Step(f"python -m venv {ENVIRONMENT}", make), Step(f"pip install {host.name}", install)]


def _interpreter(runtime: str, path: str) -> str:
    """Of the version that the runtime names; without one, the one that runs the platform."""
    version = runtime.partition("|")[2].strip()
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not re.fullmatch(r"3\.\d{1,2}", version) or version == own:
        return os.path.realpath(sys.executable)
    found = shutil.which(f"python{version}", path=path)
    if found is None:
        raise BuildFailed(
            f"Python {version} is not on this machine: install python{version}, or set the "
            f"runtime to PYTHON:{own}"
        )
    return found


def _web_server(content: Path, app: WantedApp) -> str | None:
    """The package that serves the application that was found."""
    if app.is_function_app:
        return None
    try:
        words = command_of(content, app.start_command, app.runtime, 0)
    except CannotRun:
        return None
    return next((each for each in words[2:3] if each in _SERVERS), None)


def _node(content: Path, path: str) -> list[Step]:
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise BuildFailed("npm is not on this machine: install Node.js, or deploy node_modules too")
    package = _package(content)
    builds = "build" in (package.get("scripts") or {})
    locked = any(
        (content / each).is_file() for each in ("package-lock.json", "npm-shrinkwrap.json")
    )
    verb = "ci" if locked else "install"
    words = [npm, verb, *(() if builds else ("--omit=dev",)), "--no-audit", "--no-fund"]
    steps = [] if _has_modules(content) else [Step(f"npm {verb}", tuple(words))]
    if builds:
        steps.append(Step("npm run build", (npm, "run", "build")))
    return steps


def _package(content: Path) -> dict[str, Any]:
    path = content / "package.json"
    try:
        found = json.loads(footing.read(path)) if path.is_file() else {}
    except (ValueError, RecursionError, OSError) as problem:
        raise BuildFailed(f"package.json cannot be read: {problem}") from None
    if not isinstance(found, dict) or not isinstance(found.get("scripts") or {}, dict):
        raise BuildFailed("package.json does not describe a package")
    return found


def _has_modules(content: Path) -> bool:
    return (content / "node_modules").is_dir()


def _told(text: str, log: Path) -> str:
    last = last_lines(log)
    return "\n".join((text, *last)) if last else text


def last_lines(log: Path, number: int = _LINES) -> Sequence[str]:
    """What programs printed last; lines of the deployment's own begin with a time."""
    try:
        with log.open(encoding="utf-8", errors="replace") as file:
            return deque((line.rstrip() for line in file if not _TIMED.match(line)), number)
    except OSError:
        return ()
