"""Base64url."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.crypto import base64url


@given(st.binary(max_size=100))
def test_what_is_encoded_decodes(octets: bytes) -> None:
    """Decoding undoes encoding, and no padding is written."""
    text = base64url.encode(octets)

    assert base64url.decode(text) == octets
    assert "=" not in text


@pytest.mark.parametrize("text", ["=", "YQ==", "a", "ab+/", "ab c", "é", "ab\n"])
def test_what_is_not_base64url_is_refused(text: str) -> None:
    """Padding, the other alphabet, impossible lengths and white space."""
    with pytest.raises(ValueError, match="not base64url"):
        base64url.decode(text)


def test_an_integer_has_no_leading_zero_octets() -> None:
    """RFC 7518 section 6.3.1.2: the exponent of every key is AQAB."""
    assert base64url.encode_integer(65_537) == "AQAB"
    assert base64url.encode_integer(0) == "AA"
