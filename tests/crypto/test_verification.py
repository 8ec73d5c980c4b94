"""Verifying what others signed; joserfc makes the others' tokens."""

from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from nameplate.crypto import base64url
from nameplate.crypto.certificates import to_pem
from nameplate.crypto.jws import UnverifiedToken, compact
from nameplate.crypto.verification import (
    AlgorithmNotAllowedError,
    BadSignatureError,
    UnsuitableKeyError,
    VerificationKey,
)
from tests.fakes.keys import signing_key

CLAIMS = b'{"iss":"app","exp":1790000600.5}'


def theirs() -> RSAKey:
    return RSAKey.import_key(signing_key().to_pem().split(b"-----BEGIN CERT")[0])


def signed(key: RSAKey | ECKey, algorithm: str, **header: Any) -> UnverifiedToken:
    text = jws.serialize_compact({"alg": algorithm, **header}, CLAIMS, key, algorithms=[algorithm])
    return UnverifiedToken.parse(text)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_a_certificate_verifies_both_rsa_algorithms(algorithm: str) -> None:
    """Python's client signs RS256, JavaScript's PS256; times may be floats."""
    key = VerificationKey.from_certificate(signing_key().certificate)

    claims = key.verify(signed(theirs(), algorithm, x5t="padded="))

    assert claims == {"iss": "app", "exp": 1790000600.5}


def test_a_certificate_chain_in_the_header_is_not_too_long() -> None:
    """JavaScript's client may send x5c."""
    chain = ["A" * 4000, "B" * 4000]

    token = signed(theirs(), "RS256", x5c=chain)

    key = VerificationKey.from_certificate(to_pem(signing_key().certificate, "CERTIFICATE"))
    assert key.verify(token)


def test_a_jwk_verifies_and_its_private_members_are_not_read() -> None:
    """Somebody's JWKS may hold too much; only public members become the key."""
    jwk = theirs().as_dict(private=True)

    assert VerificationKey.from_jwk(dict(jwk)).verify(signed(theirs(), "PS256"))


def test_p256_verifies_es256_only() -> None:
    """The curve decides."""
    ec = ECKey.generate_key("P-256", private=True)
    key = VerificationKey.from_jwk(dict(ec.as_dict(private=False)))

    assert key.verify(signed(ec, "ES256"))
    with pytest.raises(AlgorithmNotAllowedError, match="allows ES256, not RS256"):
        key.verify(signed(theirs(), "RS256"))


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS384", "RS512", "PS512", "ES256", "nOnE"])
def test_no_other_algorithm_is_allowed(algorithm: str) -> None:
    """The header cannot choose: not none, and not the public key as a password."""
    key = VerificationKey.from_certificate(signing_key().certificate)
    header = base64url.encode(b'{"alg":"%s"}' % algorithm.encode())
    token = UnverifiedToken.parse(f"{header}.{base64url.encode(CLAIMS)}.")

    with pytest.raises(AlgorithmNotAllowedError, match="RS256 and PS256"):
        key.verify(token)


def test_another_key_did_not_sign() -> None:
    """A signature by somebody else, and one over other claims."""
    token = signed(theirs(), "RS256")
    other = VerificationKey.from_certificate(signing_key(1).certificate)
    head, _, signature = token.text.split(".")
    changed = UnverifiedToken.parse(f"{head}.{base64url.encode(b'{}')}.{signature}")

    with pytest.raises(BadSignatureError):
        other.verify(token)
    with pytest.raises(BadSignatureError):
        VerificationKey.from_certificate(signing_key().certificate).verify(changed)


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kty": "RSA"},
        {"kty": "RSA", "n": "!!", "e": "AQAB"},
        {"kty": "RSA", "n": 5, "e": None},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"},
    ],
)
def test_an_unsuitable_key_is_refused(jwk: dict[str, Any]) -> None:
    """Unreadable, symmetric or off its curve."""
    with pytest.raises(UnsuitableKeyError):
        VerificationKey.from_jwk(jwk)


def test_short_rsa_keys_and_other_curves_are_refused() -> None:
    """2048 bits are the least; P-384 is not on the list."""
    short = {"kty": "RSA", "n": base64url.encode(b"\xff" * 128), "e": "AQAB"}

    with pytest.raises(UnsuitableKeyError, match="2048"):
        VerificationKey.from_jwk(short)
    with pytest.raises(UnsuitableKeyError, match="P-256"):
        VerificationKey.from_jwk(dict(ECKey.generate_key("P-384").as_dict(private=False)))


def test_an_unreadable_certificate_is_unsuitable() -> None:
    """Junk in the column is not a crash."""
    with pytest.raises(UnsuitableKeyError, match="certificate cannot be read"):
        VerificationKey.from_certificate(b"junk")


def test_our_own_tokens_verify_in_the_other_verifier() -> None:
    """What the mint signs is RS256 for everybody."""
    token = UnverifiedToken.parse(compact(signing_key(), {"sub": "x"}))

    assert VerificationKey.from_jwk(signing_key().public_jwk()).verify(token) == {"sub": "x"}
