"""Programs are built once for what they are made of, and kept under ``.work/matrix``."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from conformance.matrix.declared import HERE, Build

ROOT: Final = HERE.parents[1]
KEPT: Final = ROOT / ".work" / "matrix"

_UNUSED_FOR: Final = 24 * 3600
_FOREIGN: Final = ("PIP_", "PYTHON", "VIRTUAL_ENV", "NAMEPLATE_", "AZURE_", "IDENTITY_", "MSI_")


class BuildFailed(Exception):
    """A build that ended with another status than 0."""


@dataclass(frozen=True, slots=True)
class Built:
    """A build on this machine: its folder, or the programs that it lacks."""

    folder: Path | None
    missing: tuple[str, ...] = ()
    seconds: float = 0.0


def environment() -> dict[str, str]:
    """Ours without what would redirect an installation or an identity.

    The indexes that pip is told of stay: they are the machine's.
    """
    kept = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_CERT")
    return {
        name: value
        for name, value in os.environ.items()
        if name in kept or not name.startswith(_FOREIGN)
    }


def variables(build: Build, folder: Path) -> dict[str, str]:
    """What a build's and a client's commands are told of folders."""
    return {"BUILD": str(folder), "SOURCE": str(build.source), "ROOT": str(ROOT)}


def built(build: Build) -> Built:
    """The build's folder; made if it is not there. Raises BuildFailed."""
    missing = tuple(each for each in build.programs if shutil.which(each) is None)
    if missing:
        return Built(None, missing)
    began = time.monotonic()
    folder = KEPT / build.language / f"{build.name}-{_key(build)}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            _make(build, folder)
        (folder / ".complete").touch()
    _forget(build)
    return Built(folder, seconds=time.monotonic() - began)


def _key(build: Build) -> str:
    content = hashlib.sha256()
    for path in build.files():
        content.update(str(path.relative_to(build.source)).encode() + b"\0" + path.read_bytes())
    content.update("\0".join(build.commands).encode())
    return content.hexdigest()[:12]


def _make(build: Build, folder: Path) -> None:
    for path in build.files():
        target = folder / path.relative_to(build.source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    with (folder / ".build.log").open("w+", encoding="utf-8") as log:
        for command in build.commands:
            _call(command, build, folder, log.fileno())


def _call(command: str, build: Build, folder: Path, log: int) -> None:
    told: Mapping[str, str] = {**environment(), **variables(build, folder)}
    with subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=told,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    ) as process:
        try:
            status = process.wait(timeout=build.seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # what it started, too
            status = process.wait()
    if status != 0:
        said = (folder / ".build.log").read_text(encoding="utf-8", errors="replace")[-3000:]
        raise BuildFailed(f"{build.language} {build.name}: `{command}` ended with {status}\n{said}")


def _forget(build: Build) -> None:
    """Remove what was built of another content and not used for a day."""
    for complete in (KEPT / build.language).glob(f"{build.name}-*/.complete"):
        if time.time() - complete.stat().st_mtime > _UNUSED_FOR:
            shutil.rmtree(complete.parent)
