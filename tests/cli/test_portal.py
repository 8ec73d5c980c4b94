"""``nameplate portal``: where nothing is served it says so; else a link, alone on stdout."""

from pathlib import Path

import pytest

from nameplate.cli.portal import COMMANDS
from nameplate.cli.program import run_program


def test_without_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NAMEPLATE_HOME", str(tmp_path))
    assert run_program(["portal", "--print-url"]) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "nameplate up" in shown.err
    assert not list(tmp_path.iterdir())


def test_it_is_told_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run_program(["portal", "--help"])
    assert "--print-url" in capsys.readouterr().out
    assert [each.words for each in COMMANDS] == ["portal"]
