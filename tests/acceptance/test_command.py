"""The command as somebody installs it."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

import nameplate
from tests.acceptance.environments import environment
from tests.running import Platform


def test_the_wheel_holds_the_package_and_its_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert "nameplate/py.typed" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith("tests/")]


def test_the_installed_command_tells_its_version(home: Platform) -> None:
    assert nameplate.__version__ in home.run("--version").stdout
    assert not home.home.exists()


@pytest.mark.parametrize(
    "runner", [("uvx", "--from"), ("uv", "tool", "run", "--from"), ("pipx", "run", "--spec")]
)
def test_the_wheel_runs_from_a_clean_environment(runner: tuple[str, ...], wheel: Path) -> None:
    if shutil.which(runner[0]) is None:
        pytest.skip(f"{runner[0]} is not installed")

    done = subprocess.run(
        [*runner, str(wheel), "nameplate", "--version"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert nameplate.__version__ in done.stdout


def test_nothing_is_started_or_created_by_asking(home: Platform) -> None:
    assert home.run("status", status=3).returncode == 3
    assert not home.home.exists()
