"""Properties that must not be read on disk: app settings, connection strings."""

from typing import Protocol


class Sealer(Protocol):
    """Encryption at rest, bound to a resource: the server joins it to ``crypto``'s envelope."""

    def seal(self, plaintext: bytes, key: str) -> bytes:
        """Encrypt for the resource with this key."""
        ...

    def open(self, sealed: bytes, key: str) -> bytes:
        """Decrypt what was sealed for the resource with this key."""
        ...
