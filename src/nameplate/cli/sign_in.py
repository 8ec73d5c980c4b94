"""The operator's sign-in: a signed assertion for a token (RFC 7523 section 2.1).

The key lies in the home, sealed by the master key; whoever can open it is the operator. Tokens are
kept there too, sealed, so that most commands sign nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlencode
from uuid import uuid4

from nameplate.cli.client import LoopbackClient
from nameplate.cli.error_shapes import failure_of
from nameplate.cli.failures import CommandFailure
from nameplate.core.clock import Clock, SystemClock
from nameplate.core.cloud import Cloud

GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTION_LIFETIME: Final = 300
_MARGIN: Final = 60


class OperatorFiles(Protocol):
    """The operator's sealed files (``server.operator``)."""

    def key_pem(self) -> bytes | None: ...

    def tokens(self) -> dict[str, Any]: ...

    def keep_tokens(self, tokens: dict[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True)
class Installation:
    """Who the operator of a home is, and in which tenant and subscription."""

    tenant_id: str
    subscription_id: str
    operator_id: str

    @classmethod
    def read(cls, path: Path) -> "Installation":
        """Read what the first start wrote."""
        try:
            document: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
            return cls(
                tenant_id=document["tenantId"],
                subscription_id=document["subscriptionId"],
                operator_id=document["operatorId"],
            )
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise CommandFailure(f"cannot read {path}: {problem!r}") from None


class OperatorSignIn:
    """Gets the operator's tokens, one for each audience; kept between commands, as az keeps its."""

    def __init__(
        self,
        client: LoopbackClient,
        cloud: Cloud,
        installation: Installation,
        files: "OperatorFiles",
        clock: Clock | None = None,
    ) -> None:
        self._client = client
        self._cloud = cloud
        self._installation = installation
        self._files = files
        self._clock = clock or SystemClock()
        self._tokens: dict[str, Any] | None = None

    def token(self, audience: str) -> str:
        """A token for an audience: a kept one while it lasts."""
        held = self._kept().get(self._name(audience))
        if held is not None and held["ends"] > self._clock.now():
            return str(held["token"])
        return str(self.fetch(audience)["access_token"])

    def fetch(self, audience: str) -> dict[str, Any]:
        """Ask the authority, and keep the token; returns the authority's whole answer."""
        installation = self._installation
        endpoint = f"{self._cloud.authority}/{installation.tenant_id}/oauth2/v2.0/token"
        form = {
            "grant_type": GRANT,
            "assertion": self._assertion(endpoint),
            "scope": f"{audience}/.default",
        }
        reply = self._client.send(
            "POST",
            endpoint,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode(),
        )
        if reply.status != 200:
            raise failure_of(reply.status, reply.body)
        answer: dict[str, Any] = reply.json()
        ends = self._clock.now() + int(answer.get("expires_in", 0)) - _MARGIN
        kept = self._kept()
        kept[self._name(audience)] = {"token": answer["access_token"], "ends": ends}
        self._files.keep_tokens(kept)
        return answer

    def on(self, client: LoopbackClient) -> "OperatorSignIn":
        """The same operator over another client: a thread has connections of its own."""
        return OperatorSignIn(client, self._cloud, self._installation, self._files, self._clock)

    def forget(self, audience: str) -> None:
        """Drop a token that was refused."""
        self._kept().pop(self._name(audience), None)

    def _kept(self) -> dict[str, Any]:
        if self._tokens is None:
            self._tokens = self._files.tokens()
        return self._tokens

    def _name(self, audience: str) -> str:
        """Under which a token is kept: a home that was founded again has another operator."""
        return f"{self._installation.operator_id} {audience}"

    def _assertion(self, endpoint: str) -> str:
        from nameplate.crypto.jws import compact  # noqa: PLC0415 - most commands sign nothing
        from nameplate.crypto.signing import SigningKey  # noqa: PLC0415

        pem = self._files.key_pem()
        if pem is None:
            raise CommandFailure("cannot open the operator's key with the master key of this home")
        now = int(self._clock.now())
        return compact(
            SigningKey.from_pem(pem),
            {
                "aud": endpoint,
                "iss": self._installation.operator_id,
                "sub": self._installation.operator_id,
                "jti": str(uuid4()),
                "iat": now,
                "nbf": now - 60,
                "exp": now + _ASSERTION_LIFETIME,
            },
        )
