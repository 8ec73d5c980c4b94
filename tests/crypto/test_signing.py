"""Signing keys."""

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from nameplate.crypto import base64url
from nameplate.crypto.certificates import x5t, x5t_s256
from nameplate.crypto.jws import compact
from nameplate.crypto.signing import SigningKey
from tests.fakes.keys import signing_key


def test_the_key_id_is_the_thumbprint_of_its_certificate() -> None:
    """As Entra: kid and x5t are the same."""
    key = signing_key()

    assert key.kid == x5t(key.certificate)
    assert key.x5t_s256 == x5t_s256(key.certificate)
    assert key.public_jwk()["kid"] == key.public_jwk()["x5t"] == key.kid


def test_the_published_key_has_public_members_only() -> None:
    """No d, no p, no q: and what is published verifies."""
    jwk = signing_key().public_jwk()

    token = compact(signing_key(), {"aud": "https://vault.contoso.test"})

    assert set(jwk) == {"kty", "use", "kid", "x5t", "n", "e", "x5c"}
    verified = jws.deserialize_compact(token, RSAKey.import_key(jwk), algorithms=["RS256"])
    assert verified.headers() == {
        "typ": "JWT",
        "alg": "RS256",
        "x5t": jwk["kid"],
        "kid": jwk["kid"],
    }
    assert len(base64url.decode(jwk["n"])) == 256


def test_a_stored_key_signs_as_before() -> None:
    """Loading undoes storing, through bytes and through text."""
    key = signing_key()

    for again in (
        SigningKey.load(key.to_private_bytes(), key.certificate),
        SigningKey.from_pem(key.to_pem()),
    ):
        assert again.kid == key.kid
        assert key.signed(b"input", again.sign(b"input"))


def test_another_key_or_input_does_not_verify() -> None:
    """Neither a changed input nor another key's signature passes."""
    key, other = signing_key(), signing_key(1)
    signature = key.sign(b"input")

    assert key.signed(b"input", signature)
    assert not key.signed(b"Input", signature)
    assert not other.signed(b"input", signature)
    assert not key.signed(b"input", b"")


@pytest.mark.parametrize("label", ["PRIVATE KEY", "CERTIFICATE"])
def test_a_key_file_has_both_sections(label: str) -> None:
    """A file without one of them is refused with a sentence."""
    pem = signing_key().to_pem().replace(label.encode(), b"OTHER")

    with pytest.raises(ValueError, match="PRIVATE KEY and a CERTIFICATE"):
        SigningKey.from_pem(pem)


def test_the_repr_shows_the_key_id_only() -> None:
    """A logged key is a name."""
    assert repr(signing_key()) == f"SigningKey({signing_key().kid})"
