"""Programs whose words are read while a child of ours lives: they end with whoever asked them.

Their exit status is not looked at: the wait for ``run``'s child takes whichever child has ended,
and with it that status. What they write is enough.
"""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from nameplate.process.executable import CannotStart, find_executable

_LIMIT = 1 << 20


class ToolLate(Exception):
    """A program that was ended because it took too long."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a program wrote."""

    output: str = field(repr=False)
    errors: str = field(repr=False)


class ToolRunner:
    """Runs programs without a terminal; left, it ends those that still run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._over = True
            running = tuple(self._running)
        for each in running:
            _kill(each)

    def run(self, command: Sequence[str], environment: Mapping[str, str], seconds: float) -> Said:
        """Run a program to its end; blocks. Raises CannotStart or ToolLate."""
        path = find_executable(command[0], environment)
        try:
            process = self._start(path, command, environment)
        except OSError as problem:
            raise CannotStart(f"{path} cannot be run: {problem.strerror}", 126) from None
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            process.communicate()
            raise ToolLate(command[0]) from None
        finally:
            with self._lock:
                self._running.discard(process)
        return Said(_text(output), _text(errors))

    def _start(
        self, path: str, command: Sequence[str], environment: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._over:
                raise CannotStart(f"{command[0]}: this run is over", 126)
            process = subprocess.Popen(  # noqa: S603 - the callers name the program themselves
                [path, *command[1:]],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            self._running.add(process)
            return process


def _text(words: bytes) -> str:
    return words[:_LIMIT].decode("utf-8", "replace")


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a program and whatever it started: it leads a session of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
