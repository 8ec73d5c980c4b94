"""Where an app's files are: one folder per app or slot, laid out as App Service lays out ``/home``.

``site/deployments/ID``  each deployment's content
``site/wwwroot``         the active deployment's content, a link that is switched at once
``LogFiles``             what the app prints
``data``, ``tmp``        the app's own

What is told of deployments is kept beside the folders, where no app can reach: an app may do to its
own folder what it likes.
"""

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nameplate.apphost import footing

FIRST_USER: Final = 700_000
"""Users of apps begin here: above what distributions and directories give to people."""
_MOST: Final = 100_000
_SITE: Final = "site"
_LINK: Final = "wwwroot"
_DEPLOYMENTS: Final = "deployments"
_CONTENT: Final = "content"
_FRAME: Final = ((_SITE, _DEPLOYMENTS), ("LogFiles",), ("tmp",), ("data",))
_RECORDS: Final = ".records"
_SHARED: Final = ".shared"


@dataclass(frozen=True, slots=True)
class AppFolder:
    """The folder of one app or slot."""

    root: Path

    @property
    def site(self) -> Path:
        return self.root / _SITE

    @property
    def wwwroot(self) -> Path:
        return self.site / _LINK

    @property
    def deployments(self) -> Path:
        return self.site / _DEPLOYMENTS

    @property
    def records(self) -> Path:
        """What is told of its deployments, and what is uploaded: not the app's."""
        return self.root.parent / _RECORDS / self.root.name

    @property
    def logs(self) -> Path:
        return self.root / "LogFiles"

    @property
    def output(self) -> Path:
        """What the app's processes print."""
        return self.logs / "application.log"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    def active(self) -> str | None:
        """The id of the deployment that ``wwwroot`` shows."""
        try:
            with footing.opened(self.root, _SITE) as site:
                target = Path(os.readlink(_LINK, dir_fd=site))
        except OSError:
            return None
        parts = target.parts
        ours = len(parts) == 3 and (parts[0], parts[2]) == (_DEPLOYMENTS, _CONTENT)
        return parts[1] if ours and parts[1] != ".." else None

    def activate(self, deployment: str) -> None:
        """Show another deployment's content; a reader sees the old one or the new one."""
        partial = f"{_LINK}.partial"
        with footing.opened(self.root, _SITE) as site:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(partial, dir_fd=site)
            os.symlink(Path(_DEPLOYMENTS, deployment, _CONTENT), partial, dir_fd=site)
            os.rename(partial, _LINK, src_dir_fd=site, dst_dir_fd=site)

    def content(self, deployment: str) -> Path:
        """Where a deployment's content is."""
        return self.deployments / deployment / _CONTENT

    def holds(self, deployment: str) -> bool:
        """Whether its content is there, and where it belongs."""
        return footing.is_folder(self.root, _SITE, _DEPLOYMENTS, deployment, _CONTENT)

    def take_in(self, prepared: Path, deployment: str) -> None:
        """Move what was prepared elsewhere to where a deployment belongs."""
        with footing.opened(self.root, _SITE, _DEPLOYMENTS) as place:
            os.rename(prepared, deployment, dst_dir_fd=place)

    def drop(self, deployment: str) -> None:
        """Remove a deployment with everything in it."""
        opened = footing.opened(self.root, _SITE, _DEPLOYMENTS)
        with contextlib.suppress(OSError), opened as place:
            shutil.rmtree(deployment, ignore_errors=True, dir_fd=place)


class Folders:
    """The folders of every app of a home."""

    def __init__(self, root: Path, *, as_root: bool) -> None:
        self._root = root
        self._as_root = as_root

    def at(self, label: str) -> AppFolder:
        """The folder of an app, whether it is there or not: an app that has nothing needs none."""
        return AppFolder(self._root / label.lower())

    def there(self, label: str) -> AppFolder:
        """The folder of an app, put in order where there is one."""
        folder = self.at(label)
        return self.of(label) if folder.root.exists() else folder

    def of(self, label: str) -> AppFolder:
        """The folder of an app by its label (``web1``, ``web1-staging``), made if need be.

        What its app has put in the way of that is found when it is started, or deployed to.
        """
        folder = self.at(label)
        folder.root.mkdir(parents=True, exist_ok=True)
        for each in _FRAME:
            with contextlib.suppress(OSError):
                footing.make(folder.root, *each)
        folder.records.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._as_root:
            self._own(folder)
        return folder

    @property
    def shared(self) -> Path:
        """What every app may read and none may write: made by us, holds no secret."""
        return self._root / _SHARED

    def labels(self) -> list[str]:
        """Apps that have a folder."""
        if not self._root.exists():
            return []
        found = (each.name for each in self._root.iterdir() if each.is_dir())
        return sorted(name for name in found if name not in (_RECORDS, _SHARED))

    def remove(self, label: str) -> None:
        """Remove an app's folder with everything in it."""
        folder = self.at(label)
        shutil.rmtree(folder.root, ignore_errors=True)
        shutil.rmtree(folder.records, ignore_errors=True)

    def user_of(self, folder: AppFolder) -> int | None:
        """The user that an app runs as; ``None``: ours, because we may not choose."""
        return folder.root.stat().st_gid if self._as_root else None

    def give(self, folder: AppFolder, path: Path) -> None:
        """Let an app's user own a file or everything in a folder."""
        user = self.user_of(folder)
        if user is None:
            return
        for place, _, files in os.walk(path):
            for name in (place, *(os.path.join(place, each) for each in files)):  # noqa: PTH118 - texts of os.walk
                os.chown(name, user, user, follow_symlinks=False)

    def _own(self, folder: AppFolder) -> None:
        """Give a new folder a user that no other app has.

        Its frame stays ours, and sticky: the app can put files beside ``site`` and the logs, but
        cannot replace them by links that root would then write through.
        """
        if folder.root.stat().st_gid >= FIRST_USER:
            return
        user = self._free_user()
        for each in (folder.site, folder.deployments):
            each.chmod(0o755)
        for each in (folder.temporary, folder.root / "data"):
            os.chown(each, user, user)
        for each in (folder.logs, folder.root):
            os.chown(each, os.getuid(), user)
            each.chmod(0o1770)

    def _free_user(self) -> int:
        """The lowest user that no folder has: looked for in the folders, which nothing outdates."""
        taken = set()
        for label in self.labels():
            with contextlib.suppress(FileNotFoundError):  # it is being removed
                taken.add((self._root / label).stat().st_gid)
        return next(each for each in range(FIRST_USER, FIRST_USER + _MOST) if each not in taken)
