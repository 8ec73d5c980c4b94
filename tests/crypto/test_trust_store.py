"""Java trust stores."""

from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509 import load_pem_x509_certificate

from nameplate.crypto.authorities import create_authority
from nameplate.crypto.certificates import to_pem
from nameplate.crypto.trust_store import java_trust_store
from tests.fakes.keys import NOW, envelope


def test_a_store_holds_the_readable_certificates_of_a_bundle_and_no_key() -> None:
    """In order; text between them and a damaged one are passed over."""
    roots = [create_authority(name, ["localhost"], NOW, envelope()).root_pem for name in "ab"]
    bundle = b"# system\n" + roots[0] + to_pem(b"damaged", "CERTIFICATE") + b"\n" + roots[1]

    store = load_pkcs12(java_trust_store(bundle, "changeit"), b"changeit")

    assert store.key is None
    assert [each.certificate for each in store.additional_certs] == [
        load_pem_x509_certificate(root) for root in roots
    ]
