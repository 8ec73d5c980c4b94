"""Secrets by az's words."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


@pytest.fixture
def vault(made: Made, nameplate: Nameplate) -> str:
    """A vault of this module's tests."""
    if nameplate("keyvault", "show", "-n", "secret-v1").status == 3:
        made("keyvault", "create", "-n", "secret-v1")
    return "secret-v1"


def test_set_prints_azs_secret(made: Made, vault: str) -> None:
    found = made(
        *("keyvault", "secret", "set", "--vault-name", vault, "-n", "full", "--value", "v"),
        *("--content-type", "text", "--tags", "a=b", "--expires", "2099-01-01T00:00:00Z"),
    )
    assert set(found) == {
        *("attributes", "contentType", "id", "kid", "managed", "name", "tags", "value")
    }
    assert found["name"] == "full"
    assert found["value"] == "v"
    assert found["contentType"] == "text"
    assert found["tags"] == {"a": "b"}
    assert found["attributes"]["expires"] == "2099-01-01T00:00:00+00:00"
    assert found["attributes"]["enabled"] is True
    by_id = made("keyvault", "secret", "show", "--id", found["id"])
    assert by_id == made("keyvault", "secret", "show", "--vault-name", vault, "-n", "full")


def test_versions_are_listed_without_values(made: Made, vault: str) -> None:
    for value in ("1", "2"):
        made("keyvault", "secret", "set", "--vault-name", vault, "-n", "many", "--value", value)
    rows = made("keyvault", "secret", "list-versions", "--vault-name", vault, "-n", "many")
    assert len(rows) == 2
    assert all("value" not in row for row in rows)


def test_every_page_of_a_list_is_followed(made: Made) -> None:
    made("keyvault", "create", "-n", "pages-v1")
    names = {f"s{number}" for number in range(30)}
    for name in names:
        made("keyvault", "secret", "set", "--vault-name", "pages-v1", "-n", name, "--value", "x")
    rows = made("keyvault", "secret", "list", "--vault-name", "pages-v1")
    assert {row["name"] for row in rows} == names


def test_a_value_comes_from_standard_input(
    made: Made, vault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from stdin\n"))
    found = made("keyvault", "secret", "set", "--vault-name", vault, "-n", "piped", "--file", "-")
    assert found["value"] == "from stdin"


def test_a_value_comes_from_a_file(made: Made, vault: str, tmp_path: Path) -> None:
    file = tmp_path / "value"
    file.write_bytes(b"\x00\xff")
    found = made(
        *("keyvault", "secret", "set", "--vault-name", vault, "-n", "file1"),
        *("--file", str(file), "--encoding", "base64"),
    )
    assert found["value"] == "AP8="
    assert found["tags"] == {"file-encoding": "base64"}


def test_without_value_and_terminal_nobody_can_be_asked(
    nameplate: Nameplate, vault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = nameplate("keyvault", "secret", "set", "--vault-name", vault, "-n", "asked")
    assert ran.status == 2
    assert "--file -" in ran.err


def test_without_value_the_terminal_is_asked(
    made: Made, vault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: f"typed at {prompt}")
    found = made("keyvault", "secret", "set", "--vault-name", vault, "-n", "asked")
    assert found["value"] == "typed at Value: "


def test_attributes_change_and_the_value_stays(
    made: Made, nameplate: Nameplate, vault: str
) -> None:
    made("keyvault", "secret", "set", "--vault-name", vault, "-n", "off", "--value", "v")
    words = ("keyvault", "secret", "set-attributes", "--vault-name", vault, "-n", "off")
    found = made(*words, "--enabled", "false", "--tags", "x=y")
    assert found["attributes"]["enabled"] is False
    assert found["tags"] == {"x": "y"}
    ran = nameplate("keyvault", "secret", "show", "--vault-name", vault, "-n", "off")
    assert ran.status == 1
    assert "(Forbidden)" in ran.err


def test_a_secret_that_is_not_there_is_status_3(nameplate: Nameplate, vault: str) -> None:
    ran = nameplate("keyvault", "secret", "show", "--vault-name", vault, "-n", "nothing")
    assert ran.status == 3
    assert "(SecretNotFound)" in ran.err


def test_a_command_without_vault_or_secret_is_wrong_usage(nameplate: Nameplate) -> None:
    assert nameplate("keyvault", "secret", "show", "-n", "x").status == 2
    assert nameplate("keyvault", "secret", "show", "--vault-name", "x").status == 2
