"""Compact JWS."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.crypto import base64url
from nameplate.crypto.jws import TOKEN_LIMIT, MalformedTokenError, UnverifiedToken, compact
from tests.fakes.keys import signing_key


def segment(document: Any) -> str:
    return base64url.encode(orjson.dumps(document))


def token(header: Any, claims: Any = None, signature: str = "c2ln") -> str:
    return f"{segment(header)}.{segment({} if claims is None else claims)}.{signature}"


def test_a_signed_token_comes_apart_into_what_was_signed() -> None:
    """Claims keep their order; the signature is over header and payload as sent."""
    claims = {"aud": "https://vault.contoso.test", "iat": 1, "ver": "1.0"}

    parsed = UnverifiedToken.parse(compact(signing_key(), claims))

    assert list(parsed.claims.items()) == list(claims.items())
    assert parsed.algorithm == "RS256"
    assert parsed.header["kid"] == parsed.header["x5t"] == signing_key().kid
    assert signing_key().signed(parsed.signing_input, parsed.signature)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "three parts"),
        ("a.b", "three parts"),
        ("a.b.c.d", "three parts"),
        (token({"alg": "RS256"}) + "=", "signature is not base64url"),
        ("e30.e30.", "no algorithm"),
        (token({"alg": None}), "no algorithm"),
        (token({"alg": ["RS256"]}), "no algorithm"),
        (token(["RS256"]), "header is not an object"),
        (token({"alg": "RS256"}, ["x"]), "payload is not an object"),
        ("!!.e30.c2ln", "header is not base64url"),
        (f"{segment({'alg': 'RS256'})}.ew.c2ln", "payload is not base64url of JSON"),
        (token({"alg": "RS256", "crit": ["exp"]}), "header has crit"),
        (token({"alg": "RS256", "b64": False}), "header has b64"),
        ("a" * (TOKEN_LIMIT + 1), "at most"),
    ],
)
def test_what_is_no_token_is_refused_with_its_reason(text: str, reason: str) -> None:
    """Malformed in one way each."""
    with pytest.raises(MalformedTokenError, match=reason):
        UnverifiedToken.parse(text)


@given(st.text(max_size=200) | st.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}"))
def test_no_text_breaks_the_parser(text: str) -> None:
    """Whatever is sent, it is a token or malformed."""
    try:
        parsed = UnverifiedToken.parse(text)
    except MalformedTokenError:
        return
    assert parsed.text == text


def test_the_repr_does_not_hold_the_token() -> None:
    """A logged token shows its header."""
    text = compact(signing_key(), {"sub": "somebody"})

    shown = repr(UnverifiedToken.parse(text))

    assert text not in shown
    assert "somebody" not in shown
