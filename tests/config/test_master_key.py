"""Where the master key comes from."""

from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.config.home import Home
from nameplate.config.master_key import CREDENTIAL_NAME, MasterKeySource


def test_the_variable_outranks_the_credential_and_that_the_file(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / CREDENTIAL_NAME).write_text("from-credential\n")
    both = {"NAMEPLATE_MASTER_KEY": "from-variable", "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert MasterKeySource.of(both, home).text == "from-variable"
    del both["NAMEPLATE_MASTER_KEY"]
    assert MasterKeySource.of(both, home).text == "from-credential"
    assert MasterKeySource.of({}, home).path == home.master_key


def test_a_credentials_folder_without_ours_falls_back_to_the_home(tmp_path: Path) -> None:
    source = MasterKeySource.of({"CREDENTIALS_DIRECTORY": str(tmp_path)}, Home(tmp_path))
    assert source.text is None


def test_an_empty_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is empty"):
        MasterKeySource.of({"NAMEPLATE_MASTER_KEY": " "}, Home(tmp_path))
