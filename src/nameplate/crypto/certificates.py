"""X.509 certificates as values: thumbprints, reading what is registered, making self-signed ones.

RFC 5280; ``x5t`` and ``x5t#S256`` are RFC 7515 sections 4.1.7 and 4.1.8. Only the functions that
read or make a certificate load ``cryptography.x509``.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Final

from nameplate.crypto import base64url

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate as ReadCertificate

DAY: Final = 86_400
_BACKDATED: Final = DAY
"""Certificates begin a day early, for clients whose clock is behind."""

_PEM: Final = re.compile(
    rb"-----BEGIN (?P<label>[A-Z0-9 ]+)-----\s(?P<text>[A-Za-z0-9+/=\s]+)-----END (?P=label)-----"
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is asked of a registered certificate."""

    der: bytes
    subject: str
    """RFC 4514."""
    not_before: float
    not_after: float
    x5t: str
    x5t_s256: str

    @property
    def thumbprint(self) -> str:
        """SHA-1 in upper-case hexadecimal digits, as tools print it."""
        return base64url.decode(self.x5t).hex().upper()


def x5t(der: bytes) -> str:
    """The SHA-1 thumbprint of a certificate: a name, not a protection."""
    return base64url.encode(sha1(der, usedforsecurity=False).digest())


def x5t_s256(der: bytes) -> str:
    """The SHA-256 thumbprint of a certificate."""
    return base64url.encode(sha256(der).digest())


def same_thumbprint(given: object, thumbprint: str) -> bool:
    """Whether a header's thumbprint, padded or not, is this one."""
    return isinstance(given, str) and given.rstrip("=") == thumbprint


def read_certificate(encoded: bytes) -> Certificate:
    """Read a certificate, PEM or DER. Raises ValueError when it is neither."""
    from cryptography import x509  # noqa: PLC0415  # 30 ms that a warm start does not pay

    found = x509.load_der_x509_certificate(pem_section(encoded, b"CERTIFICATE") or encoded)
    der = der_of(found)
    return Certificate(
        der=der,
        subject=found.subject.rfc4514_string(),
        not_before=found.not_valid_before_utc.timestamp(),
        not_after=found.not_valid_after_utc.timestamp(),
        x5t=x5t(der),
        x5t_s256=x5t_s256(der),
    )


def self_signed(key: "RSAPrivateKey", common_name: str, now: float, *, days: int) -> bytes:
    """A certificate (DER) of a key by itself: what gives the key its thumbprint."""
    from cryptography import x509  # noqa: PLC0415  # loaded when a key is made
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415  # the same

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment(now - _BACKDATED))
        .not_valid_after(moment(now + days * DAY))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    return der_of(certificate)


def to_pem(der: bytes, label: str) -> bytes:
    """RFC 7468's textual encoding."""
    text = b64encode(der).decode()
    lines = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n".encode()


def pem_section(encoded: bytes, label: bytes) -> bytes | None:
    """The DER of the first section with a label, or ``None``."""
    for found in _PEM.finditer(encoded):
        if found["label"] == label:
            try:
                return b64decode(b"".join(found["text"].split()), validate=True)
            except Base64Error:
                return None
    return None


def moment(seconds: float) -> datetime:
    """A time as X.509 has it: whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC)


def der_of(certificate: "ReadCertificate") -> bytes:
    """The encoding of a certificate."""
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415  # with x509

    return certificate.public_bytes(Encoding.DER)
