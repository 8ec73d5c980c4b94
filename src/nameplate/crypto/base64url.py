"""Base64url without padding (RFC 7515 section 2), read strictly."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

_ALPHABET: Final = re.compile(rb"[A-Za-z0-9_-]*")


def encode(octets: bytes) -> str:
    """The text of octets, without padding."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The octets of a text. Raises ValueError for padding and whatever else is not base64url."""
    ascii_text = text.encode("ascii", "replace")
    if _ALPHABET.fullmatch(ascii_text) is None or len(ascii_text) % 4 == 1:
        raise ValueError("not base64url")
    return urlsafe_b64decode(ascii_text + b"=" * (-len(ascii_text) % 4))


def encode_integer(number: int) -> str:
    """A positive integer as JWK writes it (RFC 7518 section 2, Base64urlUInt)."""
    return encode(number.to_bytes((number.bit_length() + 7) // 8 or 1, "big"))
