"""What an app under ``up`` may use: who holds more ends by name, and its neighbours go on."""

import contextlib
import http.client
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import hosted
from tests.acceptance.test_hosted_apps import free_base
from tests.running import Platform


@pytest.fixture
def platform(tmp_path: Path, command: Path) -> Iterator[Platform]:
    settings = {"NAMEPLATE_APP_MEMORY_MB": "128"}
    found = Platform(tmp_path / "home", command, settings=settings, port_base=free_base())
    yield found
    found.stop()


EATS = """
import os

HELD = []

def look(path):
    if path == "/eat":
        HELD.append(bytearray(os.urandom(1)) * (256 * 1024 * 1024))
    return {"held": len(HELD)}
"""


def test_an_app_that_eats_memory_ends_by_name_and_its_neighbour_does_not(
    platform: Platform,
) -> None:
    platform.start()
    for app, files in (("greedy", {"extra": EATS}), ("quiet", {})):
        platform.run("webapp", "create", "-n", app)
        hosted.place(platform, app, **files)
        platform.run("webapp", "restart", "-n", app)
    hosted.wait_until_running(platform, "greedy", "quiet")
    limits = platform.json("status")["limits"]
    assert limits["memoryMb"] == 128
    assert limits["by"]
    before = hosted.ask(platform, "quiet")

    with contextlib.suppress(http.client.HTTPException):
        hosted.ask(platform, "greedy", "/eat")
    log = platform.home / "logs" / "keeper.log"
    found = _greedy(platform)
    assert found["lastCrash"].startswith("memory limit: "), log.read_text()
    hosted.wait_until_running(platform, "greedy")
    assert hosted.ask(platform, "greedy")["held"] == 0
    assert hosted.ask(platform, "quiet") == before


def _greedy(platform: Platform) -> dict[str, Any]:
    """What status says of the app once it is not running any more."""
    deadline = time.monotonic() + 60
    while True:
        every: list[dict[str, Any]] = platform.json("status")["apps"]
        (found,) = (each for each in every if each["name"] == "greedy")
        if found["restarts"]:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
