"""Passwords over a database keep the protocol."""

from tests.conformance.people_kit import PasswordsKit


class TestStoredPasswords(PasswordsKit):
    """The kit is all."""
