"""Passwords over a database keep the protocol."""

from tests.conformance.directory_kit import PasswordsKit


class TestStoredPasswords(PasswordsKit):
    """The kit is all."""
