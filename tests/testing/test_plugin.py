"""The plugin: next to nothing for suites that do not use it, and a platform for those that do."""

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

HEAVY = ("asyncio", "ssl", "cryptography", "uvicorn", "orjson", "sqlite3", "nameplate.server")

SUITE = """
import os

def test_one(nameplate):
    nameplate.vault("contoso").secret("one", "1")
    nameplate.activate(nameplate.webapp("web1"))
    assert os.environ["WEBSITE_SITE_NAME"] == "web1"

def test_two(nameplate, nameplate_platform):
    assert nameplate is nameplate_platform
    assert nameplate.vault("contoso").secrets() == []
    assert "WEBSITE_SITE_NAME" not in os.environ
"""
SETTINGS = """
import pytest

@pytest.fixture(scope="session")
def nameplate_settings():
    return {"default_group": "tests"}
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A suite of its own, which knows nothing of ours."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    plugin = ["-p", "nameplate.testing.plugin"] if not _installed() else []
    return subprocess.run(
        [*command, *plugin, f"--rootdir={folder}", "-c", "/dev/null", str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def _installed() -> bool:
    return any(each.name == "nameplate" for each in entry_points(group="pytest11"))


def test_each_test_finds_the_platform_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "test_suite.py").write_text(SUITE)
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_settings_are_overridden(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(SETTINGS)
    (tmp_path / "test_suite.py").write_text(
        "def test_group(nameplate):\n"
        "    assert '/resourceGroups/tests/' in nameplate.vault('group').id\n"
    )
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_suite_that_does_not_use_it_loads_nothing() -> None:
    """What pytest loads itself does not count: it is loaded first."""
    program = (
        "import sys, pytest; before = set(sys.modules); import nameplate.testing.plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert not {name for name in loaded if name.startswith(HEAVY)}
    assert len(loaded) < 10
