"""Control groups are made where they bound memory and are ours, and nowhere else.

The kernel's files are played by plain ones: what is written to them stays there.
"""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from nameplate.process.keeper.control_groups import ControlGroup, ControlGroups, _mounted
from nameplate.process.keeper.workload import Limits


class Kernel:
    """A hierarchy of version 2 with this process in a group of it."""

    def __init__(self, folder: Path, own: str = "/service") -> None:
        self.root, self.process = folder / "hierarchy", folder / "process"
        self.process.mkdir()
        for place in (self.root, self.root / own.lstrip("/")):
            self.group(place, controllers="cpuset cpu io memory pids")
        mount = f"30 23 0:26 / {self.root} rw,nosuid shared:4 - cgroup2 cgroup2 rw\n"
        self.write("mountinfo", f"24 1 8:1 / / rw - ext4 /dev/vda rw\n{mount}")
        self.write("cgroup", f"4:memory:/old\n0::{own}\n")

    def write(self, name: str, text: str) -> None:
        (self.process / name).write_text(text)

    def group(self, place: Path, *, controllers: str) -> None:
        place.mkdir(parents=True, exist_ok=True)
        (place / "cgroup.controllers").write_text(controllers)
        for name in ("cgroup.procs", "cgroup.subtree_control"):
            (place / name).write_text("")

    @property
    def own(self) -> Path:
        return self.root / "service"


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    return Kernel(tmp_path)


def test_nothing_is_bounded_where_the_hierarchy_does_not_count_memory(kernel: Kernel) -> None:
    for place in (kernel.root, kernel.own):
        (place / "cgroup.controllers").write_text("hugetlb")
    assert ControlGroups.find(kernel.process) is None


@pytest.mark.parametrize("missing", ["mountinfo", "cgroup"])
def test_nothing_is_bounded_without_a_hierarchy(kernel: Kernel, missing: str) -> None:
    kernel.write(missing, "4:memory:/old\n24 1 8:1 / / rw - ext4 /dev/vda rw\n")
    assert ControlGroups.find(kernel.process) is None
    (kernel.process / missing).unlink()
    assert ControlGroups.find(kernel.process) is None


def test_a_group_with_strangers_in_it_is_left_alone(kernel: Kernel) -> None:
    (kernel.own / "cgroup.procs").write_text(f"1\n{os.getpid()}\n")
    assert ControlGroups.find(kernel.process) is None
    assert sorted(each.name for each in kernel.own.iterdir() if each.is_dir()) == []


def test_what_cannot_be_had_is_given_back(kernel: Kernel) -> None:
    """Plain files take ``+memory`` for a group that the kernel does not make: it is undone."""
    (kernel.own / "cgroup.procs").write_text(str(os.getpid()))
    assert ControlGroups.find(kernel.process) is None
    assert (kernel.own / "cgroup.procs").read_text() == str(os.getpid())


def test_an_app_is_bounded_before_it_starts(tmp_path: Path) -> None:
    limits = Limits(total_memory=1024, processor=150, processes=9)
    place = tmp_path / "app-1"
    groups = ControlGroups(tmp_path)
    group = groups.make(limits)
    group.take(7)
    said = {name: (place / name).read_text() for name in ("memory.max", "memory.oom.group")}
    assert said == {"memory.max": "1024", "memory.oom.group": "1"}
    assert (place / "memory.swap.max").read_text() == "0"
    assert (place / "cpu.max").read_text() == "150000 100000"
    assert (place / "pids.max").read_text() == "9"
    assert (place / "cgroup.procs").read_text() == "7"


@pytest.mark.parametrize(
    ("events", "exceeded"),
    [("oom 1\noom_kill 2\n", True), ("max 9\noom_kill 0\n", False), ("", False)],
)
def test_the_kernel_says_who_wanted_too_much(
    tmp_path: Path, events: str, *, exceeded: bool
) -> None:
    place = tmp_path / "app-1"
    group = ControlGroups(tmp_path).make(Limits())
    assert not group.exceeded()
    (place / "memory.events").write_text(events)
    assert group.exceeded() is exceeded
    group.close()


def test_places_are_removed_when_they_are_empty(tmp_path: Path) -> None:
    groups = ControlGroups(tmp_path / "place")
    (tmp_path / "place").mkdir()
    held = tmp_path / "place" / "app-1"
    groups.make(Limits(processes=9))
    groups.close()
    assert held.exists()
    (held / "pids.max").unlink()
    groups.close()
    assert not (tmp_path / "place").exists()


def test_a_real_group_ends_who_is_left_in_it() -> None:
    """Of the kernel's own hierarchy, where there is one that can be written."""
    root = _mounted(Path("/proc/self/mountinfo"))
    if root is None or not os.access(root / "cgroup.procs", os.W_OK):
        pytest.skip("no control groups of version 2 can be made here")
    place = root / f"nameplate-test-{os.getpid()}"
    place.mkdir()
    group, child = ControlGroup(place), subprocess.Popen(["sleep", "600"])
    group.take(child.pid)
    assert (place / "cgroup.procs").read_text().split() == [str(child.pid)]
    group.close()
    assert child.wait(timeout=20) == -signal.SIGKILL
    group.close()
    assert not place.exists()
