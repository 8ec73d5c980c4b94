"""Keys for tests: made once, because making an RSA key takes longer than the rest of a test."""

from functools import cache

from nameplate.crypto.envelope import Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.crypto.signing import SigningKey

NOW = 1_790_000_000.0


@cache
def master_key() -> MasterKey:
    return MasterKey(bytes(range(32)))


@cache
def envelope() -> Envelope:
    return Envelope(master_key())


@cache
def signing_key(which: int = 0) -> SigningKey:
    """One of a few keys that live as long as the test run."""
    return SigningKey.generate(f"Nameplate local test key {which}", NOW)
