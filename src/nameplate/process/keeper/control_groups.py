"""An app's control group: the kernel bounds memory, processor time and processes of all it starts.

Version 2 alone ("Control Group v2", the kernel's admin guide). A group may have groups below it
that are controlled only where no process is in itself: so the keeper makes one of its own beside,
or moves into one what was delegated to it and its server, and nobody else.
"""

import contextlib
import os
from pathlib import Path
from typing import Final, Self

from nameplate.process.keeper.workload import Limits

_WANTED: Final = ("memory", "cpu", "pids")
_PERIOD: Final = 100_000
"""Microseconds in which an app's share of a processor is counted."""


class ControlGroup:
    """The group of one app."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take(self, pid: int) -> None:
        """Bound a process, and everything that it starts from now on. Raises OSError."""
        (self._path / "cgroup.procs").write_text(str(pid), "ascii")

    def exceeded(self) -> bool:
        """Whether the kernel ended it because it wanted more memory."""
        with contextlib.suppress(OSError, ValueError):
            words = (self._path / "memory.events").read_text("ascii").split()
            events = dict(zip(words[::2], words[1::2], strict=False))
            return int(events.get("oom_kill", 0)) > 0
        return False

    def close(self) -> None:
        """Remove it, once nobody is in it; who is left there is ended."""
        with contextlib.suppress(OSError):
            (self._path / "cgroup.kill").write_text("1", "ascii")
        with contextlib.suppress(OSError):
            self._path.rmdir()


class ControlGroups:
    """Where the groups of apps are made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._serial = 0

    @classmethod
    def find(cls, process: Path = Path("/proc/self")) -> Self | None:
        """A place that bounds memory here; ``None`` where there is none, or it is not ours."""
        root, own = _mounted(process / "mountinfo"), _own(process / "cgroup")
        if root is None or own is None:
            return None
        for base, delegated in ((root / own.lstrip("/"), True), (root, False)):
            with contextlib.suppress(OSError):
                made = _below(base, delegated=delegated)
                if made is not None:
                    return cls(made)
        return None

    def make(self, limits: Limits) -> ControlGroup:
        """A group with bounds. Raises OSError."""
        self._sweep()
        self._serial += 1
        path = self._path / f"app-{self._serial}"
        path.mkdir()
        try:
            _bound(path, limits)
        except OSError:
            path.rmdir()
            raise
        return ControlGroup(path)

    def close(self) -> None:
        """Remove the place, if nobody is left in it."""
        self._sweep()
        with contextlib.suppress(OSError):
            self._path.rmdir()

    def _sweep(self) -> None:
        """Remove groups whose last process took its time to go; the kernel keeps all others."""
        for each in self._path.glob("app-*"):
            with contextlib.suppress(OSError):
                each.rmdir()


def _mounted(mounts: Path) -> Path | None:
    """Where the hierarchy of version 2 is (``proc_pid_mountinfo(5)``)."""
    with contextlib.suppress(OSError):
        for line in mounts.read_text("utf-8").splitlines():
            before, _, after = line.partition(" - ")
            if after.split(" ", 1)[0] == "cgroup2":
                return Path(before.split(" ")[4])
    return None


def _own(groups: Path) -> str | None:
    """Which of its groups this process is in."""
    with contextlib.suppress(OSError):
        for line in groups.read_text("utf-8").splitlines():
            if line.startswith("0::"):
                return line[3:]
    return None


def _below(base: Path, *, delegated: bool) -> Path | None:
    """A new group below another, for groups of apps. Raises OSError."""
    if "memory" not in (base / "cgroup.controllers").read_text("ascii").split():
        return None
    if delegated and not _is_ours_alone(base):
        return None
    if not delegated and not _controls(base):
        return None
    made = base / f"nameplate-{os.getpid()}"
    made.mkdir()
    server = made / "server"
    try:
        if delegated:
            server.mkdir()
            _move(base, server)
            _control(base)
        _control(made)
    except OSError:
        with contextlib.suppress(OSError):
            _move(server, base)
        for each in (server, made):
            with contextlib.suppress(OSError):
                each.rmdir()
        raise
    return made


def _is_ours_alone(base: Path) -> bool:
    """Whether only this process and its parent are in a group: then it was made for them."""
    members = {int(each) for each in (base / "cgroup.procs").read_text("ascii").split()}
    return members <= {os.getpid(), os.getppid()}


def _controls(base: Path) -> bool:
    return "memory" in (base / "cgroup.subtree_control").read_text("ascii").split()


def _control(base: Path) -> None:
    there = (base / "cgroup.controllers").read_text("ascii").split()
    for name in _WANTED:
        if name in there:
            (base / "cgroup.subtree_control").write_text(f"+{name}", "ascii")
    if not _controls(base):
        raise OSError(0, "memory is not controlled")


def _move(source: Path, target: Path) -> None:
    for pid in (source / "cgroup.procs").read_text("ascii").split():
        (target / "cgroup.procs").write_text(pid, "ascii")


def _bound(path: Path, limits: Limits) -> None:
    """Say what a group may use; of what is not memory only what can be bounded here."""
    if limits.total_memory is not None:
        (path / "memory.max").write_text(str(limits.total_memory), "ascii")
        (path / "memory.oom.group").write_text("1", "ascii")
    share = limits.processor and f"{limits.processor * _PERIOD // 100} {_PERIOD}"
    swap = None if limits.total_memory is None else 0
    for name, bound in (
        ("memory.swap.max", swap),
        ("cpu.max", share),
        ("pids.max", limits.processes),
    ):
        if bound is not None:
            with contextlib.suppress(OSError):
                (path / name).write_text(str(bound), "ascii")
