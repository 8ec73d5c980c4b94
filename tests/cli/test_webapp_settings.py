"""App settings: words, files, and values that are hidden where az hides them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.failures import CommandFailure
from nameplate.cli.webapp_settings import parse_settings
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_a_value_may_hold_equals_signs() -> None:
    assert parse_settings(["A=b=c", "EMPTY="]) == {"A": "b=c", "EMPTY": ""}


@pytest.mark.parametrize("word", ["A", "=b", ""])
def test_a_word_without_a_name_is_refused_without_its_value(word: str) -> None:
    with pytest.raises(CommandFailure, match="NAME=VALUE"):
        parse_settings([word])


@pytest.mark.parametrize(
    "text", ['{"A": "1", "B": 2}', '[{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]']
)
def test_settings_come_from_a_file_too(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(text)
    assert parse_settings([f"@{file}"]) == {"A": "1", "B": "2"}


@pytest.mark.parametrize("text", ["3", "{", '["A"]'])
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(text)
    if text == '["A"]':
        assert parse_settings([f"@{file}"]) == {}
    else:
        with pytest.raises(CommandFailure, match=r"settings\.json"):
            parse_settings([f"@{file}"])


def test_set_keeps_the_others_and_hides_values(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "sets1")
    made("webapp", "config", "appsettings", "set", "-n", "sets1", "--settings", "A=1", "B=2")
    ran = nameplate("webapp", "config", "appsettings", "set", "-n", "sets1", "--settings", "B=hush")
    assert "hush" not in ran.out + ran.err
    assert {row["name"]: row["value"] for row in ran.document} == {"A": None, "B": None}
    rows = made("webapp", "config", "appsettings", "list", "-n", "sets1")
    assert {row["name"]: row["value"] for row in rows} == {"A": "1", "B": "hush"}
    made("webapp", "config", "appsettings", "delete", "-n", "sets1", "--setting-names", "A")
    rows = made("webapp", "config", "appsettings", "list", "-n", "sets1")
    assert [row["name"] for row in rows] == ["B"]
