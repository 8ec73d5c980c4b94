"""``up`` as a process: one per home, its record, its end."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.process.locks import is_locked
from nameplate.server import serve
from tests.server.homes import settings_of

PROGRAM = """
import sys
from nameplate.config.settings import load_settings
from nameplate.server import serve
settings = load_settings({"NAMEPLATE_HOME": sys.argv[1], "NAMEPLATE_PORT_BASE": "0"})
sys.exit(serve(settings, announce=lambda server: print("ready", flush=True)))
"""


@contextmanager
def up(home: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", PROGRAM, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def test_one_per_home_with_a_record_until_it_ends(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with up(settings.home.root) as process:
        record = json.loads(settings.home.up_record.read_text())
        assert record["pid"] == process.pid
        assert set(record["ports"]) == {"https", "token", "proxy", "portal"}
        with pytest.raises(ConfigurationError, match="is running already"):
            serve(settings)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert not settings.home.up_record.exists()
    assert not is_locked(settings.home.up_lock)


def test_after_a_kill_the_lock_is_free(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with up(settings.home.root) as process:
        process.kill()
        process.wait(10)
    assert not is_locked(settings.home.up_lock)
    with up(settings.home.root):
        assert is_locked(settings.home.up_lock)
