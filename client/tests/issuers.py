"""An issuer of tests: a discovery document, keys, a clock, and tokens with any fault."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from client.tests.loopback import Asked, Told, serving
from client.tests.tokens import Signer, keys_document

from nameplate_client.receiving import TokenValidator

AUDIENCE = "api://orders"
NOW = 1_800_000_000.0


@dataclass
class Issuer:
    """What it shows can be changed; what it was asked is kept."""

    url: str = ""
    shown: tuple[Signer, ...] = (Signer(),)
    status: int = 200
    now: float = NOW
    changes: dict[str, Any] = field(default_factory=dict)
    keys: bytes | None = None
    asked: list[str] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def answer(self, asked: Asked) -> Told:
        self.asked.append(asked.target)
        if asked.target == "/keys":
            shown = self.keys if self.keys is not None else keys_document(*self.shown)
            return Told(self.status, shown)
        document = {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **self.changes}
        return Told(self.status, json.dumps(document).encode())

    @property
    def fetches(self) -> int:
        return self.asked.count("/keys")

    def claims(self, **changed: Any) -> dict[str, Any]:
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "oid": "oid-1",
            "sub": "oid-1",
            "tid": "t",
            "appid": "app-1",
            "iat": self.now,
            "nbf": self.now,
            "exp": self.now + 3_600,
            "roles": ["Orders.Read"],
            "ver": "1.0",
            **changed,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, signer: Signer | None = None, /, **changed: Any) -> str:
        return (signer or Signer()).sign(self.claims(**changed))

    def validator(self, **options: Any) -> TokenValidator:
        given = {"issuer": self.url, "audiences": AUDIENCE, "clock": self, **options}
        return TokenValidator(**given)


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer for the length of a block."""
    issuer = Issuer()
    with serving(issuer.answer) as loopback:
        issuer.url = loopback.url
        yield issuer
