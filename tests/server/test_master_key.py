"""The master key: made once, read in both spellings, refused when malformed."""

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.config.master_key import MasterKeySource
from nameplate.server.master_key import create_master_key, load_master_key

KEY = bytes(range(32))


def test_a_created_key_is_read_again(tmp_path: Path) -> None:
    """The file is its owner's alone and holds the key that was made."""
    path = tmp_path / "master.key"
    made = create_master_key(path)
    found = load_master_key(MasterKeySource(str(path), path))
    assert found is not None
    assert found.reveal() == made.reveal()
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_file_is_no_key(tmp_path: Path) -> None:
    assert load_master_key(MasterKeySource("x", tmp_path / "missing")) is None


@pytest.mark.parametrize(
    "text", [KEY.hex(), KEY.hex().upper(), urlsafe_b64encode(KEY).decode().rstrip("=")]
)
def test_spellings(text: str) -> None:
    found = load_master_key(MasterKeySource("NAMEPLATE_MASTER_KEY", None, text))
    assert found is not None
    assert found.reveal() == KEY


@pytest.mark.parametrize("text", ["short", "zz" * 32, KEY.hex() + "00", "ä"])
def test_malformed_names_the_place_and_not_the_text(text: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_master_key(MasterKeySource("NAMEPLATE_MASTER_KEY", None, text))
    assert "NAMEPLATE_MASTER_KEY" in str(refused.value)
    assert text not in str(refused.value)


def test_an_unreadable_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="cannot read the master key"):
        load_master_key(MasterKeySource(str(path), path))
