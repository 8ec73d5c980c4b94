"""The layers that values come from."""

from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.config.sources import from_environment, from_file, from_flags


def test_a_missing_file_gives_nothing(tmp_path: Path) -> None:
    assert from_file(tmp_path / "nameplate.toml") == []


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot read"):
        from_file(tmp_path)


def test_each_value_says_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "nameplate.toml"
    file.write_text("audit_limit = 5000\n")
    (given,) = from_file(file)
    assert (given.value, given.origin) == (5000, f"{file} (audit_limit)")
    (given,) = from_environment({"NAMEPLATE_HOST": "::1", "OTHER": "x", "NAMEPLATE_HOME": "/h"})
    assert (given.value, given.origin) == ("::1", "NAMEPLATE_HOST")
    (given,) = from_flags({"host": "127.0.0.2", "domain": None})
    assert (given.value, given.origin) == ("127.0.0.2", "--host")


def test_a_name_that_resembles_nothing_gets_the_whole_list() -> None:
    with pytest.raises(ConfigurationError, match="known are NAMEPLATE_HOST, "):
        from_environment({"NAMEPLATE_" + "Q" * 40: "1"})
