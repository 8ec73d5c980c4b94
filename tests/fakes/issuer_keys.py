"""Issuers and their keys, held in memory (``directory.federated_assertions.IssuerKeys``)."""

from collections.abc import Mapping
from typing import Any

from nameplate.crypto.signing import SigningKey
from nameplate.directory.federated_assertions import IssuerUnavailable


class FakeIssuerKeys:
    """Has the keys that it was given; an issuer that is down says so."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Mapping[str, Any]] = {}
        self.down: str = ""
        self.asked: list[str] = []

    def publish(self, issuer: str, key: SigningKey) -> None:
        """Let an issuer have a key."""
        self.held[issuer, key.kid] = key.public_jwk()

    async def key(self, issuer: str, key_id: str) -> Mapping[str, Any] | None:
        self.asked.append(issuer)
        if self.down:
            raise IssuerUnavailable(self.down)
        return self.held.get((issuer, key_id))
