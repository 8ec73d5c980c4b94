"""Environments of their own: made from a lock, kept under ``.work/acceptance`` until it changes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / ".work" / "acceptance"

_UNUSED_FOR: Final = 24 * 3600  # seconds, after which an environment of another content goes

_FOREIGN: Final = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT", "PIP_REQUIRE_HASHES")


def environment() -> dict[str, str]:
    """Ours without what would redirect an installation."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in _FOREIGN and not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }


def call(*words: str | Path, cwd: Path = ROOT) -> str:
    """Run a program that must succeed; what it printed."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


@contextmanager
def _locked() -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def kept(name: str, content: bytes, make: Callable[[Path], None]) -> Path:
    """A folder made by ``make`` once for a content (and this Python).

    Several runs may share the tree, each with a content of its own: what one of them uses stays.
    """
    digest = hashlib.sha256(content + sys.version.encode()).hexdigest()[:12]
    folder = KEPT / f"{name}-{digest}"
    with _locked():
        if not (folder / ".complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
        (folder / ".complete").touch()
        for other in KEPT.glob(f"{name}-*/.complete"):
            if time.time() - other.stat().st_mtime > _UNUSED_FOR:
                shutil.rmtree(other.parent)
    return folder


def make_python(folder: Path, lock: Path) -> None:
    """A virtual environment with exactly what a lock names."""
    call(sys.executable, "-m", "venv", folder)
    pip = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install")
    call(*pip, "--quiet", "--require-hashes", "-r", lock)


def python_environment(name: str, lock: Path) -> Path:
    """The Python of an environment made from a lock."""
    made = kept(name, lock.read_bytes(), lambda folder: make_python(folder, lock))
    return made / "bin" / "python"


def node_environment(name: str, source: Path) -> Path:
    """A copy of a folder with its packages installed as its lock says."""

    def make(folder: Path) -> None:
        for file in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(source / file, folder / file)
        call("npm", "ci", "--silent", "--ignore-scripts", cwd=folder)

    folder = kept(name, (source / "package-lock.json").read_bytes(), make)
    for file in (*source.glob("*.mjs"), *source.glob("*.cjs")):
        _replace(file, folder / file.name)
    return folder


def _replace(source: Path, target: Path) -> None:
    """Copy in one step: another run may start the program meanwhile."""
    with NamedTemporaryFile(dir=target.parent, delete=False) as copy:
        copy.write(source.read_bytes())
    shutil.copymode(source, copy.name)
    Path(copy.name).replace(target)


def build_wheel(folder: Path) -> Path:
    """The wheel of this tree."""
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def beside_wheel(name: str, wheel: Path, lock: Path) -> Path:
    """The Python of an environment that holds the wheel and its locked needs, and another lock.

    The other lock is made to agree with ours where both name a package.
    """
    ours = ROOT / "requirements" / "runtime.txt"

    def make(folder: Path) -> None:
        make_python(folder, ours)
        pip = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install")
        call(*pip, "--quiet", "--require-hashes", "-r", lock)
        call(*pip, "--quiet", "--no-deps", "--no-index", wheel)

    content = ours.read_bytes() + lock.read_bytes() + wheel.read_bytes()
    return kept(name, content, make) / "bin" / "python"


def install_wheel(wheel: Path) -> Path:
    """The ``nameplate`` command of an environment that holds the wheel and its locked needs."""
    lock = ROOT / "requirements" / "runtime.txt"

    def make(folder: Path) -> None:
        make_python(folder, lock)
        pip = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install")
        call(*pip, "--quiet", "--no-deps", "--no-index", wheel)

    content = lock.read_bytes() + wheel.read_bytes()
    return kept("nameplate", content, make) / "bin" / "nameplate"
