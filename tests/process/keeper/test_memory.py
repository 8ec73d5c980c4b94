"""Who holds too much is found among all processes, by what nobody else could give back."""

import os
from pathlib import Path

import pytest

from nameplate.process.keeper import memory
from nameplate.process.keeper.memory import PAUSE, SHORT_PAUSE, MemoryWatch

PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1024 * 1024


class Machine:
    """A ``/proc`` of processes that a test says."""

    def __init__(self, folder: Path) -> None:
        self.proc = folder
        (folder / "meminfo").touch()

    def process(
        self, pid: int, parent: int, *, resident: int, anonymous: int | None = None
    ) -> None:
        """``anonymous``: what it holds, in bytes, where the kernel tells."""
        place = self.proc / str(pid)
        place.mkdir()
        pages = resident // PAGE
        words = ["S", str(parent), *["0"] * 19, str(pages)]
        (place / "stat").write_text(f"{pid} (a) b) {' '.join(words)}")
        (place / "statm").write_text(f"9 {pages} 1 0 0 0 0")
        if anonymous is not None:
            lines = f"Rss: 9 kB\nPss_Anon: {anonymous // 1024} kB\nPss_Shmem: 0 kB\n"
            (place / "smaps_rollup").write_text(lines)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_all_that_descend_from_a_first_process_count(machine: Machine) -> None:
    machine.process(1, 0, resident=99 * MEGABYTE)
    machine.process(10, 1, resident=MEGABYTE)
    machine.process(11, 10, resident=40 * MEGABYTE, anonymous=40 * MEGABYTE)
    machine.process(12, 11, resident=40 * MEGABYTE, anonymous=40 * MEGABYTE)
    machine.process(20, 1, resident=MEGABYTE)
    table = memory.processes(machine.proc)
    assert memory.families(table, (10, 20, 30)) == {10: [10, 11, 12], 20: [20], 30: []}
    watch = MemoryWatch(machine.proc)
    assert watch.look({10: 64 * MEGABYTE, 20: 64 * MEGABYTE}) == ({10}, SHORT_PAUSE)
    assert watch.look({20: 64 * MEGABYTE}) == (set(), PAUSE)
    assert watch.look({}) == (set(), PAUSE)


def test_pages_that_are_shared_count_once(machine: Machine) -> None:
    """Workers of one parent: each seems to hold what they hold together."""
    for pid, parent in ((10, 1), (11, 10), (12, 10)):
        machine.process(pid, parent, resident=60 * MEGABYTE, anonymous=20 * MEGABYTE)
    assert MemoryWatch(machine.proc).look({10: 64 * MEGABYTE}) == (set(), SHORT_PAUSE)


def test_where_the_kernel_tells_less_files_do_not_count(machine: Machine) -> None:
    machine.process(10, 1, resident=2 * MEGABYTE)
    assert memory.held(machine.proc, 10) == 2 * MEGABYTE - PAGE
    assert memory.held(machine.proc, 11) == 0


def test_this_process_is_there_and_holds_something() -> None:
    own = memory.processes(Path("/proc"))[os.getpid()]
    assert own.parent == os.getppid()
    assert 0 < memory.held(Path("/proc"), os.getpid()) < own.resident * 2


def test_a_circle_of_parents_ends(machine: Machine) -> None:
    """Numbers are used again while the table is read."""
    machine.process(10, 11, resident=PAGE)
    machine.process(11, 10, resident=PAGE)
    assert memory.families(memory.processes(machine.proc), (1,)) == {1: []}
