"""Ending a process by its id."""

import signal
import subprocess

from nameplate.process.termination import ask_to_end


def test_a_process_is_asked_and_ends() -> None:
    with subprocess.Popen(["sleep", "30"]) as process:
        assert ask_to_end(process.pid)
        assert process.wait(10) == -signal.SIGTERM


def test_nobody_is_there_to_ask() -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait(10)
        assert not ask_to_end(process.pid)
