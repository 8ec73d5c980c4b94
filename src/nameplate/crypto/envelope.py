"""Envelope encryption at rest: the master key wraps data keys, a data key seals one value.

AES-256-GCM (NIST SP 800-38D) with the value's place as associated data, so that a sealed value
copied to another row, column or version does not open there.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nameplate.crypto.master_key import MasterKey

_FORMAT: Final = b"\x01"
_KEY_ID: Final = slice(1, 9)
_WRAP_NONCE: Final = slice(9, 21)
_WRAPPED_KEY: Final = slice(21, 69)
_NONCE: Final = slice(69, 81)
_HEAD: Final = 81
_TAG: Final = 16
_HELD_KEYS: Final = 256
"""Data keys that were opened last, held beside the master key that opens them all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lies."""

    table: str
    row: str
    column: str
    version: int = 0

    def associated_data(self) -> bytes:
        return orjson.dumps((self.table, self.row, self.column, self.version))


class CannotDecryptError(Exception):
    """A sealed value does not open: damaged, moved from its place, or another key's."""


class WrongMasterKeyError(CannotDecryptError):
    """The value was sealed under another master key than the one at hand."""


class Envelope:
    """Seals values and opens them again.

    A sealed value is: format (1 byte), the master key's id (8), nonce (12) and wrapped data key
    (48), nonce (12), ciphertext with its tag.
    """

    __slots__ = ("_data_key", "_key_id", "_wrapping")

    def __init__(self, master: MasterKey) -> None:
        self._key_id = bytes.fromhex(master.key_id)
        self._wrapping = AESGCM(master.derive("envelope"))
        self._data_key = lru_cache(maxsize=_HELD_KEYS)(self._unwrapped)

    def seal(self, plaintext: bytes, place: Place) -> bytes:
        """Seal a value for its place, under a data key of its own."""
        associated = place.associated_data()
        random = os.urandom(56)
        data_key, wrap_nonce, nonce = random[:32], random[32:44], random[44:]
        wrapped = self._wrapping.encrypt(wrap_nonce, data_key, associated)
        ciphertext = AESGCM(data_key).encrypt(nonce, plaintext, associated)
        return b"".join((_FORMAT, self._key_id, wrap_nonce, wrapped, nonce, ciphertext))

    def open(self, sealed: bytes, place: Place) -> bytes:
        """Open a value. Raises CannotDecryptError (or WrongMasterKeyError)."""
        if len(sealed) < _HEAD + _TAG or sealed[:1] != _FORMAT:
            raise CannotDecryptError(f"no sealed value in {place.table}.{place.column}")
        if sealed[_KEY_ID] != self._key_id:
            raise WrongMasterKeyError(
                f"{place.table}.{place.column} is sealed under the master key "
                f"{sealed[_KEY_ID].hex()}; this one is {self._key_id.hex()}"
            )
        associated = place.associated_data()
        try:
            data_key = self._data_key(sealed[_WRAP_NONCE], sealed[_WRAPPED_KEY], associated)
            return data_key.decrypt(sealed[_NONCE], sealed[_HEAD:], associated)
        except InvalidTag:
            raise CannotDecryptError(
                f"a value in {place.table}.{place.column} is damaged or not in its place"
            ) from None

    def _unwrapped(self, nonce: bytes, wrapped: bytes, associated: bytes) -> AESGCM:
        """A data key, from its wrapped form and the place that it is wrapped for."""
        return AESGCM(self._wrapping.decrypt(nonce, wrapped, associated))
