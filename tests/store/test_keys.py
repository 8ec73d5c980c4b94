"""Keys of vaults over a database keep the protocol."""

from tests.conformance.vault_keys_kit import VaultKeysKit


class TestStoredKeys(VaultKeysKit):
    """The kit is all."""
