"""Keyed hashes: how a secret that is only ever compared is kept."""

import hmac
import secrets
from hashlib import sha256

from nameplate.core.secret_value import SecretValue
from nameplate.crypto.master_key import MasterKey


class KeyedHash:
    """HMAC-SHA256 under a key of its own purpose: worthless without the master key.

    For secrets that are random and long: a guessed password would need a slow hash.
    """

    __slots__ = ("_key",)

    def __init__(self, master: MasterKey, purpose: str) -> None:
        self._key = master.derive(f"hash {purpose}")

    def digest(self, secret: SecretValue | str) -> bytes:
        """The 32 bytes under which a secret is kept."""
        text = secret.reveal() if isinstance(secret, SecretValue) else secret
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), sha256)

    def matches(self, secret: SecretValue | str, digest: bytes) -> bool:
        """Whether a secret has that digest, in constant time."""
        return hmac.compare_digest(self.digest(secret), digest)


def new_header_secret() -> SecretValue:
    """128 random bits as App Service writes them: 32 upper-case hexadecimal digits."""
    return SecretValue(secrets.token_hex(16).upper())
