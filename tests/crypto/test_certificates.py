"""Certificates as values."""

import subprocess
import sys
from hashlib import sha1, sha256

import pytest

from nameplate.crypto import base64url
from nameplate.crypto.certificates import (
    pem_section,
    read_certificate,
    same_thumbprint,
    to_pem,
    x5t,
    x5t_s256,
)
from tests.fakes.keys import NOW, signing_key


def test_a_certificate_reads_alike_from_pem_and_der() -> None:
    """What is registered is the DER, whatever was given."""
    der = signing_key().certificate

    read = read_certificate(der)

    assert read == read_certificate(b"Bag Attributes\n" + to_pem(der, "CERTIFICATE"))
    assert read.der == der
    assert read.subject == "CN=Nameplate local test key 0"
    assert read.not_before < NOW < read.not_after
    assert read.thumbprint == sha1(der, usedforsecurity=False).hexdigest().upper()


@pytest.mark.parametrize("junk", [b"", b"junk", to_pem(b"junk", "CERTIFICATE")])
def test_junk_is_no_certificate(junk: bytes) -> None:
    """One kind of error."""
    with pytest.raises(ValueError, match=r".+"):
        read_certificate(junk)


def test_thumbprints_are_of_the_der() -> None:
    """RFC 7515 sections 4.1.7 and 4.1.8."""
    assert base64url.decode(x5t(b"der")) == sha1(b"der", usedforsecurity=False).digest()
    assert base64url.decode(x5t_s256(b"der")) == sha256(b"der").digest()


@pytest.mark.parametrize(
    ("given", "same"),
    [("abc", True), ("abc=", True), ("abd", False), (None, False), (7, False), ("=", False)],
)
def test_a_thumbprint_may_be_padded(given: object, *, same: bool) -> None:
    """Python's client pads x5t, JavaScript's does not."""
    assert same_thumbprint(given, "abc") is same


def test_a_section_is_found_by_its_label() -> None:
    """A file may hold several sections; a damaged one is none."""
    text = to_pem(b"one" * 40, "PRIVATE KEY") + to_pem(b"two", "CERTIFICATE")

    assert pem_section(text, b"PRIVATE KEY") == b"one" * 40
    assert pem_section(text, b"CERTIFICATE") == b"two"
    assert pem_section(text, b"PUBLIC KEY") is None
    assert pem_section(text.replace(b"dHdv", b"=Hdv"), b"CERTIFICATE") is None


def test_a_warm_start_loads_neither_x509_nor_joserfc() -> None:
    """Importing what loads a key, signs and opens the envelope stays cheap."""
    program = (
        "import sys, nameplate.crypto.signing, nameplate.crypto.jws, nameplate.crypto.envelope,"
        " nameplate.crypto.hashing, nameplate.crypto.leaves, nameplate.crypto.verification\n"
        "heavy = {'cryptography.x509', 'joserfc', 'cryptography.hazmat.primitives.serialization'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
