"""Leaves, as TLS clients see them."""

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from nameplate.crypto.authorities import create_authority
from nameplate.crypto.leaves import Leaf, LeafIssuer, NameNotPermittedError
from tests.fakes.clock import FakeClock
from tests.fakes.keys import envelope

DAY = 86_400


def issuer(clock: FakeClock, *permitted: str) -> LeafIssuer:
    names = permitted or ("localhost", "vault.contoso.test")
    return LeafIssuer(create_authority("own", names, clock.now(), envelope()), envelope(), clock)


def handshake(leaf: Leaf, root_pem: bytes, asked: str, folder: Path) -> None:
    """A TLS handshake in memory, the client trusting the root alone and verifying strictly."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(leaf.chain_pem)
    key.write_bytes(leaf.key_pem)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(chain, key)
    client_side = ssl.create_default_context(cadata=root_pem.decode())
    client_side.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_side.wrap_bio(to_client, to_server, server_hostname=asked)
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    for side in (client, server, client):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue


def now_clock() -> FakeClock:
    """OpenSSL reads the machine's clock, so these leaves are of today."""
    from nameplate.core.clock import SystemClock  # noqa: PLC0415  # the one test that needs it

    return FakeClock(SystemClock().now())


@pytest.mark.parametrize("host", ["localhost", "contoso.vault.contoso.test"])
def test_a_client_that_trusts_the_root_accepts_the_leaf(host: str, tmp_path: Path) -> None:
    """Leaf and issuing CA are sent; strict verification finds every extension that it wants."""
    leaves = issuer(now_clock())

    handshake(leaves.leaf(host), leaves.authority.root_pem, host, tmp_path)


def test_a_client_refuses_a_leaf_outside_the_constraints(tmp_path: Path) -> None:
    """Even a stolen issuing key signs for no other name."""
    clock = now_clock()
    real = issuer(clock)
    wide = LeafIssuer(real.authority, envelope(), clock)
    object.__setattr__(real.authority, "permitted", ("example.test",))

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        handshake(
            wide.leaf("www.example.test"), real.authority.root_pem, "www.example.test", tmp_path
        )


def test_a_leaf_is_kept_and_made_anew_before_its_end() -> None:
    """Thirty days, renewed on the last."""
    clock = FakeClock()
    leaves = issuer(clock)
    first = leaves.leaf("localhost")

    clock.advance(28 * DAY)
    kept = leaves.leaf("LOCALHOST.")
    clock.advance(1.5 * DAY)

    assert kept is first
    assert leaves.leaf("localhost").not_after > first.not_after


def test_no_leaf_outlasts_its_authority() -> None:
    """In the last days a leaf ends with the issuing CA."""
    clock = FakeClock()
    leaves = issuer(clock)

    clock.advance(80 * DAY)

    assert leaves.leaf("localhost").not_after == leaves.authority.not_after


def test_ready_leaves_are_not_made_again() -> None:
    """A start with the leaves of an earlier run signs nothing."""
    clock = FakeClock()
    leaves = issuer(clock)
    made = leaves.leaf("localhost")

    later = LeafIssuer(leaves.authority, envelope(), clock, ready=leaves.made())

    assert later.leaf("localhost") is made


def test_a_name_too_long_for_a_common_name_has_a_leaf() -> None:
    """The alternative name carries it; the subject falls back."""
    host = f"{'a' * 60}.vault.contoso.test"

    chain = issuer(FakeClock()).leaf(host).chain_pem

    certificate = x509.load_pem_x509_certificates(chain)[0]
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [host]


@pytest.mark.parametrize(
    "host", ["www.example.test", "", ".localhost", "-a.localhost", "a b.localhost", "é.localhost"]
)
def test_other_names_are_refused(host: str) -> None:
    """Outside the permitted names, or no host name at all."""
    with pytest.raises(NameNotPermittedError):
        issuer(FakeClock()).leaf(host)


_LEAVES = issuer(FakeClock())


@given(st.text(max_size=80).map(lambda text: f"{text}.localhost"))
def test_no_server_name_breaks_the_issuer(host: str) -> None:
    """Whatever a client sends as SNI: a leaf for that name, or a refusal."""
    try:
        assert _LEAVES.leaf(host).host == host.lower().rstrip(".")
    except NameNotPermittedError:
        return
