"""Certificates are found in files and folders, by thumbprint or subject."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from client.tests.tokens import private_key
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from nameplate_client.certificates import find, from_pkcs12
from nameplate_client.errors import SourceFailed

KEY = private_key(7)


def certificate(name: str = "CN=app1,O=Contoso", days: int = 10) -> x509.Certificate:
    subject = x509.Name.from_rfc4514_string(name)
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .sign(KEY, SHA256())
    )


def pem(of: x509.Certificate) -> bytes:
    key = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return of.public_bytes(Encoding.PEM) + key


def archive(of: x509.Certificate, password: bytes | None = None) -> bytes:
    protection = BestAvailableEncryption(password) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"app", KEY, of, None, protection)


def thumbprint(of: x509.Certificate) -> str:
    return of.fingerprint(SHA1()).hex().upper()  # noqa: S303 - a name, no proof


@pytest.mark.parametrize("form", [pem, archive])
def test_a_file_holds_it(form: Callable[[x509.Certificate], bytes], tmp_path: Path) -> None:
    own = certificate()
    file = tmp_path / "app.bin"
    file.write_bytes(form(own))

    found = find(str(file), thumbprint=thumbprint(own), subject=None)

    assert found.thumbprint == thumbprint(own)
    assert b"PRIVATE KEY-----" in found.pem
    assert "PRIVATE" not in repr(found)


def test_a_folder_holds_several_and_other_things(tmp_path: Path) -> None:
    old, new, other = certificate(days=5), certificate(days=50), certificate("CN=other")
    (tmp_path / "a.pem").write_bytes(pem(new))
    (tmp_path / "b.pfx").write_bytes(archive(old))
    (tmp_path / "c.p12").write_bytes(archive(other))
    (tmp_path / "d.pem").write_bytes(old.public_bytes(Encoding.PEM))
    (tmp_path / "e.pfx").write_bytes(archive(other, b"password"))
    (tmp_path / "f.pem").write_bytes(b"\x00" * 100)
    (tmp_path / "g.txt").write_bytes(pem(other))

    by_name = find(str(tmp_path), thumbprint=None, subject="CN=app1, O=Contoso")
    assert by_name.thumbprint == thumbprint(new), "the one that is valid the longest"
    assert find(str(tmp_path), thumbprint=None, subject="O=Contoso, CN=app1") == by_name
    by_thumbprint = find(str(tmp_path), thumbprint=thumbprint(old), subject=None)
    assert by_thumbprint.thumbprint == thumbprint(old)
    with pytest.raises(SourceFailed, match=r"subject CN=none was found .* \(3 with a private key"):
        find(str(tmp_path), thumbprint=None, subject="CN=none")
    with pytest.raises(SourceFailed, match="a distinguished name such as CN=app1"):
        find(str(tmp_path), thumbprint=None, subject="none")


def test_the_store_of_the_current_user_is_where_dotnet_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / ".dotnet" / "corefx" / "cryptography" / "x509stores" / "my"
    folder.mkdir(parents=True)
    own = certificate()
    (folder / "x.pfx").write_bytes(archive(own))

    found = find("CurrentUser", thumbprint=thumbprint(own), subject=None)

    assert found.thumbprint == thumbprint(own)


def test_what_is_no_place(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="LocalMachine is a store of Windows"):
        find("LocalMachine", thumbprint="A", subject=None)
    with pytest.raises(SourceFailed, match="There is no "):
        find(str(tmp_path / "none"), thumbprint="A", subject=None)
    (tmp_path / "x.pem").write_bytes(certificate().public_bytes(Encoding.PEM))
    with pytest.raises(SourceFailed, match="it holds no private key"):
        find(str(tmp_path / "x.pem"), thumbprint="A", subject=None)
    (tmp_path / "large.pem").write_bytes(b"-" * (1 << 20) + b"-")
    with pytest.raises(SourceFailed, match="too large"):
        find(str(tmp_path / "large.pem"), thumbprint="A", subject=None)


def test_an_archive_without_a_key() -> None:
    data = pkcs12.serialize_key_and_certificates(b"x", None, certificate(), None, NoEncryption())

    with pytest.raises(ValueError, match="no certificate with its private key"):
        from_pkcs12(data)
