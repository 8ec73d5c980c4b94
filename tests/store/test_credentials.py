"""Credentials over a database keep the protocol."""

from tests.conformance.directory_kit import CredentialsKit, FederationKit


class TestStoredCredentials(CredentialsKit):
    """The kit is all."""


class TestStoredFederation(FederationKit):
    """The kit is all."""
