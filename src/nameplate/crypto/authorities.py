"""The two local certificate authorities, and how long they last.

Each is a root whose key is thrown away at birth over one issuing CA of 90 days that may sign only
under the DNS names it permits (RFC 5280 section 4.2.1.10). Clients trust the root; a server sends
leaf and issuing CA. The constraint stands on the issuing CA because some clients ignore it on a
trust anchor, and names DNS alone because some refuse what else it could name. Elliptic curve
P-256: a handshake costs a tenth of RSA's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from nameplate.core.clock import Clock
from nameplate.core.errors import Conflict
from nameplate.core.work import UnitOfWork, UnitsOfWork
from nameplate.crypto.certificates import DAY, der_of, moment, to_pem
from nameplate.crypto.envelope import Envelope, Place

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.x509 import (
        AuthorityKeyIdentifier,
        Certificate,
        CertificateBuilder,
        Name,
    )

LIFETIME: Final = 90 * DAY
RENEWED_BEFORE: Final = 30 * DAY
"""A new root is made this long before the end; bundles carry old and new meanwhile."""
HANDED_OVER_BEFORE: Final = 7 * DAY
"""Until then the old one goes on signing: whoever started before the new root trusts it alone."""
_BACKDATED: Final = DAY
ORGANISATION: Final = "Nameplate local"


@dataclass(frozen=True, slots=True)
class AuthorityRecord:
    """An authority as it is stored."""

    name: str
    """``production`` or ``own``: which names it is for."""
    authority_id: str
    """Tells the authorities of one name apart."""
    root_pem: bytes
    issuing_pem: bytes
    sealed_key: bytes = field(repr=False)
    """The issuing CA's key (PKCS #8), sealed for ``authorities/{authority_id}/sealed_key``."""
    permitted: tuple[str, ...]
    """DNS suffixes, lower-case and sorted: the name itself and all below it."""
    created: float
    not_after: float

    def permits(self, host: str) -> bool:
        """Whether a host name lies under a permitted one."""
        name = host.lower()
        return any(name == suffix or name.endswith(f".{suffix}") for suffix in self.permitted)

    def place(self) -> Place:
        """Where the sealed key lies."""
        return Place("authorities", self.authority_id, "sealed_key")


class AuthorityRecords(Protocol):
    """The authorities of a home: few rows."""

    async def all(self) -> Sequence[AuthorityRecord]:
        """Every authority, oldest first (``created``, then ``authority_id``)."""
        ...

    def replace(
        self,
        work: UnitOfWork,
        before: Sequence[AuthorityRecord],
        after: Sequence[AuthorityRecord],
    ) -> None:
        """Make the authorities ``after``, on condition that they still are ``before``.

        Inside the transaction: Conflict ``AuthoritiesChanged`` unless the stored
        ``authority_id``s are those of ``before``. Then what is only in ``before`` is deleted and
        what is only in ``after`` is saved: an authority never changes. Coherent.
        """
        ...


class Authorities:
    """Sees to it that there is an authority for the names that are wanted, and knows the roots."""

    def __init__(
        self, records: AuthorityRecords, envelope: Envelope, clock: Clock, units: UnitsOfWork
    ) -> None:
        self._records = records
        self._envelope = envelope
        self._clock = clock
        self._units = units

    async def ensure(self, name: str, permitted_dns: Sequence[str]) -> AuthorityRecord:
        """The authority that signs for a name; sees to it that its successor exists in time.

        One is made at a first start, for new names and a month before the last one's end. Of two
        servers that make one at once, both use the one that came first.
        """
        wanted = frozenset(suffix.lower() for suffix in permitted_dns)
        while True:
            before = await self._records.all()
            now = self._clock.now()
            found = [each for each in before if each.name == name and _serves(each, wanted, now)]
            if found and found[-1].not_after - RENEWED_BEFORE > now:
                return found[0]
            made = create_authority(name, permitted_dns, now, self._envelope)
            work = self._units.begin()
            after = [*(each for each in before if each.not_after > now), made]
            self._records.replace(work, before, after)
            try:
                await work.commit()
            except Conflict:
                continue  # somebody else was first: theirs may do
            return found[0] if found else made

    async def roots(self, name: str | None = None) -> bytes:
        """The PEM bundle of every root of a name (or of all names) that is not over."""
        now = self._clock.now()
        return b"".join(
            each.root_pem
            for each in await self._records.all()
            if each.not_after > now and name in {None, each.name}
        )


def create_authority(
    name: str, permitted_dns: Sequence[str], now: float, envelope: Envelope
) -> AuthorityRecord:
    """Make a root and its issuing CA. The root's key is gone when this returns."""
    from cryptography import x509  # noqa: PLC0415  # an authority is made every few months
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415  # the same
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415  # the same
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  # the same
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    permitted = tuple(sorted({suffix.lower() for suffix in permitted_dns}))
    root_key, issuing_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    serial = x509.random_serial_number()
    root_name = _name(f"{ORGANISATION} root ({name} {serial % 0xFFFFFF:06x})")
    root = (
        _certificate_authority(root_key.public_key(), now, path_length=1)
        .serial_number(serial)
        .subject_name(root_name)
        .issuer_name(root_name)
        .sign(root_key, SHA256())
    )
    constraints = x509.NameConstraints([x509.DNSName(suffix) for suffix in permitted], None)
    issuing = (
        _certificate_authority(issuing_key.public_key(), now, path_length=0)
        .serial_number(x509.random_serial_number())
        .subject_name(_name(f"{ORGANISATION} issuing CA ({name} {serial % 0xFFFFFF:06x})"))
        .issuer_name(root_name)
        .add_extension(constraints, critical=True)
        .add_extension(authority_key_identifier(root), critical=False)
        .sign(root_key, SHA256())
    )
    private = issuing_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    authority_id = f"{serial:040x}"
    return AuthorityRecord(
        name=name,
        authority_id=authority_id,
        root_pem=to_pem(der_of(root), "CERTIFICATE"),
        issuing_pem=to_pem(der_of(issuing), "CERTIFICATE"),
        sealed_key=envelope.seal(private, Place("authorities", authority_id, "sealed_key")),
        permitted=permitted,
        created=now,
        not_after=float(int(now + LIFETIME)),
    )


def authority_key_identifier(issuer: "Certificate") -> "AuthorityKeyIdentifier":
    """The issuer's own key identifier, which strict verifiers look for."""
    from cryptography import x509  # noqa: PLC0415  # the caller has it

    subject = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(subject.value)


def _serves(record: AuthorityRecord, wanted: frozenset[str], now: float) -> bool:
    """Whether an authority may sign for the wanted names, none missing and none too many."""
    # made later than now: the clock was set back to before it is valid
    begun = record.created - _BACKDATED <= now
    lasts = record.not_after - HANDED_OVER_BEFORE > now
    return begun and lasts and wanted == set(record.permitted)


def _certificate_authority(
    key: "EllipticCurvePublicKey", now: float, *, path_length: int
) -> "CertificateBuilder":
    from cryptography import x509  # noqa: PLC0415  # the caller has it

    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .public_key(key)
        .not_valid_before(moment(now - _BACKDATED))
        .not_valid_after(moment(now + LIFETIME))
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common_name: str) -> "Name":
    from cryptography import x509  # noqa: PLC0415  # the caller has it

    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name),
        ]
    )
