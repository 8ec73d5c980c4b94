"""Certificate authorities over a database keep the protocol."""

from tests.conformance.keys_kit import AuthoritiesKit


class TestStoredAuthorities(AuthoritiesKit):
    """The kit is all."""
