"""The first process of an app: it starts the app, reaps what dies, and leaves no survivor.

In a process namespace of its own the kernel ends everything with it. Without one it adopts what the
app's processes leave behind, and ends those one by one.
"""

import contextlib
import os
import resource
import signal
from pathlib import Path
from typing import Final, NoReturn

from nameplate.process.keeper import isolation, kernel
from nameplate.process.keeper.workload import Limits, Workload

STARTED: Final = b"S"
FAILED: Final = b"F"
ENDED: Final = b"E"
"""What stands at the beginning of each report to the keeper; a newline ends it."""

ORPHANED: Final = signal.SIGHUP
"""What tells an app that shares its processes' namespace that the keeper died."""
_HEARD: Final = frozenset((signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, ORPHANED))
_RESOURCES: Final = {
    "files": resource.RLIMIT_NOFILE,
    "memory": resource.RLIMIT_DATA,
    "file_size": resource.RLIMIT_FSIZE,
    "processes": resource.RLIMIT_NPROC,
}


def run(workload: Workload, *, output: int, report: int) -> NoReturn:
    """Be the app's first process. ``output`` takes what the app prints, ``report`` our reports."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
    try:
        if workload.isolated:
            isolation.furnish(workload)
        else:
            kernel.adopt_orphans()
        main = _start(workload, output, report)
    except OSError as problem:
        _say(report, FAILED, problem.strerror or str(problem))
        os._exit(1)
    os.close(output)
    status = _wait_for(main)
    _end_the_rest(alone=workload.isolated)
    _say(report, ENDED, str(status))
    os._exit(0)


def _start(workload: Workload, output: int, report: int) -> int:
    """Fork the app. Raises OSError when it cannot be started."""
    failure, failing = os.pipe2(os.O_CLOEXEC)
    main = os.fork()
    if main == 0:
        os.close(failure)
        _become_the_app(workload, output, failing)
    os.close(failing)
    with os.fdopen(failure, "rb") as reading:
        words = reading.read()
    if words:
        os.waitpid(main, 0)
        raise OSError(0, words.decode("utf-8", "replace"))
    _say(report, STARTED, str(main))
    return main


def _become_the_app(workload: Workload, output: int, failing: int) -> NoReturn:
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        for descriptor, place in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(descriptor, place)
        os.umask(0o022)
        _limit(workload.limits)
        isolation.become(workload)
        if not workload.isolated:
            kernel.die_with_parent()  # after the user, whose change forgets it
        os.chdir(workload.folder)
        _forget_signals()
        os.execvpe(workload.command[0], workload.command, dict(workload.environment))  # noqa: S606 - the app
    except OSError as problem:
        words = f"{workload.command[0]}: {problem.strerror or problem}"
        os.write(failing, words.encode("utf-8", "replace")[:500])
    os._exit(127)


def _limit(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name, kind in _RESOURCES.items():
        wanted = getattr(limits, name)
        if wanted is None:
            continue
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        resource.setrlimit(kind, (wanted, wanted))


def _forget_signals() -> None:
    """Give the app the signals as a new program finds them."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())


def _wait_for(main: int) -> int:
    """Reap until the app's own process ends; pass on what asks us to end. Its wait status."""
    while True:
        number = signal.sigwait(_HEARD)
        if number != signal.SIGCHLD:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(main, signal.SIGKILL if number == ORPHANED else number)
            continue
        for pid, status in _reaped():
            if pid == main:
                return status


def _reaped() -> list[tuple[int, int]]:
    found = []
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            found.append((pid, status))
    return found


def _end_the_rest(*, alone: bool) -> None:
    """End what the app has left: whoever changed session, forked twice, or was just slow."""
    if alone:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        return
    end_children(os.getpid())


def end_children(parent: int, *, spared: frozenset[int] = frozenset()) -> None:
    """Kill and reap every child, and every one that its end leaves to us, until none is left."""
    while True:
        children = [each for each in _children(parent) if each not in spared]
        if not children:
            return
        for child in children:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _children(parent: int) -> list[int]:
    """The children of a process of one thread."""
    with contextlib.suppress(OSError):
        return [
            int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        ]
    return []


def _say(report: int, kind: bytes, words: str) -> None:
    line = kind + words.replace("\n", " ").encode("utf-8", "replace")[:1000] + b"\n"
    with contextlib.suppress(OSError):
        os.write(report, line)
