"""Ending a process by its id."""

import subprocess

from nameplate.process.termination import is_alive, terminate


def test_a_process_that_obeys_is_gone() -> None:
    with subprocess.Popen(["sh", "-c", "sleep 30 & trap 'kill %1; exit 0' TERM; wait"]) as process:
        assert is_alive(process.pid)
        process.terminate()
        process.wait(10)
        assert terminate(process.pid, patience=1)


def test_nobody_is_gone_already() -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait(10)
        assert not is_alive(process.pid)
        assert terminate(process.pid, patience=0)
