"""Refresh tokens over a database keep the protocol."""

from tests.conformance.directory_kit import RefreshTokensKit


class TestStoredRefreshTokens(RefreshTokensKit):
    """The kit is all."""
