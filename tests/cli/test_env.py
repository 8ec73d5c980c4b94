"""``env``: the variables of ``run`` as text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.program import run_program
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_the_variables_are_written_for_a_shell(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "env-a1", "--assign-identity")
    ran = nameplate("env", "--app", "env-a1")
    assert "export WEBSITE_SITE_NAME=env-a1\n" in ran.out
    assert "export IDENTITY_ENDPOINT=" in ran.out
    assert "PATH=" not in ran.out.replace("_PATH=", "")


def test_json_is_an_object(made: Made) -> None:
    found = made("env", "--app", "env-a1", "--shell", "json")
    assert found["MSI_SECRET"] == found["IDENTITY_HEADER"]


def test_it_needs_a_server_that_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NAMEPLATE_HOME", str(tmp_path / "none"))
    assert run_program(["env"]) == 3
    assert "nameplate up" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
