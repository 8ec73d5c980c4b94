"""``examples/app-authentication``: every kind of connection string through its real flow."""

import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.acceptance import pages
from tests.acceptance.environments import ROOT, call
from tests.running import Platform

EXAMPLE = ROOT / "examples" / "app-authentication"


def stand_in(home: Platform, folder: Path) -> Path:
    """A folder with an az that is signed in to the home itself."""
    program = ROOT / "tests" / "acceptance" / "az_stand_in.py"
    words = (sys.executable, program, home.home, home.command, folder / "signed-in")
    programs = folder / "az"
    programs.mkdir()
    (programs / "az").write_text(f'#!/bin/sh\nexec {shlex.join(map(str, words))} "$@"\n')
    (programs / "az").chmod(0o755)
    return programs


@pytest.mark.parametrize("az", ["stand-in", "real"])
def test_every_line_of_the_readme_runs(
    home: Platform, client_python: Path, tmp_path: Path, az: str
) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "example")
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "nameplate").symlink_to(home.command)
    if az == "real":
        found = sorted((ROOT / ".work").glob("az-*/.complete"))
        if not found:
            pytest.skip("conformance/az/install has not been run here: 700 MB")
        programs = found[-1].parent / "bin"
        (commands / "az").symlink_to(programs / "az")
    else:
        (commands / "az").symlink_to(stand_in(home, tmp_path) / "az")
    path = f"{commands}:{client_python.parent}:{os.environ['PATH']}"
    variables = {**home.environment, "PATH": path, "HOME": str(tmp_path)}

    said = pages.run(folder / "README.md", folder, variables)

    assert pages.unsaid(folder / "README.md", said) == []
    read = "".join(said.values()).splitlines()
    assert read.count("Geheim") == read.count("a token for management, too") == 13
    assert len([line for line in read if line.startswith("IsAuthenticated:True")]) == 13


def test_the_original_is_csharp(tmp_path: Path) -> None:
    """Its syntax alone: the packages that it names are not to be had here."""
    if shutil.which("mcs") is None:
        pytest.skip("Mono is not installed")
    call("mcs", "--parse", f"-out:{tmp_path / 'none.exe'}", EXAMPLE / "Program.cs")
