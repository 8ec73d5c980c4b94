"""Server certificates under a local authority, made when a name is first asked for.

A leaf names one host in its subject alternative name (RFC 6125), lasts at most 30 days and never
longer than its authority.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from nameplate.core.clock import Clock
from nameplate.crypto.authorities import ORGANISATION, AuthorityRecord, authority_key_identifier
from nameplate.crypto.certificates import DAY, der_of, moment, pem_section, to_pem
from nameplate.crypto.envelope import Envelope

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.x509 import CertificateBuilder, Name

_LIFETIME: Final = 30 * DAY
_RENEWED_BEFORE: Final = DAY
_BACKDATED: Final = DAY
_CACHED: Final = 1000
_HOST_LIMIT: Final = 253
_COMMON_NAME_LIMIT: Final = 64


class NameNotPermittedError(ValueError):
    """A host name that the authority may not sign for."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a TLS listener shows for a host name."""

    host: str
    chain_pem: bytes
    """The leaf and the issuing CA; the root is the client's to know."""
    key_pem: bytes = field(repr=False)
    not_after: float


class LeafIssuer:
    """Signs leaves and keeps them; a leaf is made anew a day before its end.

    ``ready`` are leaves of an earlier run under the same authority: with one at hand a start
    loads no X.509 and signs nothing.
    """

    def __init__(
        self,
        record: AuthorityRecord,
        envelope: Envelope,
        clock: Clock,
        *,
        ready: Mapping[str, Leaf] | None = None,
    ) -> None:
        self.authority = record
        self._envelope = envelope
        self._clock = clock
        self._leaves: dict[str, Leaf] = dict(ready or {})

    def leaf(self, host: str) -> Leaf:
        """The leaf of a host name, made if need be. Raises NameNotPermittedError."""
        name = host.lower().rstrip(".")
        found = self._leaves.get(name)
        if found is not None and found.not_after - _RENEWED_BEFORE > self._clock.now():
            return found
        if not self.authority.permits(name) or not _is_host_name(name):
            raise NameNotPermittedError("the authority may not sign for this name")
        made = self._sign(name)
        if len(self._leaves) >= _CACHED:
            self._leaves.pop(next(iter(self._leaves)))
        self._leaves[name] = made
        return made

    def made(self) -> Mapping[str, Leaf]:
        """Every leaf at hand: what a later start may be given as ``ready``."""
        return dict(self._leaves)

    def _sign(self, host: str) -> Leaf:
        from cryptography import x509  # noqa: PLC0415  # not needed while leaves are ready
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415  # the same
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415  # the same
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415  # the same

        now = self._clock.now()
        not_after = min(now + _LIFETIME, self.authority.not_after)
        issuing = x509.load_der_x509_certificate(
            pem_section(self.authority.issuing_pem, b"CERTIFICATE") or b""
        )
        issuing_key = serialization.load_der_private_key(
            self._envelope.open(self.authority.sealed_key, self.authority.place()), None
        )
        if not isinstance(issuing_key, ec.EllipticCurvePrivateKey):
            raise TypeError("an issuing CA's key is an EC key")
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(host, key.public_key())
            .issuer_name(issuing.subject)
            .not_valid_before(moment(now - _BACKDATED))
            .not_valid_after(moment(not_after))
            .add_extension(authority_key_identifier(issuing), critical=False)
            .sign(issuing_key, SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        chain = to_pem(der_of(certificate), "CERTIFICATE") + self.authority.issuing_pem
        return Leaf(host, chain, to_pem(private, "PRIVATE KEY"), not_after)


def _builder(host: str, key: "EllipticCurvePublicKey") -> "CertificateBuilder":
    """Everything about a leaf that is its own."""
    from cryptography import x509  # noqa: PLC0415  # the caller has it
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415  # the same

    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return (
        x509.CertificateBuilder()
        .serial_number(x509.random_serial_number())
        .subject_name(_subject(host))
        .public_key(key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(server, critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _subject(host: str) -> "Name":
    from cryptography import x509  # noqa: PLC0415  # the caller has it

    common_name = host if len(host) <= _COMMON_NAME_LIMIT else ORGANISATION
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name),
        ]
    )


def _is_host_name(name: str) -> bool:
    """Letters, digits and hyphens in labels of 1 to 63 (RFC 1123): what SNI may carry."""
    return len(name) <= _HOST_LIMIT and all(
        0 < len(label) <= 63
        and label.isascii()
        and label.replace("-", "").isalnum()
        and not label.startswith("-")
        and not label.endswith("-")
        for label in name.split(".")
    )
