"""What a test may name, for type hints and for platforms made by hand."""

from nameplate.testing.activity import Seen
from nameplate.testing.apps import App, Identity
from nameplate.testing.platform import Platform
from nameplate.testing.vaults import Secret, Vault

__all__ = ["App", "Identity", "Platform", "Secret", "Seen", "Vault"]
