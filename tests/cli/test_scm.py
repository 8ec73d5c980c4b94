"""The deployment service of the app or slot that is named, where a server runs it."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli import scm
from nameplate.cli.command import Invocation
from nameplate.cli.failures import CommandFailure
from nameplate.cli.scm import DeploymentService, host_of
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]
SITE = {
    "name": "web1",
    "properties": {
        "hostNameSslStates": [
            {"name": "web1.example", "hostType": "Standard"},
            {"name": "web1.scm.example", "hostType": "Repository"},
        ]
    },
}


def test_hosts_are_told_apart() -> None:
    assert host_of(SITE, "Standard") == "web1.example"
    assert host_of(SITE, "Repository") == "web1.scm.example"
    with pytest.raises(CommandFailure, match="web1"):
        host_of({**SITE, "properties": {}}, "Standard")


class FakeService(DeploymentService):
    """The service of an app whose states are known beforehand; the last one stays."""

    def __init__(self, *states: str) -> None:
        self._states = list(states)
        self._call = Invocation.__new__(Invocation)
        self._call.arguments = Namespace(name="web1")

    def _hosted(self) -> dict[str, Any]:
        state = self._states.pop(0) if len(self._states) > 1 else self._states[0]
        return {"state": state, "answering": state, "reason": "no application was found"}


def test_a_state_of_the_settings_before_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scm, "_PAUSE", 0)
    FakeService("Failed", "Failed", "Starting", "Failed", "d1").wait_answering("d1")
    with pytest.raises(CommandFailure, match="the app is Failed: no application was found"):
        FakeService("Starting", "Failed").wait_answering("d1")


def test_the_slot_that_is_named(made: Made, nameplate: Nameplate, tmp_path: Path) -> None:
    made("webapp", "create", "-n", "slots1")
    assert made("webapp", "deployment", "list", "-n", "slots1", "--slot", "production") == []
    ran = nameplate("webapp", "deployment", "list", "-n", "slots1", "-s", "none")
    assert ran.status == 3
    ran = nameplate("webapp", "deployment", "list", "-n", "slots1", "--home", str(tmp_path))
    assert (ran.status, "only `nameplate up` runs apps" in ran.err) == (1, True)
    made("webapp", "delete", "-n", "slots1")
