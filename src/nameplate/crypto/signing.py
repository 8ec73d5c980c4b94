"""Signing keys: RSA-2048 and RS256 (RFC 7518 section 3.3), named by their certificate."""

from base64 import b64encode
from functools import cached_property
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from nameplate.crypto import base64url
from nameplate.crypto.certificates import pem_section, self_signed, to_pem, x5t, x5t_s256

_EXPONENT: Final = 65_537
_BITS: Final = 2048
_CERTIFICATE_DAYS: Final = 5 * 365


class SigningKey:
    """A private key and its self-signed certificate. The key object is held, never its PEM.

    ``kid`` equals ``x5t``: the certificate's SHA-1 thumbprint. A key has one algorithm, RS256.
    """

    def __init__(self, private: RSAPrivateKey, certificate: bytes) -> None:
        self._private = private
        self._public = private.public_key()
        self.certificate = certificate
        """DER."""
        self.kid = x5t(certificate)

    @classmethod
    def generate(cls, common_name: str, now: float) -> "SigningKey":
        """A new key: some 40 ms of computation without the interpreter's lock."""
        private = generate_private_key(_EXPONENT, _BITS)
        return cls(private, self_signed(private, common_name, now, days=_CERTIFICATE_DAYS))

    @classmethod
    def load(cls, private: bytes, certificate: bytes) -> "SigningKey":
        """A key from ``to_private_bytes`` and its certificate.

        The numbers are not proven to be a key again (30 ms): what stored them sealed them too.
        """
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  # cold path
            load_der_private_key,
        )

        key = load_der_private_key(private, None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("a signing key is an RSA key")
        return cls(key, certificate)

    @classmethod
    def from_pem(cls, pem: bytes) -> "SigningKey":
        """A key from the text of ``to_pem``. Raises ValueError when a section is missing."""
        private, certificate = pem_section(pem, b"PRIVATE KEY"), pem_section(pem, b"CERTIFICATE")
        if private is None or certificate is None:
            raise ValueError("a key file has a PRIVATE KEY and a CERTIFICATE")
        return cls.load(private, certificate)

    def sign(self, signing_input: bytes) -> bytes:
        """An RS256 signature."""
        return self._private.sign(signing_input, _PADDING, _HASH)

    def signed(self, signing_input: bytes, signature: bytes) -> bool:
        """Whether this key made an RS256 signature.

        Our own keys verify here, in the one way that they sign: joserfc, which reads keys and
        algorithms of others, would cost every cold start twice what starting the interpreter does.
        """
        try:
            self._public.verify(signature, signing_input, _PADDING, _HASH)
        except InvalidSignature:
            return False
        return True

    def to_private_bytes(self) -> bytes:
        """PKCS #8, DER, in the clear: seal it before it is stored."""
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  # cold path
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        return self._private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def to_pem(self) -> bytes:
        """Private key and certificate as text: for a file that only its owner reads."""
        private = to_pem(self.to_private_bytes(), "PRIVATE KEY")
        return private + to_pem(self.certificate, "CERTIFICATE")

    def public_jwk(self) -> dict[str, Any]:
        """The public members, as Entra's JWKS has them (RFC 7517 section 4, RFC 7518 6.3.1)."""
        numbers = self._public.public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": base64url.encode_integer(numbers.n),
            "e": base64url.encode_integer(numbers.e),
            "x5c": [b64encode(self.certificate).decode()],
        }

    @cached_property
    def x5t_s256(self) -> str:
        return x5t_s256(self.certificate)

    @cached_property
    def encoded_header(self) -> str:
        """The JOSE header of every access token that this key signs, encoded once."""
        header = {"typ": "JWT", "alg": "RS256", "x5t": self.kid, "kid": self.kid}
        return base64url.encode(orjson.dumps(header))

    def __repr__(self) -> str:
        return f"SigningKey({self.kid})"


_PADDING: Final = PKCS1v15()
_HASH: Final = SHA256()
