"""Key pairs that somebody asks for: RSA and elliptic curves, as Key Vault names them.

The public half is a JSON Web Key (RFC 7517, RFC 7518 section 6); the private half is PKCS #8 in the
clear: seal it before it is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from nameplate.crypto import base64url

RSA_BITS: Final = (2048, 3072, 4096)
CURVES: Final[Mapping[str, ec.EllipticCurve]] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
    "P-256K": ec.SECP256K1(),
}
_EXPONENT: Final = 65_537


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Both halves of a new key."""

    public: Mapping[str, str]
    private: bytes = field(repr=False)


def generate_rsa(bits: int) -> KeyPair:
    """A new RSA key: 40 ms of computation for 2048 bits, a second and more for 4096."""
    if bits not in RSA_BITS:
        raise ValueError(f"an RSA key has one of {RSA_BITS} bits")
    private = rsa.generate_private_key(_EXPONENT, bits)
    numbers = private.public_key().public_numbers()
    public = {
        "kty": "RSA",
        "n": base64url.encode_integer(numbers.n),
        "e": base64url.encode_integer(numbers.e),
    }
    return KeyPair(public, _encoded(private))


def generate_ec(curve: str) -> KeyPair:
    """A new key on a curve of ``CURVES``."""
    kind = CURVES.get(curve)
    if kind is None:
        raise ValueError(f"a curve is one of {tuple(CURVES)}")
    private = ec.generate_private_key(kind)
    numbers = private.public_key().public_numbers()
    size = (kind.key_size + 7) // 8
    public = {
        "kty": "EC",
        "crv": curve,
        "x": base64url.encode(numbers.x.to_bytes(size, "big")),
        "y": base64url.encode(numbers.y.to_bytes(size, "big")),
    }
    return KeyPair(public, _encoded(private))


def _encoded(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
