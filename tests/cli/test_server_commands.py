"""``up``, ``down`` and ``status``."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from nameplate.cli.program import run_program
from nameplate.cli.server_commands import announcement
from nameplate.server.endpoints import Endpoints
from tests.cli.conftest import Nameplate


def test_status_tells_what_is_served(nameplate: Nameplate, server_home: Path) -> None:
    found = nameplate("status").document
    assert found["home"] == str(server_home)
    assert found["mode"] == "up"


@pytest.mark.parametrize("address", [None, "172.17.0.1"])
def test_containers_are_told_where_to_ask(address: str | None) -> None:
    server: Any = SimpleNamespace(
        endpoints=Endpoints(https=1, token=2, proxy=3, portal=4),
        settings=SimpleNamespace(container_address=address, home=SimpleNamespace(root="/h")),
        portal_origin="http://localhost:4",
    )
    told = "\n".join(announcement(server))
    assert ("containers   172.17.0.1" in told) is (address is not None)
    assert told.startswith("nameplate: ready; home /h\n  https   1 ")


@pytest.mark.parametrize("command", ["status", "down"])
def test_nothing_running_is_status_3_and_nothing_is_created(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAMEPLATE_HOME", str(tmp_path / "none"))
    assert run_program([command]) == 3
    assert not (tmp_path / "none").exists()


def test_a_second_server_on_a_home_is_refused(nameplate: Nameplate) -> None:
    ran = nameplate("up", "--port-base", "0")
    assert ran.status == 1
    assert "running already" in ran.err


def test_down_stops_and_frees_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    environment = {**os.environ, "NAMEPLATE_HOME": str(home)}
    command = [sys.executable, "-m", "nameplate.cli", "up", "--port-base", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as server:
        while not (home / "run" / "up.json").exists():
            assert server.poll() is None
            Event().wait(0.02)
        monkeypatch.setenv("NAMEPLATE_HOME", str(home))
        assert run_program(["down"]) == 0
        assert server.wait(10) == 0
        assert run_program(["status"]) == 3
        assert server.stderr is not None
        assert b"ready" in server.stderr.read()
