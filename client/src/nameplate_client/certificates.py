"""Certificates of connection strings, where there is no Windows store: in files.

``CertificateStoreLocation`` is the path of a PEM or PKCS #12 file, or of a folder of such files.
``CurrentUser`` stands for the folder in which .NET on Linux and macOS keeps that store. A file
holds the certificate and its private key, without a password. Of several that fit, the one that is
valid the longest is taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from nameplate_client.errors import SourceFailed

STORES: Final = {"currentuser": "~/.dotnet/corefx/cryptography/x509stores/my"}
_ENDINGS: Final = (".pem", ".pfx", ".p12")
_LARGEST: Final = 1 << 20
_SPACED: Final = re.compile(r"(?<!\\), *(?=[A-Za-z0-9.]+=)")  # Windows puts a space there


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key, in the form that azure-identity takes."""

    pem: bytes = field(repr=False)
    thumbprint: str
    """SHA-1, upper-case hexadecimal: the name that certificates go by in connection strings."""
    subject: x509.Name
    not_after: datetime


def find(location: str, *, thumbprint: str | None, subject: str | None) -> Certificate:
    """The certificate with a thumbprint, or with a subject, at a location."""
    path = _path(location)
    candidates = list(_readable(path))
    wanted = f"thumbprint {thumbprint}" if thumbprint else f"subject {subject}"
    fitting = [each for each in candidates if _fits(each, thumbprint, subject)]
    if not fitting:
        raise SourceFailed(
            f"No certificate with the {wanted} was found in {path} "
            f"({len(candidates)} with a private key are there)."
        )
    return max(fitting, key=lambda each: each.not_after)


def from_pkcs12(data: bytes) -> Certificate:
    """The certificate and key of a PKCS #12 archive without a password."""
    loaded = pkcs12.load_pkcs12(data, None)
    if loaded.key is None or loaded.cert is None:
        raise ValueError("it holds no certificate with its private key")
    key = loaded.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = [loaded.cert, *loaded.additional_certs]
    pem = key + b"".join(each.certificate.public_bytes(Encoding.PEM) for each in chain)
    return _certificate(loaded.cert.certificate, pem)


def from_pem(data: bytes) -> Certificate:
    """The first certificate of a PEM file that holds its private key, too."""
    if b"PRIVATE KEY-----" not in data:
        raise ValueError("it holds no private key")
    return _certificate(x509.load_pem_x509_certificates(data)[0], data)


def _certificate(certificate: x509.Certificate, pem: bytes) -> Certificate:
    return Certificate(
        pem=pem,
        thumbprint=certificate.fingerprint(SHA1()).hex().upper(),  # noqa: S303 - a name, no proof
        subject=certificate.subject,
        not_after=certificate.not_valid_after_utc,
    )


def _path(location: str) -> Path:
    if location.lower() == "localmachine":
        raise SourceFailed(
            "CertificateStoreLocation=LocalMachine is a store of Windows. Name a PEM or PKCS #12 "
            "file, or a folder of them, instead: CertificateStoreLocation=/etc/myapp/app.pem."
        )
    path = Path(STORES.get(location.lower(), location)).expanduser()
    if not path.exists():
        raise SourceFailed(
            f"There is no {path}. CertificateStoreLocation is the path of a PEM or PKCS #12 file "
            f"or of a folder of them; CurrentUser stands for {STORES['currentuser']}."
        )
    return path


def _readable(path: Path) -> Iterator[Certificate]:
    if path.is_file():
        try:
            yield _load(path)
        except (ValueError, OSError) as problem:
            raise SourceFailed(f"{path} cannot be used: {problem}.") from None
        return
    try:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in _ENDINGS)
    except OSError as problem:
        raise SourceFailed(f"{path} cannot be read: {problem}.") from None
    for file in files:
        try:
            yield _load(file)
        except (ValueError, OSError):
            continue  # others' files lie in folders, too


def _load(file: Path) -> Certificate:
    if file.stat().st_size > _LARGEST:
        raise ValueError("it is too large for a certificate")
    data = file.read_bytes()
    return from_pem(data) if b"-----BEGIN " in data else from_pkcs12(data)


def _fits(certificate: Certificate, thumbprint: str | None, subject: str | None) -> bool:
    if thumbprint is not None:
        return certificate.thumbprint == thumbprint
    try:
        wanted = x509.Name.from_rfc4514_string(_SPACED.sub(",", subject or ""))
    except ValueError:
        raise SourceFailed(
            f"CertificateSubjectName is a distinguished name such as CN=app1, not {subject!r}."
        ) from None
    # RFC 4514 reverses the order of the encoding; who wrote the name may not have.
    backwards = x509.Name(list(reversed(list(wanted.rdns))))
    return certificate.subject in (wanted, backwards)
