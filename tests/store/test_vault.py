"""Vault accounts over a database keep the protocol."""

from tests.conformance.vault_kit import VaultsKit


class TestStoredVaults(VaultsKit):
    """The kit is all."""
