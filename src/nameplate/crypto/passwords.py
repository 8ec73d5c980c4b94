"""Slow, salted hashes of what people remember: scrypt (RFC 7914).

A guess costs whoever guesses the same 32 MiB and tens of milliseconds that it costs us, and no two
hashes are alike.
"""

import hmac
import os
from base64 import b64decode, b64encode
from typing import Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

COST: Final = 15
"""The exponent of scrypt's N: 2**15 with r = 8 takes 32 MiB."""
_BLOCK: Final = 8
_PARALLEL: Final = 1
_SALT: Final = 16
_SIZE: Final = 32
_NAME: Final = "scrypt"


class SlowHash:
    """Makes hashes of one cost, and checks those of any: a hash says what it was made with."""

    __slots__ = ("_cost",)

    def __init__(self, cost: int = COST) -> None:
        self._cost = cost

    def hash(self, secret: bytes) -> str:
        """A new hash. It takes its time: call it in a thread."""
        salt = os.urandom(_SALT)
        digest = _derive(secret, salt, self._cost)
        return "$".join((_NAME, str(self._cost), _text(salt), _text(digest)))

    @staticmethod
    def matches(secret: bytes, kept: str) -> bool:
        """Whether a hash was made of a secret. Raises ValueError for what is no hash."""
        name, cost, salt, digest = kept.split("$")
        if name != _NAME:
            raise ValueError(f"not a hash of {_NAME}")
        return hmac.compare_digest(_derive(secret, b64decode(salt), int(cost)), b64decode(digest))


def _derive(secret: bytes, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=_SIZE, n=2**cost, r=_BLOCK, p=_PARALLEL).derive(secret)


def _text(content: bytes) -> str:
    return b64encode(content).decode()
