"""Ports that runs announce: known while the run lives, forgotten however it ends."""

import subprocess
import sys
from pathlib import Path

from nameplate.process.announced_ports import announced, announcements

HOLD = """
import sys
from pathlib import Path
from nameplate.process.announced_ports import announced

with announced(Path(sys.argv[1]), "web1", 5000):
    print("there", flush=True)
    sys.stdin.read()
"""


def ports(folder: Path, label: str) -> list[int]:
    return [each.port for each in announcements(folder, label)]


def test_a_port_is_known_while_it_is_announced(tmp_path: Path) -> None:
    folder = tmp_path / "ports"

    with announced(folder, "Web1", 5000):
        assert ports(folder, "web1") == [5000]
        assert ports(folder, "WEB1") == [5000]
        assert ports(folder, "web2") == []

    assert ports(folder, "web1") == []
    assert list(folder.iterdir()) == []


def test_the_latest_run_comes_first(tmp_path: Path) -> None:
    with announced(tmp_path, "web1", 5000), announced(tmp_path, "web1", 5001):
        assert ports(tmp_path, "web1") == [5001, 5000]


def test_a_run_that_was_killed_is_forgotten(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"there\n"
        assert ports(tmp_path, "web1") == [5000]
        run.kill()

    assert ports(tmp_path, "web1") == []
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_announcement_is_passed_over(tmp_path: Path) -> None:
    for name, text in (("a.json", ""), ("b.json", "{}"), ("c.json", "[1]")):
        (tmp_path / name).write_text(text)

    assert announcements(tmp_path, "web1") == []


def test_a_folder_that_is_not_there_announces_nothing(tmp_path: Path) -> None:
    assert announcements(tmp_path / "none", "web1") == []
