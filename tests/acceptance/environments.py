"""Environments of their own: made from a lock, kept under ``.work/acceptance`` until it changes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / ".work" / "acceptance"

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


def kept(name: str, lock: Path, make: Callable[[Path], None]) -> Path:
    """A folder made by ``make`` once for the content of a lock (and this Python)."""
    content = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = KEPT / f"{name}-{content}"
    with _locked():
        if not (folder / ".complete").exists():
            for old in KEPT.glob(f"{name}-*"):
                shutil.rmtree(old)
            folder.mkdir()
            make(folder)
            (folder / ".complete").touch()
    return folder


def make_python(folder: Path, lock: Path) -> None:
    """A virtual environment with exactly what a lock names."""
    call(sys.executable, "-m", "venv", folder)
    pip = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install")
    call(*pip, "--quiet", "--require-hashes", "-r", lock)


def python_environment(name: str, lock: Path) -> Path:
    """The Python of an environment made from a lock."""
    return kept(name, lock, lambda folder: make_python(folder, lock)) / "bin" / "python"


def node_environment(name: str, source: Path) -> Path:
    """A copy of a folder with its packages installed as its lock says."""

    def make(folder: Path) -> None:
        for file in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(source / file, folder / file)
        call("npm", "ci", "--silent", "--ignore-scripts", cwd=folder)

    folder = kept(name, source / "package-lock.json", make)
    for file in (*source.glob("*.mjs"), *source.glob("*.cjs")):
        shutil.copy(file, folder / file.name)
    return folder


def build_wheel(folder: Path) -> Path:
    """The wheel of this tree."""
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install_wheel(wheel: Path) -> Path:
    """The ``nameplate`` command of an environment that holds the wheel and its locked needs."""
    python = python_environment("nameplate", ROOT / "requirements" / "runtime.txt")
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    with _locked():
        call(*pip, "--no-deps", "--no-index", "--force-reinstall", wheel)
    return python.with_name("nameplate")
