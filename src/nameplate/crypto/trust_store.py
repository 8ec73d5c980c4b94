"""A bundle of certificates as a Java trust store: PKCS #12 with Java's own bag attribute.

Java takes a store without the attribute for empty, and one without a password too.
"""

import re
import warnings
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate

_CERTIFICATE: Final = re.compile(
    b"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL
)


def java_trust_store(bundle: bytes, password: str) -> bytes:
    """The certificates of a PEM bundle as PKCS #12, each trusted. Certificates only: no secret."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  # cold path
        BestAvailableEncryption,
    )
    from cryptography.hazmat.primitives.serialization.pkcs12 import (  # noqa: PLC0415
        serialize_java_truststore,
    )

    return serialize_java_truststore(_entries(bundle), BestAvailableEncryption(password.encode()))


def _entries(bundle: bytes) -> "list[PKCS12Certificate]":
    """Each certificate that can be read: system bundles hold old ones that break a rule or two."""
    from cryptography.hazmat.primitives.serialization.pkcs12 import (  # noqa: PLC0415
        PKCS12Certificate,
    )
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415

    entries = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, text in enumerate(_CERTIFICATE.findall(bundle)):
            try:
                certificate = load_pem_x509_certificate(text)
            except ValueError:
                continue
            entries.append(PKCS12Certificate(certificate, f"nameplate-{number}".encode()))
    return entries
