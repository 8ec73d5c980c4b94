"""A secret's facts; times and tags as forms send them."""

import pytest

from nameplate.portal.failures import ApiFailure
from nameplate.portal.vaults.secret_item import read_item, seconds, tags


def test_a_version_is_read() -> None:
    item = read_item(
        {
            "id": "https://contoso.vault.azure.net/secrets/db/0123",
            "attributes": {"enabled": False, "exp": 1_956_592_800, "created": 1},
            "tags": {"team": "payments"},
        }
    )
    assert (item.name, item.version, item.enabled) == ("db", "0123", False)
    assert item.expires_field == "2032-01-01T18:00"
    assert item.not_before_field == ""
    assert item.tags_field == "team=payments"


def test_a_time_is_taken_as_utc() -> None:
    assert seconds("1970-01-02T00:00", "It") == 86_400
    assert seconds("1970-01-02T01:00+01:00", "It") == 86_400
    assert seconds("", "It") is None
    with pytest.raises(ApiFailure, match="It is a time"):
        seconds("soon", "It")


def test_tags_are_lines() -> None:
    assert tags("a=1\n\n b = 2=3 \n") == {"a": "1", "b": "2=3"}
    with pytest.raises(ApiFailure, match="this one is not: =x"):
        tags("=x")
