"""The operator's sealed files."""

from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.server.installation import open_installation
from nameplate.server.operator import OperatorFiles
from tests.server.homes import settings_of


async def test_the_key_and_kept_tokens_are_read_with_the_master_key(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    opened = await open_installation(settings, SystemClock())
    await opened.database.close()
    files = OperatorFiles(settings)
    pem = files.key_pem()
    assert pem is not None
    assert pem.startswith(b"-----BEGIN PRIVATE KEY-----")
    assert files.tokens() == {}
    files.keep_tokens({"a": {"token": "t", "ends": 1}})
    assert OperatorFiles(settings).tokens() == {"a": {"token": "t", "ends": 1}}
    assert b'"token"' not in settings.home.operator_tokens.read_bytes()


def test_an_empty_home_has_neither(tmp_path: Path) -> None:
    files = OperatorFiles(settings_of(tmp_path))
    assert files.key_pem() is None
    assert files.tokens() == {}
    files.keep_tokens({"a": 1})
    assert not (tmp_path / "home").exists()
