"""Keys and tokens for tests, signed for real."""

import json
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm


@cache
def private_key(number: int = 0) -> RSAPrivateKey:
    """A key of these tests; the same number is the same key."""
    del number
    return generate_private_key(65_537, 2048)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with its name."""

    kid: str = "key-0"
    number: int = 0

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        algorithm = header.pop("alg", "RS256")
        headers = {"kid": self.kid, **header}
        payload = json.dumps(claims).encode()
        return jwt.api_jws.encode(payload, private_key(self.number), algorithm, headers=headers)

    def jwk(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(private_key(self.number).public_key()))
        return {"kty": "RSA", "use": "sig", "kid": self.kid, "n": public["n"], "e": public["e"]}


def keys_document(*signers: Signer) -> bytes:
    return json.dumps({"keys": [signer.jwk() for signer in signers]}).encode()


def token_answer(resource: str, *, lifetime: int = 86_400, **claims: str) -> dict[str, str]:
    """What an identity endpoint answers."""
    expires = int(time.time()) + lifetime
    shown = {"aud": resource, "exp": expires, "appid": "app-1", "tid": "tenant-1", **claims}
    return {
        "access_token": Signer().sign(shown),
        "expires_in": str(lifetime),
        "expires_on": str(expires),
        "resource": resource,
        "token_type": "Bearer",
    }
