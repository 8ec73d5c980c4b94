"""What was deployed: unpacked beside what runs, checked, and switched to at once.

A deployment has its own status and log, as Kudu keeps them; the file system is the record, so that
nothing has to be kept in step with it. What comes in is unpacked where no app can reach, then given
to the app's user and moved into its folder. Old ones are kept for rolling back.
"""

import json
import re
import shutil
import stat
import zipfile
import zlib
from dataclasses import asdict, dataclass, replace
from enum import IntEnum
from pathlib import Path, PurePosixPath
from typing import Final

from nameplate.apphost.folders import AppFolder

KEPT: Final = 5
"""Deployments that stay, the active one among them."""
LARGEST: Final = 2 * 1024**3
"""Bytes of everything in an archive, unpacked."""
MOST_FILES: Final = 100_000
_RATIO: Final = 200
"""More is not an app: a zip bomb packs thousands of times."""
_CHUNK: Final = 1024 * 1024
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class DeploymentStatus(IntEnum):
    """Kudu's ``DeployStatus``."""

    PENDING = 0
    BUILDING = 1
    DEPLOYING = 2
    FAILED = 3
    SUCCESS = 4


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment, as its ``status.json`` has it."""

    id: str
    status: DeploymentStatus
    text: str
    """For people: what it does now, or why it failed."""
    author: str
    deployer: str
    """``ZipDeploy``, ``OneDeploy``, ``Folder``."""
    received: float
    ended: float | None = None
    message: str = ""

    @property
    def complete(self) -> bool:
        return self.status in (DeploymentStatus.FAILED, DeploymentStatus.SUCCESS)


class BadArchive(Exception):
    """An archive that is not taken, told in a sentence that names the entry."""


class Deployments:
    """The deployments of one app."""

    def __init__(self, folder: AppFolder) -> None:
        self._folder = folder

    def begin(self, deployment: Deployment) -> Path:
        """Make the folder of a new deployment; returns where its content is prepared."""
        staged = self.staged(deployment.id)
        staged.mkdir(parents=True)
        self.save(deployment)
        return staged

    def package(self, deployment_id: str) -> Path:
        """Where what is uploaded for it is kept meanwhile."""
        return self._place(deployment_id) / "package"

    def staged(self, deployment_id: str) -> Path:
        """Where its content is prepared."""
        return self._place(deployment_id) / "files" / "content"

    def content(self, deployment_id: str) -> Path:
        """Where its content is, once it was moved in."""
        return self._folder.content(deployment_id)

    def move_in(self, deployment_id: str) -> Path:
        """Move what was prepared into the app's folder; returns where it is then."""
        self._folder.take_in(self.staged(deployment_id).parent, deployment_id)
        return self.content(deployment_id)

    def save(self, deployment: Deployment) -> None:
        """Write how it stands."""
        place = self._place(deployment.id)
        partial = place / "status.partial"
        partial.write_text(json.dumps(asdict(deployment)), "utf-8")
        partial.replace(place / "status.json")

    def note(self, deployment_id: str, line: str) -> None:
        """Add a line to its log."""
        with self.log(deployment_id).open("a", encoding="utf-8") as file:
            file.write(line.rstrip("\n") + "\n")

    def log(self, deployment_id: str) -> Path:
        return self._place(deployment_id) / "log.txt"

    def find(self, deployment_id: str) -> Deployment | None:
        """A deployment by its id; ``latest`` is the newest."""
        if deployment_id == "latest":
            return next(iter(self.every()), None)
        if not _ID.fullmatch(deployment_id):
            return None
        return _read(self._place(deployment_id) / "status.json")

    def every(self) -> list[Deployment]:
        """All of them, the newest first."""
        places = self._folder.records.iterdir() if self._folder.records.exists() else ()
        found = [_read(place / "status.json") for place in places]
        return sorted(filter(None, found), key=lambda each: each.received, reverse=True)

    def give_up_unfinished(self, now: float) -> None:
        """Call failed what a server that died has left half done."""
        for each in self.every():
            if not each.complete:
                text = "The server ended while this deployment was made. Deploy again."
                self.save(replace(each, status=DeploymentStatus.FAILED, text=text, ended=now))
                self.drop(each.id)

    def prune(self) -> None:
        """Remove old ones: beyond the kept number, never the active one."""
        active = self._folder.active()
        for each in self.every()[KEPT:]:
            if each.id != active:
                self.remove(each.id)

    def drop(self, deployment_id: str) -> None:
        """Remove the files of one, but not what is told of it."""
        self.package(deployment_id).unlink(missing_ok=True)
        shutil.rmtree(self.staged(deployment_id).parent, ignore_errors=True)
        self._folder.drop(deployment_id)

    def remove(self, deployment_id: str) -> None:
        """Remove one with everything."""
        self.drop(deployment_id)
        shutil.rmtree(self._place(deployment_id), ignore_errors=True)

    def _place(self, deployment_id: str) -> Path:
        return self._folder.records / deployment_id


def unpack(archive: Path, target: Path) -> None:
    """Unpack a zip archive into an empty folder. Raises ``BadArchive`` before or while it writes.

    Names that leave the folder, links, devices and archives that grow out of bounds are refused;
    executable bits are kept.
    """
    try:
        with zipfile.ZipFile(archive) as found:
            entries = found.infolist()
            _check(entries, archive.stat().st_size)
            for entry in entries:
                _unpack(found, entry, target)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError) as problem:
        # damaged, encrypted, or packed in a strange way
        raise BadArchive(f"the archive cannot be read: {problem}") from None


def _check(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if not entries:
        raise BadArchive("the archive is empty")
    if len(entries) > MOST_FILES:
        raise BadArchive(f"the archive has {len(entries)} entries, at most {MOST_FILES} are taken")
    size = sum(entry.file_size for entry in entries)
    if size > LARGEST or size > max(packed, _CHUNK) * _RATIO:
        raise BadArchive(f"the archive grows to {size} bytes, which is too much for its size")
    for entry in entries:
        _check_name(entry)


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    drive = len(name) > 1 and name[1] == ":"
    if path.is_absolute() or drive or ".." in path.parts or "\0" in name:
        raise BadArchive(f"the entry '{entry.filename[:200]}' leaves the app's folder")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadArchive(f"the entry '{entry.filename[:200]}' is a link or a device")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    path = target / entry.filename.replace("\\", "/")
    if entry.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(entry) as source, path.open("xb") as file:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > entry.file_size:
                raise BadArchive(f"the entry '{entry.filename[:200]}' is larger than it says")
            file.write(chunk)
    executable = (entry.external_attr >> 16) & 0o111
    path.chmod(0o755 if executable else 0o644)


def _read(path: Path) -> Deployment | None:
    try:
        found = json.loads(path.read_text("utf-8"))
        return Deployment(**{**found, "status": DeploymentStatus(found["status"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None
