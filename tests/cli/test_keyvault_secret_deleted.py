"""Deleted secrets, backup and restore by az's words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]
SECRET = ("--vault-name", "deleted-v1", "-n", "s")


def test_a_secret_goes_comes_back_and_goes_for_good(made: Made, nameplate: Nameplate) -> None:
    made("keyvault", "create", "-n", "deleted-v1")
    made("keyvault", "secret", "set", *SECRET, "--value", "kept")
    deleted = made("keyvault", "secret", "delete", *SECRET)
    assert deleted["name"] == "s"
    assert deleted["value"] is None
    assert deleted["recoveryId"]
    assert deleted["scheduledPurgeDate"] > deleted["deletedDate"]
    assert nameplate("keyvault", "secret", "show", *SECRET).status == 3
    assert made("keyvault", "secret", "show-deleted", *SECRET)["name"] == "s"
    rows = made("keyvault", "secret", "list-deleted", "--vault-name", "deleted-v1")
    assert [row["name"] for row in rows] == ["s"]
    assert made("keyvault", "secret", "recover", *SECRET)["name"] == "s"
    assert made("keyvault", "secret", "show", *SECRET)["value"] == "kept"
    made("keyvault", "secret", "delete", *SECRET)
    assert made("keyvault", "secret", "purge", *SECRET) is None
    assert made("keyvault", "secret", "list-deleted", "--vault-name", "deleted-v1") == []


def test_a_backup_is_restored(made: Made, nameplate: Nameplate, tmp_path: Path) -> None:
    made("keyvault", "create", "-n", "backup-v1")
    secret = ("--vault-name", "backup-v1", "-n", "s")
    made("keyvault", "secret", "set", *secret, "--value", "hush")
    file = tmp_path / "s.backup"
    assert made("keyvault", "secret", "backup", *secret, "--file", str(file)) is None
    assert "hush" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    again = nameplate("keyvault", "secret", "backup", *secret, "--file", str(file))
    assert again.status == 2
    made("keyvault", "secret", "delete", *secret)
    made("keyvault", "secret", "purge", *secret)
    restored = made(
        "keyvault", "secret", "restore", "--vault-name", "backup-v1", "--file", str(file)
    )
    assert restored["name"] == "s"
    assert made("keyvault", "secret", "show", *secret)["value"] == "hush"
