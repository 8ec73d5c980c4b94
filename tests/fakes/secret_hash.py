"""A keyed hash without a master key."""

import hashlib
import hmac

from nameplate.core.secret_value import SecretValue


class FakeSecretHash:
    """Digests under a key that everybody knows."""

    def digest(self, secret: SecretValue | str) -> bytes:
        text = secret.reveal() if isinstance(secret, SecretValue) else secret
        return hmac.digest(b"fake", text.encode(), hashlib.sha256)

    def matches(self, secret: SecretValue | str, digest: bytes) -> bool:
        return hmac.compare_digest(self.digest(secret), digest)
