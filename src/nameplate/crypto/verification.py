"""Verifying what others signed: client assertions and foreign tokens (RFC 7515 section 5.2).

The key decides which algorithms there are: RSA verifies RS256 and PS256, P-256 verifies ES256.
Nothing else is on the list, symmetric algorithms and ``none`` above all. joserfc does the work and
is loaded with the first key.
"""

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from nameplate.crypto.certificates import pem_section, to_pem
from nameplate.crypto.jws import TOKEN_LIMIT, UnverifiedToken

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

ALGORITHMS: Final[Mapping[str, tuple[str, ...]]] = {"RSA": ("RS256", "PS256"), "EC": ("ES256",)}
_HEADER_LIMIT: Final = 16_384  # a certificate chain in x5c is several thousand bytes
_PUBLIC_MEMBERS: Final = ("kty", "n", "e", "crv", "x", "y")


class UnsuitableKeyError(ValueError):
    """A key that nothing may be verified with: wrong kind, too short, or unreadable."""


class AlgorithmNotAllowedError(ValueError):
    """A token's algorithm is none that the key allows."""


class BadSignatureError(ValueError):
    """The key did not sign the token."""


class VerificationKey:
    """A public key of somebody else's, and the algorithms that it allows."""

    __slots__ = ("_key", "algorithms")

    def __init__(self, key: "RSAKey | ECKey") -> None:
        self._key = key
        self.algorithms = ALGORITHMS[key.key_type]

    @classmethod
    def from_certificate(cls, certificate: bytes) -> "VerificationKey":
        """The key of a certificate (DER or PEM). Raises UnsuitableKeyError."""
        from cryptography import x509  # noqa: PLC0415  # loaded when first needed
        from cryptography.hazmat.primitives.asymmetric.rsa import (  # noqa: PLC0415  # the same
            RSAPublicKey,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  # the same
            Encoding,
            PublicFormat,
        )

        der = pem_section(certificate, b"CERTIFICATE") or certificate
        try:
            public = x509.load_der_x509_certificate(der).public_key()
        except ValueError:
            raise UnsuitableKeyError("the certificate cannot be read") from None
        spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        kind = "RSA" if isinstance(public, RSAPublicKey) else "EC"
        return cls._checked(kind, to_pem(spki, "PUBLIC KEY"))

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> "VerificationKey":
        """A key of a JWKS; private members are not read. Raises UnsuitableKeyError."""
        public = {name: jwk[name] for name in _PUBLIC_MEMBERS if name in jwk}
        return cls._checked(str(jwk.get("kty")), public)

    @classmethod
    def _checked(cls, kind: str, material: Any) -> "VerificationKey":
        from joserfc.errors import JoseError, SecurityWarning  # noqa: PLC0415  # when first needed
        from joserfc.jwk import ECKey, RSAKey  # noqa: PLC0415  # the same

        if kind not in ALGORITHMS:
            raise UnsuitableKeyError("a key is RSA, or EC on the curve P-256")
        try:
            with warnings.catch_warnings():
                # a modulus under 2048 bits is worth a warning there and a refusal here
                warnings.simplefilter("error", SecurityWarning)
                key = (RSAKey if kind == "RSA" else ECKey).import_key(material)
        except SecurityWarning:
            raise UnsuitableKeyError("an RSA key has at least 2048 bits") from None
        except (JoseError, KeyError, TypeError, AttributeError, ValueError):
            raise UnsuitableKeyError("the key cannot be read") from None
        if isinstance(key, ECKey) and key.curve_name != "P-256":
            raise UnsuitableKeyError("an EC key is on the curve P-256")
        return cls(key)

    def verify(self, token: UnverifiedToken) -> Mapping[str, Any]:
        """The claims of a token that this key signed.

        Raises AlgorithmNotAllowedError or BadSignatureError. Times and audience are the caller's.
        """
        if token.algorithm not in self.algorithms:
            raise AlgorithmNotAllowedError(
                f"the key allows {' and '.join(self.algorithms)}, not {token.algorithm[:20]}"
            )
        from joserfc import jws  # noqa: PLC0415  # loaded with the key
        from joserfc.errors import JoseError  # noqa: PLC0415  # the same

        registry = jws.JWSRegistry(algorithms=self.algorithms, strict_check_header=False)
        registry.max_header_length, registry.max_payload_length = _HEADER_LIMIT, TOKEN_LIMIT
        try:
            jws.deserialize_compact(token.text, self._key, registry=registry)
        except (JoseError, ValueError, TypeError):
            raise BadSignatureError("the key did not sign the token") from None
        return token.claims
