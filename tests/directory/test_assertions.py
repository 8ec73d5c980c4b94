"""Assertions as Entra's clients send them, and those that prove nothing."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.crypto import base64url
from nameplate.directory.assertions import (
    SKEW,
    AssertionFault,
    AssertionRejected,
    KeyAssertion,
    ProvenAssertion,
    prove,
)
from nameplate.directory.records import ClientCertificate
from tests.fakes.assertions import sign_assertion
from tests.fakes.keys import signing_key

NOW = 1_790_000_000.0
AUDIENCE = "https://login.example/tenant/oauth2/v2.0/token"


def registered(which: int = 0, *, expires: float = NOW + 1000) -> ClientCertificate:
    key = signing_key(which)
    return ClientCertificate(
        key_id=f"key-{which}",
        owner_id="app",
        certificate=key.certificate,
        thumbprint_sha1=key.kid,
        thumbprint_sha256=key.x5t_s256,
        display_name="",
        created=NOW,
        expires=expires,
    )


def claims(**changes: Any) -> dict[str, Any]:
    return {"iss": "app", "sub": "app", "aud": AUDIENCE, "exp": NOW + 600, "jti": "1"} | changes


def check(text: str, *certificates: ClientCertificate) -> ProvenAssertion:
    known = certificates or (registered(),)
    return prove(KeyAssertion.parse(text), known, audiences=[AUDIENCE], now=NOW)


def fault(text: str, *certificates: ClientCertificate) -> AssertionFault:
    with pytest.raises(AssertionRejected) as refused:
        check(text, *certificates)
    return refused.value.fault


def test_python_s_client() -> None:
    """RS256, ``x5t`` with its padding, times with a fraction, no ``nbf``."""
    header = {"x5t": f"{signing_key(0).kid}="}
    text = sign_assertion(signing_key(0), claims(exp=NOW + 600.25, iat=NOW + 0.25), header=header)
    proven = check(text)
    assert (proven.issuer, proven.subject, proven.token_id) == ("app", "app", "1")
    assert proven.expires == NOW + 600.25
    assert proven.key_id == "key-0"


def test_javascript_s_client() -> None:
    """PS256, ``x5t#S256`` without padding, whole times, ``nbf``, and the chain in ``x5c``."""
    header = {"x5t#S256": signing_key(0).x5t_s256, "x5c": ["A" * 1000]}
    text = sign_assertion(signing_key(0), claims(nbf=int(NOW)), algorithm="PS256", header=header)
    assert check(text).subject == "app"


def test_the_named_one_of_several_certificates_proves() -> None:
    text = sign_assertion(signing_key(1), claims())
    assert check(text, registered(0), registered(1)).key_id == "key-1"


@pytest.mark.parametrize("aud", [AUDIENCE.upper(), f"{AUDIENCE}/", ["other", AUDIENCE]])
def test_spellings_of_the_audience(aud: Any) -> None:
    assert check(sign_assertion(signing_key(0), claims(aud=aud)))


@pytest.mark.parametrize("aud", [None, "", "https://elsewhere.example", 7, ["x", 1], []])
def test_foreign_audiences(aud: Any) -> None:
    assert fault(sign_assertion(signing_key(0), claims(aud=aud))) is AssertionFault.AUDIENCE


def test_a_key_that_is_not_registered() -> None:
    text = sign_assertion(signing_key(1), claims())
    assert fault(text) is AssertionFault.KEY_NOT_FOUND


def test_a_thumbprint_does_not_make_a_signature() -> None:
    text = sign_assertion(signing_key(1), claims(), header={"x5t": signing_key(0).kid})
    assert fault(text) is AssertionFault.SIGNATURE


def test_a_changed_claim_breaks_the_signature() -> None:
    head, _, signature = sign_assertion(signing_key(0), claims()).split(".")
    _, body, _ = sign_assertion(signing_key(0), claims(exp=NOW + 9000)).split(".")
    assert fault(f"{head}.{body}.{signature}") is AssertionFault.SIGNATURE


def test_no_key_named() -> None:
    text = sign_assertion(signing_key(0), claims(), header={})
    assert fault(text) is AssertionFault.NO_KEY_NAMED


def test_an_expired_certificate_proves_nothing() -> None:
    text = sign_assertion(signing_key(0), claims())
    assert fault(text, registered(expires=NOW)) is AssertionFault.KEY_EXPIRED


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS384", "ES256"])
def test_algorithms_that_the_key_does_not_allow(algorithm: str) -> None:
    _, body, signature = sign_assertion(signing_key(0), claims()).split(".")
    header = f'{{"alg":"{algorithm}","x5t":"{signing_key(0).kid}"}}'.encode()
    assert fault(f"{base64url.encode(header)}.{body}.{signature}") is AssertionFault.ALGORITHM


@pytest.mark.parametrize(
    "changes", [{"exp": NOW - SKEW}, {"exp": 0}, {"nbf": NOW + SKEW + 1}, {"exp": -1e300}]
)
def test_times_that_are_over_or_not_yet(changes: dict[str, float]) -> None:
    assert fault(sign_assertion(signing_key(0), claims(**changes))) is AssertionFault.TIME


def test_clocks_may_differ_a_little() -> None:
    within = claims(exp=NOW - SKEW + 1, nbf=NOW + SKEW)
    assert check(sign_assertion(signing_key(0), within))


@pytest.mark.parametrize("exp", [None, "soon", True, [1]])
def test_times_that_are_no_numbers(exp: Any) -> None:
    assert fault(sign_assertion(signing_key(0), claims(exp=exp))) is AssertionFault.MALFORMED


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_no_text_crashes_the_parser(text: str) -> None:
    with pytest.raises(AssertionRejected) as refused:
        KeyAssertion.parse(text)
    assert refused.value.fault is AssertionFault.MALFORMED


@settings(max_examples=50)
@given(st.dictionaries(st.text(max_size=5), st.none() | st.integers(0, 9) | st.text(max_size=5)))
def test_claims_of_any_kind_are_read_as_text(claims: dict[str, Any]) -> None:
    parts = [orjson.dumps({"alg": "RS256"}), orjson.dumps(claims), b"x"]
    assertion = KeyAssertion.parse(".".join(base64url.encode(part) for part in parts))
    assert isinstance(assertion.unverified_issuer, str)
    assert isinstance(assertion.unverified_subject, str)
