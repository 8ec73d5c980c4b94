"""The master key: the one secret that opens all others of a home."""

import hmac
import os
from hashlib import sha256
from typing import Final

_SIZE: Final = 32


class MasterKey:
    """256 random bits. Nothing is sealed or hashed with them: each use derives a key of its own."""

    __slots__ = ("_key", "key_id")

    def __init__(self, key: bytes) -> None:
        """Hold a key. Raises ValueError when it is not 32 bytes."""
        if len(key) != _SIZE:
            raise ValueError(f"a master key has {_SIZE} bytes, not {len(key)}")
        self._key = bytes(key)
        self.key_id = self.derive("key id")[:8].hex()
        """Tells one master key from another and nothing else about it."""

    @classmethod
    def generate(cls) -> "MasterKey":
        """A new key from the system's random source."""
        return cls(os.urandom(_SIZE))

    def reveal(self) -> bytes:
        """The bytes themselves: for the file, credential or variable that keeps them."""
        return self._key

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose (a single step of HMAC, as NIST SP 800-108 allows)."""
        return hmac.digest(self._key, b"nameplate\x00" + purpose.encode(), sha256)

    def __repr__(self) -> str:
        return f"MasterKey({self.key_id})"
