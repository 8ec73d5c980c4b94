"""From what was deployed and configured to a process: command, environment, isolation, limits."""

import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from nameplate.apphost.folders import AppFolder, Folders
from nameplate.apphost.functions import check_host
from nameplate.apphost.instances import CannotRun, Launch
from nameplate.apphost.runtimes import runtimes
from nameplate.apphost.stacks import ENVIRONMENT, command_of
from nameplate.apphost.wanted import Furnishing, WantedApp
from nameplate.process.keeper.workload import Limits, Workload

LIMITS: Final = Limits(files=16_384, file_size=4 * 1024**3)
"""What an app may use, unless the server's settings say otherwise."""


class AppLauncher:
    """Makes workloads (``instances.Launcher``)."""

    def __init__(
        self,
        folders: Folders,
        furnishing: Furnishing,
        *,
        home: Path,
        path: str,
        isolated: Callable[[], Awaitable[bool]],
        exposed: bool = False,
        limits: Limits = LIMITS,
    ) -> None:
        """``path``: the server's own, where interpreters are. ``exposed``: other machines reach it;

        then nothing runs that is not isolated.
        """
        self._limits = limits
        self._path = path
        self._exposed = exposed
        self._folders = folders
        self._furnishing = furnishing
        self._home = home
        self._isolated = isolated

    async def launch(self, app: WantedApp, folder: AppFolder, *, name: str, port: int) -> Launch:
        content, command = _found(app, folder, port)
        self._folders.of(folder.root.name)  # content put there by hand has no user of its own yet
        isolated = await self._isolated()
        if self._exposed and not isolated:
            raise CannotRun(
                "apps cannot be isolated on this machine, and a server that other machines reach "
                "runs no others"
            )
        furnished = await self._furnishing.furnish(app, port=port, home=str(folder.root))
        variables = {**furnished.variables, **_places(folder)}
        variables["PATH"] = search_path(content, variables.get("PATH", os.defpath))
        check_host(command, variables["PATH"])
        command = (_program(command[0], variables["PATH"]), *command[1:])
        shown = (str(folder.root), *furnished.trusted, *runtimes(self._path, self._home))
        user = self._folders.user_of(folder) if isolated else None
        made = Workload(
            app=name,
            command=command,
            environment=variables,
            folder=str(content),
            log=str(folder.output),
            user=user,
            isolated=isolated,
            hidden=(str(self._home),) if isolated else (),
            shown=tuple(dict.fromkeys(shown)) if isolated else (),
            limits=limits_of(self._limits, own_user=user is not None),
        )
        return Launch(made, furnished.binding, furnished.fetched)

    async def release(self, binding: str) -> None:
        await self._furnishing.release(binding)


def _found(app: WantedApp, folder: AppFolder, port: int) -> tuple[Path, tuple[str, ...]]:
    """What was deployed, and the command that starts it. Raises ``CannotRun``."""
    check_whole(folder)
    active = folder.active()
    if active is None or not folder.holds(active):
        raise CannotRun("what was deployed is no longer there")
    content = folder.content(active).resolve()
    try:
        return content, command_of(content, app.start_command, app.runtime, port)
    except OSError as problem:
        name = Path(str(problem.filename)).name if problem.filename else "what was deployed"
        raise CannotRun(f"'{name}' cannot be read: {problem.strerror or problem}") from None


def check_whole(folder: AppFolder) -> None:
    """Refuse a folder whose frame its app has replaced. Raises ``CannotRun``."""
    for each in (folder.root, folder.site, folder.deployments, folder.logs):
        if each.is_symlink():
            raise CannotRun(f"'{each.name}' in the app's folder is a link: remove it")


def limits_of(limits: Limits, *, own_user: bool) -> Limits:
    """For one process: who shares a user with others is not counted by it."""
    return limits if own_user else replace(limits, processes=None)


def search_path(content: Path, inherited: str) -> str:
    """``PATH`` with the app's own environment first, as App Service's start script has it."""
    own = [content / ENVIRONMENT / "bin", content / "node_modules" / ".bin"]
    return os.pathsep.join([*(str(each) for each in own if each.is_dir()), inherited])


def _program(name: str, path: str) -> str:
    """``python`` where only ``python3`` is there, as on Debian."""
    if name == "python" and shutil.which(name, path=path) is None:
        return "python3"
    return name


def _places(folder: AppFolder) -> dict[str, str]:
    """Where the app is at home."""
    return {
        "HOME": str(folder.root),
        "TMPDIR": str(folder.temporary),
        "PYTHONUNBUFFERED": "1",
    }
