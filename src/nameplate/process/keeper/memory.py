"""What an app's processes hold of memory, where no control group counts it: looked at by the clock.

A process holds what nobody else can give back: its anonymous pages and what it shares without a
file, in proportion (``Pss_Anon`` and ``Pss_Shmem`` of ``proc_pid_smaps_rollup(5)``).
"""

import contextlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PAUSE: Final = 1.0
"""Seconds between looks."""
SHORT_PAUSE: Final = 0.1
"""The same, when somebody is near a limit."""
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_COUNTED: Final = (b"Pss_Anon:", b"Pss_Shmem:")


@dataclass(frozen=True, slots=True)
class Process:
    """Of a process, what tells whose it is and how large it may be."""

    parent: int
    resident: int
    """Bytes; what several share is counted for each."""


class MemoryWatch:
    """Tells who holds too much."""

    def __init__(self, proc: Path = Path("/proc")) -> None:
        self._proc = proc

    def look(self, limits: Mapping[int, int]) -> tuple[set[int], float]:
        """Of first processes with their limits those that are over, and when to look again."""
        if not limits:
            return set(), PAUSE
        table = processes(self._proc)
        members = families(table, limits)
        over, pause = set(), PAUSE
        for first, limit in limits.items():
            rough = sum(table[pid].resident for pid in members[first])
            if rough * 2 > limit:
                pause = SHORT_PAUSE
            if rough > limit and sum(held(self._proc, pid) for pid in members[first]) > limit:
                over.add(first)
        return over, pause


def processes(proc: Path) -> dict[int, Process]:
    """Every process, by its number."""
    found = {}
    for name in os.listdir(proc):  # noqa: PTH208 - hundreds of names, again and again
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                words = (proc / name / "stat").read_bytes().rpartition(b")")[2].split()
                found[int(name)] = Process(int(words[1]), int(words[21]) * _PAGE)
    return found


def families(table: Mapping[int, Process], firsts: Iterable[int]) -> dict[int, list[int]]:
    """Of each first process itself and all that descend from it."""
    found: dict[int, list[int]] = {each: [] for each in firsts}
    for pid in sorted(table):
        at, seen = pid, set[int]()
        while at not in found and at in table and at not in seen:
            seen.add(at)
            at = table[at].parent
        if at in found:
            found[at].append(pid)
    return found


def held(proc: Path, pid: int) -> int:
    """Bytes that a process holds; 0 when it is gone."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = (proc / str(pid) / "smaps_rollup").read_bytes().splitlines()
        return sum(int(each.split()[1]) * 1024 for each in lines if each.startswith(_COUNTED))
    with contextlib.suppress(OSError, ValueError, IndexError):
        _, resident, shared = (proc / str(pid) / "statm").read_bytes().split()[:3]
        return (int(resident) - int(shared)) * _PAGE
    return 0
