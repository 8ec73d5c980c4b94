"""How function apps start, and the wheel of their host."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nameplate.apphost.functions import (
    check_host,
    function_command,
    is_function_app,
    needs_host,
    write_host,
)
from nameplate.apphost.instances import CannotRun
from nameplate.apphost.stacks import command_of


def _app(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text("{}")
    return folder


def test_a_python_function_app_is_run_by_our_host(tmp_path: Path) -> None:
    content = _app(tmp_path, "host.json", "function_app.py", "requirements.txt")

    command = command_of(content, "", "PYTHON|3.11", 8123)

    assert command[:3] == ("python", "-m", "nameplate_functions")
    assert command[command.index("--port") + 1] == "8123"


def test_other_languages_are_run_by_func(tmp_path: Path) -> None:
    content = _app(tmp_path, "host.json", "package.json")

    assert command_of(content, "", "NODE|20", 8123) == ("func", "start", "--port", "8123")


def test_a_start_command_goes_before_it(tmp_path: Path) -> None:
    content = _app(tmp_path, "host.json", "function_app.py")

    assert command_of(content, "run me", "", 1) == ("sh", "-c", "exec run me")


def test_func_that_is_not_there_is_told(tmp_path: Path) -> None:
    command = function_command(_app(tmp_path, "host.json"), 1)

    with pytest.raises(CannotRun, match="Core Tools"):
        check_host(command, str(tmp_path))


def test_func_that_is_there_may_run(tmp_path: Path) -> None:
    program = tmp_path / "func"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)

    check_host(("func", "start", "--port", "1"), str(tmp_path))
    check_host(("python", "-m", "nameplate_functions"), "/nowhere")


def test_a_web_app_is_none(tmp_path: Path) -> None:
    assert not is_function_app(_app(tmp_path, "app.py"))
    assert not needs_host(tmp_path, "antenv")


def test_the_host_is_needed_until_it_is_installed(tmp_path: Path) -> None:
    content = _app(tmp_path, "function_app.py")
    assert needs_host(content, "antenv")

    (content / "antenv/lib/python3.11/site-packages/nameplate_functions").mkdir(parents=True)

    assert not needs_host(content, "antenv")


def test_the_wheel_holds_the_host_and_its_requirements(tmp_path: Path) -> None:
    wheel = write_host(tmp_path)

    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (archive.read(name) for name in names if name.endswith("METADATA"))
    assert "nameplate_functions/program.py" in names
    assert b"Requires-Dist: azure-functions" in metadata


def test_the_wheel_is_the_same_each_time(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()

    assert write_host(tmp_path).read_bytes() == write_host(other).read_bytes()


def test_pip_installs_the_wheel(tmp_path: Path) -> None:
    """Without an index: the wheel itself, its record included, is in order."""
    wheel, target = write_host(tmp_path), tmp_path / "site"
    words = ("--quiet", "--no-index", "--no-deps", "--target", target, wheel)

    subprocess.run([sys.executable, "-m", "pip", "install", *words], check=True)

    assert (target / "nameplate_functions" / "__main__.py").is_file()
