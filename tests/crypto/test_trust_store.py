"""Java's trust store."""

import pytest
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from nameplate.crypto.certificates import to_pem
from nameplate.crypto.signing import SigningKey
from nameplate.crypto.trust_store import java_trust_store
from tests.fakes.clock import FakeClock

CERTIFICATE = to_pem(SigningKey.generate("root", FakeClock().now()).certificate, "CERTIFICATE")
BROKEN = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def test_every_readable_certificate_is_in_the_store_and_no_key() -> None:
    store = load_pkcs12(java_trust_store(CERTIFICATE + BROKEN + CERTIFICATE, "word"), b"word")
    assert store.key is None
    assert len(store.additional_certs) == 2


def test_a_store_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        java_trust_store(b"", "word")
