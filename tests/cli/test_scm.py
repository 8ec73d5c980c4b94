"""The deployment service of the app or slot that is named, where a server runs it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.failures import CommandFailure
from nameplate.cli.scm import host_of
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


def test_the_slot_that_is_named(made: Made, nameplate: Nameplate, tmp_path: Path) -> None:
    made("webapp", "create", "-n", "slots1")
    assert made("webapp", "deployment", "list", "-n", "slots1", "--slot", "production") == []
    ran = nameplate("webapp", "deployment", "list", "-n", "slots1", "-s", "none")
    assert ran.status == 3
    ran = nameplate("webapp", "deployment", "list", "-n", "slots1", "--home", str(tmp_path))
    assert (ran.status, "only `nameplate up` runs apps" in ran.err) == (1, True)
    made("webapp", "delete", "-n", "slots1")
