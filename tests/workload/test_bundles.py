"""Bundles: what was in force, and our roots."""

from pathlib import Path

import pytest

from nameplate.config.home import Home, prepare
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.crypto.certificates import to_pem
from nameplate.crypto.signing import SigningKey
from nameplate.workload.bundles import ADDING, REPLACING, make_trust, read_certificates
from tests.fakes.clock import FakeClock

ROOTS = to_pem(SigningKey.generate("ours", FakeClock().now()).certificate, "CERTIFICATE")
THEIRS = to_pem(SigningKey.generate("theirs", FakeClock().now()).certificate, "CERTIFICATE")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return prepare(Home(tmp_path / "home"))


def test_every_variable_holds_what_was_in_force_and_our_roots(home: Home, tmp_path: Path) -> None:
    corporate = tmp_path / "corporate.pem"
    corporate.write_bytes(THEIRS)
    trust, warnings = make_trust(home, {"SSL_CERT_FILE": str(corporate)}, ROOTS, AZURE_PUBLIC)
    assert warnings == ()
    assert set(trust.variables) == {*REPLACING, *ADDING}
    for name in REPLACING:
        assert Path(trust.variables[name]).read_bytes() == THEIRS + ROOTS
    assert Path(trust.variables["NODE_EXTRA_CA_CERTS"]).read_bytes() == ROOTS


def test_a_variable_of_its_own_starts_from_its_own_content(home: Home, tmp_path: Path) -> None:
    own = tmp_path / "own.pem"
    own.write_bytes(THEIRS)
    inherited = {"SSL_CERT_FILE": str(own), "NODE_EXTRA_CA_CERTS": str(own)}
    trust, _ = make_trust(home, inherited, ROOTS, AZURE_PUBLIC)
    assert Path(trust.variables["NODE_EXTRA_CA_CERTS"]).read_bytes() == THEIRS + ROOTS


def test_what_cannot_be_used_is_told(home: Home) -> None:
    _, warnings = make_trust(home, {"CURL_CA_BUNDLE": "/no/such"}, ROOTS, AZURE_PUBLIC)
    assert any("CURL_CA_BUNDLE names /no/such" in warning for warning in warnings)


def test_the_same_content_is_the_same_file(home: Home) -> None:
    first, _ = make_trust(home, {}, ROOTS, AZURE_PUBLIC)
    before = {path: path.stat().st_mtime_ns for path in home.bundles.iterdir()}
    assert make_trust(home, {}, ROOTS, AZURE_PUBLIC)[0] == first
    assert {path: path.stat().st_mtime_ns for path in home.bundles.iterdir()} == before
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in before)


def test_a_folder_of_certificates_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(THEIRS)
    (tmp_path / "b.pem").write_bytes(ROOTS)
    assert read_certificates(tmp_path) == THEIRS + ROOTS
    (tmp_path / "empty").mkdir()
    assert read_certificates(tmp_path / "empty") is None
    assert read_certificates(tmp_path / "missing") is None


def test_javas_store_is_left_out_where_nobody_wants_it(home: Home) -> None:
    trust, _ = make_trust(home, {}, ROOTS, AZURE_PUBLIC, java=False)
    assert trust.java_store is None
    assert not list(home.bundles.glob("*.p12"))
