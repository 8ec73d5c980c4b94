"""Assertions as clients make them: signed with a test key, by joserfc."""

from collections.abc import Mapping
from typing import Any

import orjson
from joserfc import jws
from joserfc.jwk import RSAKey

from nameplate.crypto.signing import SigningKey


def sign_assertion(
    key: SigningKey,
    claims: Mapping[str, Any],
    *,
    algorithm: str = "RS256",
    header: Mapping[str, Any] | None = None,
) -> str:
    """A JWT over claims; the header names the key by ``x5t`` unless one is given."""
    named = {"x5t": key.kid} if header is None else header
    private = RSAKey.import_key(key.to_pem().split(b"-----BEGIN CERT")[0])
    members = {"alg": algorithm, "typ": "JWT", **named}
    return jws.serialize_compact(members, orjson.dumps(claims), private, algorithms=[algorithm])
