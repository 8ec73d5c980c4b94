"""Secrets named by id."""

import pytest

from nameplate.cli.failures import CommandFailure
from nameplate.cli.vault_api import SecretName, read_id


def test_ids_are_taken_apart() -> None:
    assert read_id("https://v.example/secrets/s/1") == SecretName("https://v.example", "s", "1")
    assert read_id("https://v.example:8443/deletedsecrets/s") == SecretName(
        "https://v.example:8443", "s", ""
    )


def test_a_name_is_quoted_in_a_path() -> None:
    assert SecretName("", "a b/c", "1").path == "a%20b%2Fc/1"


@pytest.mark.parametrize("text", ["s", "http://v/secrets/s", "https://v/secrets", "https://v//"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(CommandFailure, match="is no secret's id"):
        read_id(text)
