"""The tools and peers a run needs: found, installed where that is possible, or missing by name."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.programs import Missing

ROOT: Final = Path(__file__).parent.parent
CACHE: Final = ROOT / ".work" / "benchmarks"
PEERS: Final = Path(__file__).parent / "peers"
_PACKAGES: Final = {"wrk": "wrk", "nginx": "nginx-light", "taskset": "util-linux"}
_INSTALL_SECONDS: Final = 120


def tool(name: str) -> str:
    """The path of a program. Debian's package is installed when we are root and it is missing."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin", "/usr/local/go/bin"))
    found = shutil.which(name, path=path)
    if found is None and name in _PACKAGES:
        _install(_PACKAGES[name])
        found = shutil.which(name, path=path)
    if found is None:
        hint = f" (Debian: apt-get install {_PACKAGES[name]})" if name in _PACKAGES else ""
        raise Missing(f"{name} is not installed{hint}")
    return found


def npm_modules() -> Path:
    """The folder with the npm peers, installed by their lock and kept between runs."""
    node, npm = tool("node"), tool("npm")
    folder = CACHE / "npm"
    lock = (PEERS / "npm" / "package-lock.json").read_bytes()
    shutil.copytree(PEERS / "npm", folder, dirs_exist_ok=True)
    mark = folder / "node_modules" / ".installed"
    if not mark.exists() or mark.read_bytes() != lock:
        run((npm, "ci", "--no-audit", "--no-fund", "--silent"), folder=folder)
        mark.write_bytes(lock)
    run((node, "--version"), folder=folder)
    return folder


def go_peer() -> Path:
    """The net/http peer, built."""
    CACHE.mkdir(parents=True, exist_ok=True)
    binary = CACHE / "go-peer"
    environment = {**os.environ, "GO111MODULE": "off", "GOFLAGS": "", "CGO_ENABLED": "0"}
    source = str(PEERS / "go" / "main.go")
    run((tool("go"), "build", "-o", str(binary), source), folder=CACHE, environment=environment)
    return binary


def version(*command: str) -> str:
    """The first line that a program says of its version."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    return (done.stdout or done.stderr).strip().partition("\n")[0]


def run(command: Sequence[str], *, folder: Path, environment: dict[str, str] | None = None) -> None:
    """Run a step of the preparation. Raises Missing with what it said."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_INSTALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Missing(f"{Path(command[0]).name} took longer than {_INSTALL_SECONDS} s") from None
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
        raise Missing(f"{Path(command[0]).name} failed: {said[-1][:200]}")


def _install(package: str) -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    install = ("apt-get", "install", "-y", "-q", "--no-install-recommends", package)
    try:
        run(install, folder=ROOT, environment=quiet)
    except Missing:
        run(("apt-get", "update", "-q"), folder=ROOT, environment=quiet)
        run(install, folder=ROOT, environment=quiet)
