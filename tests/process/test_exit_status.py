"""How a process ended, and ending alike."""

import os
import signal
import subprocess
import sys

import pytest

from nameplate.process.exit_status import ExitStatus

IMITATE = """
import sys
from nameplate.process.exit_status import ExitStatus
ExitStatus(int(sys.argv[1]), int(sys.argv[2]) or None).imitate()
"""


def _imitate(code: int, number: int) -> int:
    command = [sys.executable, "-c", IMITATE, str(code), str(number)]
    return subprocess.run(command, check=False).returncode


def test_a_wait_status_is_read() -> None:
    pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 9"], {})
    assert ExitStatus.of(os.waitpid(pid, 0)[1]) == ExitStatus(9)
    pid = os.posix_spawn("/bin/sh", ["sh", "-c", "kill -KILL $$"], {})
    assert ExitStatus.of(os.waitpid(pid, 0)[1]) == ExitStatus(137, signal.SIGKILL)


def test_a_code_is_imitated() -> None:
    assert _imitate(42, 0) == 42


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL, signal.SIGSEGV])
def test_a_signal_is_imitated(number: signal.Signals) -> None:
    assert _imitate(128 + number, number) == -number
