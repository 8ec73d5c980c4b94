"""Interpreters are found by the server's own path, and never open what is hidden."""

import sys
from pathlib import Path

from nameplate.apphost.runtimes import runtimes


def _program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_interpreters_on_the_path_are_shown(tmp_path: Path) -> None:
    _program(tmp_path / "node" / "bin", "node")
    _program(tmp_path / "tools" / "bin", "func")
    path = f"{tmp_path / 'node' / 'bin'}:{tmp_path / 'tools' / 'bin'}"
    found = runtimes(path, tmp_path / "home")
    assert {str(tmp_path / "node"), str(tmp_path / "tools")} <= {*found}
    own = Path(sys.executable).resolve().parent.parent
    assert str(own) in found or str(own) in ("/usr", "/usr/local")


def test_nothing_that_is_hidden_or_holds_it_is_shown(tmp_path: Path) -> None:
    home = tmp_path / "outer" / "home"
    inside = _program(home / "apps" / "other" / "bin", "python3").parent
    around = _program(tmp_path / "outer" / "bin", "node").parent
    found = runtimes(f"{inside}:{around}", home)
    assert not [each for each in found if each.startswith(str(tmp_path))]
