"""Which server a command uses."""

import json
from pathlib import Path

import pytest

from nameplate.cli.connection import connect, connect_running, find_up, read_up_record
from nameplate.config.home import Home, prepare
from nameplate.config.settings import load_settings
from nameplate.process.locks import FileLock


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a server."""
    return prepare(Home(tmp_path / "home"))


def _record(home: Home) -> None:
    ports = {"https": 1, "token": 2, "proxy": 3}
    home.up_record.write_text(json.dumps({"pid": 4, "ports": ports, "started": "x"}))


def test_a_record_counts_only_while_the_lock_is_held(home: Home) -> None:
    _record(home)
    assert find_up(home) is None
    with FileLock(home.up_lock):
        found = find_up(home)
        assert found is not None
        assert (found.pid, found.ports.https, found.ports.proxy) == (4, 1, 3)
    assert find_up(home) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "ports": {}}'])
def test_half_a_record_is_none(home: Home, text: str) -> None:
    home.up_record.write_text(text)
    assert read_up_record(home) is None


def test_a_running_server_is_used(server_home: Path) -> None:
    settings = load_settings({"NAMEPLATE_HOME": str(server_home)})
    with connect_running(settings) as found:
        assert found is not None
        assert not found.embedded
        assert found.api.get(f"{found.admin}/status")["mode"] == "up"


def test_without_one_a_server_is_started_and_ended(home: Home) -> None:
    settings = load_settings({"NAMEPLATE_HOME": str(home.root)})
    with connect(settings) as found:
        assert found.embedded
        assert found.api.get(f"{found.admin}/status")["mode"] == "embedded"
    with connect_running(settings) as none:
        assert none is None
