"""JSON Web Signatures, compact form (RFC 7515 section 3.1), and JWTs in it (RFC 7519).

What has not been verified is an ``UnverifiedToken``. The algorithm is the key's to choose: the
header's ``alg`` is only ever compared with what the key allows, and ``none`` is allowed by none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from nameplate.crypto import base64url
from nameplate.crypto.signing import SigningKey

TOKEN_LIMIT: Final = 32_768
"""Characters; Entra's own tokens stay under 10,000 with every group that they may carry."""

_UNSUPPORTED_HEADERS: Final = frozenset(("crit", "b64", "zip"))
"""What would change how a token is read (RFC 7515 section 4.1.11, RFC 7797)."""


class MalformedTokenError(ValueError):
    """A text is no JWT in the compact form."""


@dataclass(frozen=True, slots=True)
class UnverifiedToken:
    """A token as somebody sent it. Nothing in it may be believed."""

    text: str = field(repr=False)
    header: Mapping[str, Any]
    claims: Mapping[str, Any] = field(repr=False)
    signing_input: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "UnverifiedToken":
        """Take a token apart. Raises MalformedTokenError."""
        if len(text) > TOKEN_LIMIT:
            raise MalformedTokenError(f"a token has at most {TOKEN_LIMIT} characters")
        parts = text.split(".")
        if len(parts) != 3:
            raise MalformedTokenError("a token has three parts")
        header, claims = _members(parts[0], "header"), _members(parts[1], "payload")
        if not isinstance(header.get("alg"), str):
            raise MalformedTokenError("the header names no algorithm")
        if unsupported := _UNSUPPORTED_HEADERS & header.keys():
            raise MalformedTokenError(f"the header has {min(unsupported)}")
        try:
            signature = base64url.decode(parts[2])
        except ValueError:
            raise MalformedTokenError("the signature is not base64url") from None
        signing_input = text[: len(parts[0]) + 1 + len(parts[1])].encode("ascii")
        return cls(text, header, claims, signing_input, signature)

    @property
    def algorithm(self) -> str:
        """What the header claims; a key decides."""
        algorithm: str = self.header["alg"]
        return algorithm


def compact(key: SigningKey, claims: Mapping[str, Any]) -> str:
    """Sign claims: the header of an access token, the claims in the order given."""
    unsigned = f"{key.encoded_header}.{base64url.encode(orjson.dumps(claims))}"
    return f"{unsigned}.{base64url.encode(key.sign(unsigned.encode('ascii')))}"


def _members(part: str, what: str) -> dict[str, Any]:
    try:
        document = orjson.loads(base64url.decode(part))
    except ValueError:
        raise MalformedTokenError(f"the {what} is not base64url of JSON") from None
    if not isinstance(document, dict):
        raise MalformedTokenError(f"the {what} is not an object")
    return document
