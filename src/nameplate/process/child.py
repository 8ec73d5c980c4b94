"""The child of ``nameplate run``: it lives in our process group and ends as it ends by itself.

It stays in the terminal's foreground group, so that keys, window size and job control reach it as
if we were not there. What a process sends to us alone is passed on. When the terminal stops the
child we stop too, so that the shell takes the prompt back; when we go on, it goes on.
"""

import os
import signal
from collections.abc import Mapping, Sequence
from typing import Final

from nameplate.process.executable import (
    NOT_EXECUTABLE,
    NOT_FOUND,
    CannotStart,
    find_executable,
)
from nameplate.process.exit_status import ExitStatus
from nameplate.process.signals import Arrival, SignalGate

_JOB_CONTROL: Final = (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
_PYTHON_IGNORES: Final = (signal.SIGPIPE, signal.SIGXFSZ)  # ours, not what the child inherits


def run_child(
    command: Sequence[str], environment: Mapping[str, str], gate: SignalGate
) -> ExitStatus:
    """Start a command with exactly this environment and wait for its end.

    ``gate`` is closed. Raises ``CannotStart`` when there is no such command.
    """
    return _wait(_start(command, environment, gate), gate)


def _start(command: Sequence[str], environment: Mapping[str, str], gate: SignalGate) -> int:
    path = find_executable(command[0] if command else "", environment)
    try:
        return os.posix_spawn(
            path,
            list(command),
            dict(environment),
            setsigmask=gate.mask_of_a_child,
            setsigdef=_PYTHON_IGNORES,
        )
    except FileNotFoundError:  # a script whose interpreter is missing
        raise CannotStart(f"{path}: its interpreter was not found", NOT_FOUND) from None
    except OSError as problem:
        raise CannotStart(f"{path} cannot be run: {problem.strerror}", NOT_EXECUTABLE) from None
    except ValueError as problem:
        raise CannotStart(f"{path} cannot be run: {problem}", NOT_EXECUTABLE) from None


def _wait(pid: int, gate: SignalGate) -> ExitStatus:
    while True:
        arrival = gate.next()
        if arrival.number != signal.SIGCHLD:
            _forward(arrival, pid)
        elif (ended := _take_changes(pid)) is not None:
            return ended


def _forward(arrival: Arrival, pid: int) -> None:
    if arrival.sent:
        os.kill(pid, arrival.number)  # not reaped yet, so the id is still its own


def _take_changes(pid: int) -> ExitStatus | None:
    """Take every change that one SIGCHLD may stand for; the status when the child is gone."""
    while True:
        changed, status = os.waitpid(-1, os.WNOHANG | os.WUNTRACED)
        if changed == 0:
            return None
        if changed != pid:
            continue
        if not os.WIFSTOPPED(status):
            return ExitStatus.of(status)
        if os.WSTOPSIG(status) in _JOB_CONTROL:
            _stop_with(pid, os.WSTOPSIG(status))


def _stop_with(pid: int, number: int) -> None:
    """Stop this process as the child was stopped; return when the shell lets us go on."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    os.kill(os.getpid(), number)
    signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    os.kill(pid, signal.SIGCONT)
