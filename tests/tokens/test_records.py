"""Stored signing keys."""

from nameplate.crypto.envelope import Place
from nameplate.tokens.records import SigningKeyRecord
from nameplate.tokens.rotation import KeyPolicy, record_first
from tests.fakes.keys import NOW, signing_key


def test_a_private_key_is_not_in_a_records_repr() -> None:
    """Not even the sealed one."""
    record = record_first(signing_key(), b"sealed bytes", NOW, KeyPolicy())

    assert "sealed bytes" not in repr(record)


def test_each_key_has_its_place() -> None:
    """A sealed key opens in the row of its kid only."""
    assert SigningKeyRecord.place_of("kid") == Place("signing_keys", "kid", "sealed_private")
