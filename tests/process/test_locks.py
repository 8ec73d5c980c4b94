"""Locks that the kernel releases."""

import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from nameplate.process.locks import FileLock, LockHeld, is_locked

HOLDER = """
import sys, pathlib
from nameplate.process.locks import FileLock
with FileLock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_locked(path)
    assert not path.exists()
    with FileLock(path):
        assert is_locked(path)
        with pytest.raises(LockHeld):
            FileLock(path).acquire()
    assert not is_locked(path)
    with FileLock(path):
        pass


def test_a_killed_holder_holds_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert is_locked(path)
        holder.kill()
        holder.wait(10)
    assert not is_locked(path)


def test_patience_outlasts_one_who_only_asks(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    asking = FileLock(path)
    asking.acquire()
    timer = Timer(0.1, asking.release)
    timer.start()
    with FileLock(path, patience=10):
        assert is_locked(path)
    timer.join()
