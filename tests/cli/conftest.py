"""One running server for every test of a command, and a way to run commands against it.

The commands run in this process, through the same entry as the program; the server is the real one,
in a process and a home of its own, on free ports.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from nameplate.cli.program import run_program


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


Nameplate = Callable[..., Ran]


@pytest.fixture(scope="session")
def server_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a server that runs for the whole session."""
    home = tmp_path_factory.mktemp("server") / "home"
    environment = {**os.environ, "NAMEPLATE_HOME": str(home)}
    command = [sys.executable, "-m", "nameplate.cli", "up", "--port-base", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            _await_ready(server, home / "run" / "up.json")
            yield home
        finally:
            server.terminate()
            server.communicate(timeout=30)


def _await_ready(server: subprocess.Popen[str], record: Path) -> None:
    for _ in range(600):
        if record.exists():
            return
        if server.poll() is not None:
            pytest.fail(f"the server did not start: {server.communicate()[1]}")
        Event().wait(0.05)
    pytest.fail("the server is not ready after 30 s")


@pytest.fixture
def nameplate(
    server_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Nameplate:
    """Run a command against the session's server."""
    monkeypatch.setenv("NAMEPLATE_HOME", str(server_home))

    def run(*words: str) -> Ran:
        capsys.readouterr()
        status = run_program(words)
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    return run


@pytest.fixture
def made(nameplate: Nameplate) -> Callable[..., Any]:
    """Run a command that has to succeed; its result as JSON, if there is one."""

    def run(*words: str) -> Any:
        ran = nameplate(*words)
        assert ran.status == 0, ran.err
        return json.loads(ran.out) if ran.out.strip() else None

    return run
