"""Signing keys over a database keep the protocol."""

from tests.conformance.keys_kit import SigningKeysKit


class TestStoredSigningKeys(SigningKeysKit):
    """The kit is all."""
