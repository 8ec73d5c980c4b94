"""Credentials over a database keep the protocol."""

from tests.conformance.directory_kit import CredentialsKit


class TestStoredCredentials(CredentialsKit):
    """The kit is all."""
