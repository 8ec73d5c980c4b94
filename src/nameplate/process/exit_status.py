"""How a process ended, and how to end in the same way."""

import os
import resource
import signal
from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class ExitStatus:
    """An exit code, or the signal that ended the process."""

    code: int
    signal: int | None = None

    @classmethod
    def of(cls, wait_status: int) -> "ExitStatus":
        """Read what ``waitpid`` gave for a process that is gone."""
        if os.WIFSIGNALED(wait_status):
            number = os.WTERMSIG(wait_status)
            return cls(128 + number, number)
        return cls(os.WEXITSTATUS(wait_status))

    def imitate(self) -> NoReturn:
        """End this process as that one ended, so that the caller's shell sees the same.

        A shell stops a script for a child that SIGINT ended, but not for one that returned 130:
        so the signal is raised again, without a second core dump.
        """
        if self.signal is not None:
            _die_by(self.signal)
        raise SystemExit(self.code)


def _die_by(number: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    if number not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    os.kill(os.getpid(), number)
