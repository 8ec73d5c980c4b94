"""Principals over a database keep the protocol."""

from tests.conformance.directory_kit import PrincipalsKit


class TestStoredPrincipals(PrincipalsKit):
    """The kit is all."""
