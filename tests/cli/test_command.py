"""What a command's call knows."""

from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path

import pytest

from nameplate.cli.command import SETTING_FLAGS, Invocation
from nameplate.config.catalogue import BY_NAME


def call(tmp_path: Path, **arguments: object) -> Invocation:
    environment = {"NAMEPLATE_HOME": str(tmp_path), "NAMEPLATE_DEFAULT_GROUP": "mine"}
    return Invocation(Namespace(**arguments), environment, ExitStack())


def test_what_is_not_given_is_the_settings(tmp_path: Path) -> None:
    plain = call(tmp_path, resource_group=None, location=None)
    assert (plain.group, plain.location) == ("mine", "westeurope")
    given = call(tmp_path, resource_group="g", location="l")
    assert (given.group, given.location) == ("g", "l")


def test_flags_outrank_variables(tmp_path: Path) -> None:
    assert call(tmp_path, setting_https_port="9").settings.ports.https == 9
    assert call(tmp_path, home=str(tmp_path / "x")).settings.home.root == tmp_path / "x"


def test_every_flag_is_a_setting() -> None:
    assert set(SETTING_FLAGS) <= set(BY_NAME)


def test_warnings_go_to_stderr_unless_they_are_not_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(tmp_path, only_show_errors=False).warn("careful")
    call(tmp_path, only_show_errors=True).warn("quiet")
    written = capsys.readouterr()
    assert (written.out, written.err) == ("", "careful\n")
