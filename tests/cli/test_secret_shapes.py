"""Secrets as az prints them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.cli import secret_shapes
from nameplate.cli.failures import CommandFailure
from nameplate.core.cloud import AZURE_PUBLIC

ID = f"{AZURE_PUBLIC.vault_uri('v')}secrets/s/0123"


def test_times_are_iso_with_a_zone() -> None:
    assert secret_shapes.time_text(0) == "1970-01-01T00:00:00+00:00"
    assert secret_shapes.time_text(None) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-02T00:00:00Z", 86400),
        ("1970-01-02", 86400),
        ("1970-01-02T01:00:00+01:00", 86400),
        ("1970-01-02 00:00", 86400),
    ],
)
def test_times_are_read_as_utc_without_a_zone(text: str, seconds: int) -> None:
    assert secret_shapes.read_time(text) == seconds


def test_no_time_is_refused() -> None:
    with pytest.raises(CommandFailure, match="is no time"):
        secret_shapes.read_time("tomorrow")


@settings(max_examples=50)
@given(st.integers(0, 4_000_000_000))
def test_a_printed_time_is_read_again(seconds: int) -> None:
    assert secret_shapes.read_time(secret_shapes.time_text(seconds)) == seconds


def test_only_what_was_given_is_sent() -> None:
    assert secret_shapes.attributes_of(enabled=None, expires=None, not_before=None) == {}
    assert secret_shapes.attributes_of(enabled="false", expires=None, not_before="1970-01-01") == {
        "enabled": False,
        "nbf": 0,
    }


def test_a_row_has_azs_members_and_no_value() -> None:
    row = secret_shapes.properties({"id": ID, "value": "hush", "attributes": {"enabled": True}})
    assert row["name"] == "s"
    assert row["attributes"]["enabled"] is True
    assert "hush" not in repr(row)


def test_an_id_without_a_name_has_none() -> None:
    assert secret_shapes.name_of("https://v/") is None
