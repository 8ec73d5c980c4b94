"""Apps are started, stopped and restarted; without `up` it is recorded."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_an_app_is_stopped_and_started(made: Made) -> None:
    made("webapp", "create", "-n", "power1")
    for verb, state in (("stop", "Stopped"), ("start", "Running"), ("restart", "Running")):
        assert made("webapp", verb, "-n", "power1") is None
        assert made("webapp", "show", "-n", "power1")["state"] == state
    made("webapp", "delete", "-n", "power1")


def test_without_a_server_it_is_recorded(nameplate: Nameplate, tmp_path: Path) -> None:
    home = ("--home", str(tmp_path / "home"))
    assert nameplate("webapp", "create", "-n", "power2", *home).status == 0
    ran = nameplate("webapp", "stop", "-n", "power2", *home)
    assert (ran.status, "recorded; only `nameplate up` runs apps" in ran.err) == (0, True)
    assert nameplate("webapp", "show", "-n", "power2", *home).document["state"] == "Stopped"
