"""From the keeper's fork to an app's first process.

Namespaces are entered by a helper that forks once more and goes: its child, the first of the new
process namespace, becomes the keeper's own. Only then does it ask to die with its parent, and
starts the app.
"""

import itertools
import os
import select
import signal
from dataclasses import dataclass
from typing import NoReturn

from nameplate.process.keeper import init, isolation, kernel
from nameplate.process.keeper.control_groups import ControlGroup
from nameplate.process.keeper.workload import Workload


class CannotStart(Exception):
    """An app that could not be started, told in a sentence."""


@dataclass(frozen=True, slots=True)
class Born:
    """An app's first process, as the keeper holds it."""

    pid: int
    handle: int
    """Its pidfd: readable when it has ended, and never another process's."""
    output: int
    """What the app prints."""
    report: int
    """What its first process reports: started, failed, ended."""


@dataclass(frozen=True, slots=True)
class _Ends:
    """The ends of pipes that an app's first process keeps; every other one it closes."""

    output: int
    report: int
    go: int
    life: int

    def close_others(self) -> None:
        kept = sorted((self.output, self.report, self.go, self.life))
        for low, high in itertools.pairwise((2, *kept, 65_536)):
            os.closerange(low + 1, high)


def bear(workload: Workload, life: int, group: ControlGroup | None = None) -> Born:
    """Start an app's first process, in a control group if there is one. Raises ``CannotStart``.

    ``life`` is the reading end of a pipe whose other end only the keeper holds, so that a reader
    can tell that it died.
    """
    output, printing = os.pipe2(os.O_CLOEXEC)
    report, reporting = os.pipe2(os.O_CLOEXEC)
    go, going = os.pipe2(os.O_CLOEXEC)
    try:
        pid = _fork(workload, _Ends(printing, reporting, go, life))
        if group is not None:
            group.take(pid)  # before it starts anything
        os.write(going, b"!")
        os.set_blocking(output, False)
        os.set_blocking(report, False)
        return Born(pid, os.pidfd_open(pid), output, report)
    except (CannotStart, OSError) as problem:
        os.close(output)
        os.close(report)
        raise CannotStart(str(problem)) from None
    finally:
        for descriptor in (printing, reporting, go, going):
            os.close(descriptor)


def _fork(workload: Workload, ends: _Ends) -> int:
    if not workload.isolated:
        pid = os.fork()
        if pid == 0:
            _first(workload, ends)
        return pid
    answer, answering = os.pipe2(os.O_CLOEXEC)
    helper = os.fork()
    if helper == 0:
        _help(workload, ends, answering)
    os.close(answering)
    with os.fdopen(answer, "rb") as reading:
        words = reading.read().decode("utf-8", "replace")
    os.waitpid(helper, 0)  # from here on its child is ours
    if not words.isdigit():
        raise CannotStart(words or "its helper ended early")
    return int(words)


def _help(workload: Workload, ends: _Ends, answering: int) -> NoReturn:
    try:
        isolation.leave(workload)
        pid = os.fork()
        if pid == 0:
            _first(workload, ends)
        os.write(answering, str(pid).encode())
    except OSError as problem:
        os.write(answering, str(problem.strerror or problem).encode())
    finally:
        os._exit(0)


def _first(workload: Workload, ends: _Ends) -> NoReturn:
    """Wait until the keeper is our parent; without one there is nothing to live for."""
    try:
        ends.close_others()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        if os.read(ends.go, 1):
            kernel.die_with_parent(signal.SIGKILL if workload.isolated else init.ORPHANED)
            alive, _, _ = select.select([ends.life], [], [], 0)
            if not alive:  # else the keeper died before we had asked to die with it
                init.run(workload, output=ends.output, report=ends.report)
    finally:
        os._exit(1)
