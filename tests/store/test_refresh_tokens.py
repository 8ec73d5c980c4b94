"""Refresh tokens over a database keep the protocol."""

from tests.conformance.sign_ins_kit import RefreshTokensKit


class TestStoredRefreshTokens(RefreshTokensKit):
    """The kit is all."""
