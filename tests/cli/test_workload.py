"""Which app a command means."""

from pathlib import Path

import pytest

from nameplate.cli.failures import CommandFailure
from nameplate.cli.workload import app_name, free_port, has_identity


@pytest.mark.parametrize(
    ("folder", "name"),
    [("web1", "web1"), ("My App_2", "my-app-2"), ("-x y-", "x-y"), ("a" * 99, "a" * 60)],
)
def test_the_folders_name_becomes_an_apps_name(folder: str, name: str) -> None:
    assert app_name(None, Path("/x") / folder) == name
    assert app_name("given", Path("/x") / folder) == "given"


def test_a_folder_without_a_name_needs_the_option() -> None:
    with pytest.raises(CommandFailure, match="--app"):
        app_name(None, Path("/"))


@pytest.mark.parametrize(
    ("identity", "has"),
    [(None, False), ({"type": "None"}, False), ({"type": "SystemAssigned"}, True)],
)
def test_an_identity_is_there_or_not(identity: object, has: bool) -> None:
    assert has_identity({"identity": identity}) is has


def test_a_free_port_is_a_port() -> None:
    assert 0 < free_port() < 65536
