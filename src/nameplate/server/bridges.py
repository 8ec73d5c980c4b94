"""Joints between siblings: what one room declares that it needs, done by another.

Each bridge is a Protocol's implementation of a few lines; a decision never stands here.
"""

from nameplate.crypto.envelope import Envelope, Place


class ResourceSealer:
    """Protected properties of resources, sealed (``resource_manager.protection.Sealer``)."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope

    def seal(self, plaintext: bytes, key: str) -> bytes:
        """Seal for the resource with this key and no other."""
        return self._envelope.seal(plaintext, _place(key))

    def open(self, sealed: bytes, key: str) -> bytes:
        """Open what was sealed for the resource with this key."""
        return self._envelope.open(sealed, _place(key))


def _place(key: str) -> Place:
    return Place("resource", key, "protected")
