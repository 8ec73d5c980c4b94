"""A program that is measured: started on one core, asked what it used, ended."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

LOOPBACK: Final = "127.0.0.1"
READY_SECONDS: Final = 30.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PROC: Final = Path("/proc")


class Missing(Exception):
    """Something cannot be measured here; the text says why."""


class Program:
    """A process in a group of its own, pinned to ``core``, that listens on ``port``."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        port: int,
        core: int | None = None,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        pinned = ["taskset", "-c", str(core)] if core is not None else []
        self.port = port
        self._process = subprocess.Popen(
            [*pinned, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def wait(self) -> None:
        """Until the port is listened on."""
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise Missing(f"it ended with status {self._process.returncode} at its start")
            with socket.socket() as probe:
                if probe.connect_ex((LOOPBACK, self.port)) == 0:
                    return
            time.sleep(0.02)
        raise Missing(f"it did not listen within {READY_SECONDS:g} s")

    def stop(self) -> None:
        """End the whole group."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is not None:
                return
            os.killpg(self._process.pid, number)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                continue


def cpu_seconds(pid: int) -> float:
    """User and system time of a process with all its threads (proc(5), fields 14 and 15)."""
    fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_megabytes(pid: int) -> tuple[float, float]:
    """Proportional and unique set size (proc(5), smaps_rollup)."""
    text = (_PROC / str(pid) / "smaps_rollup").read_text()
    rows = {name: amount for name, _, amount in (row.partition(":") for row in text.splitlines())}
    kilobytes = {
        name: int(rows[name].split()[0]) for name in ("Pss", "Private_Clean", "Private_Dirty")
    }
    unique = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return kilobytes["Pss"] / 1024, unique / 1024


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
