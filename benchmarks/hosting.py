"""What a hosted app costs beside its own process, when nobody asks it anything."""

import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks.programs import Missing, memory_megabytes

APPS: Final = 20
_LONGEST: Final = 90.0
_SETTLE_SECONDS: Final = 3.0
_APP: Final = """#!/usr/bin/env python3
import http.server, os
http.server.HTTPServer(
    ("127.0.0.1", int(os.environ["PORT"])), http.server.SimpleHTTPRequestHandler
).serve_forever()
"""


def host(command: str, home: Path, environment: Mapping[str, str]) -> tuple[float, float]:
    """Host apps under a running ``up``.

    Seconds until all of them run, and megabytes (PSS) of each beside its own process: the keeper's
    and its first process's. Raises ``Missing``.
    """
    for number in range(APPS):
        _place(home / "apps" / f"idle{number}")
    began = time.perf_counter()
    for number in range(APPS):
        words = (command, "webapp", "create", "-n", f"idle{number}")
        subprocess.run(words, env=dict(environment), check=True, capture_output=True, timeout=60)
    while _running(command, environment) < APPS:
        if time.perf_counter() - began > _LONGEST:
            raise Missing(f"the apps did not run within {_LONGEST:.0f} s")
        time.sleep(0.2)
    took = time.perf_counter() - began
    time.sleep(_SETTLE_SECONDS)
    keeper = _keeper(home)
    mine = (keeper, *_children(keeper))
    return took, sum(memory_megabytes(pid)[0] for pid in mine) / APPS


def _place(folder: Path) -> None:
    content = folder / "site" / "deployments" / "one" / "content"
    content.mkdir(parents=True)
    (content / "start.sh").write_text(_APP)
    (content / "start.sh").chmod(0o755)
    (folder / "site" / "wwwroot").symlink_to(Path("deployments", "one", "content"))


def _running(command: str, environment: Mapping[str, str]) -> int:
    words = (command, "status", "-o", "json")
    done = subprocess.run(words, env=dict(environment), capture_output=True, check=False)
    apps = json.loads(done.stdout or b"{}").get("apps", [])
    return sum(each["state"] == "Running" for each in apps)


def _keeper(home: Path) -> int:
    """The keeper of a home, by its command line."""
    wanted = str(home / "run" / "keeper.sock").encode()
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            words = _read(place / "cmdline").split(b"\0")
            if b"nameplate.process.keeper" in words and wanted in words:
                return int(place.name)
    raise Missing("there is no keeper")


def _children(pid: int) -> list[int]:
    return [int(each) for each in _read(Path(f"/proc/{pid}/task/{pid}/children")).split()]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
