"""Entra: discovery, tokens and their refusals, as the operator or an application of ours."""

import time
import uuid
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from nameplate.config.settings import load_settings
from nameplate.crypto.jws import compact
from nameplate.crypto.signing import SigningKey
from nameplate.server.operator import OperatorFiles
from tests.fidelity.compare import Rules
from tests.fidelity.records import Exchange, Sequence
from tests.fidelity.scenarios.people import approve, create_application
from tests.fidelity.scenarios.scenario import SetupFailed
from tests.running import Answer, Platform

HOST: Final = "login.microsoftonline.com"
RULES: Final = Rules(exact=frozenset({"token_type", "error"}), whole=frozenset({"error_codes"}))
_SHARED_TENANTS: Final = frozenset({"common", "organizations", "consumers"})
_CLI: Final = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
_PERSONS_SCOPE: Final = "https://vault.azure.net/.default openid profile offline_access"
_DEVICE_CODE: Final = "urn:ietf:params:oauth:grant-type:device_code"
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def operator_assertion(platform: Platform, audience: str) -> str:
    """A JWT signed with the operator's key (RFC 7523), as the command line signs in."""
    pem = OperatorFiles(load_settings(platform.environment)).key_pem()
    assert pem is not None, "the home has no operator"
    now = int(time.time())
    who = platform.operator_id
    claims = {"iss": who, "sub": who, "aud": audience, "iat": now, "nbf": now, "exp": now + 300}
    return compact(SigningKey.from_pem(pem), {**claims, "jti": str(uuid.uuid4())})


class EntraScenario:
    """Plays one sequence; a form that was left out is inferred from its answer."""

    def __init__(self, platform: Platform, sequence: Sequence) -> None:
        self._platform = platform
        self._shared = _tenant_is_shared(sequence)
        self._device: Mapping[str, str] = {}
        self._application: tuple[str, str] | None = None

    def expected(self, exchange: Exchange, answer: Answer) -> Exchange:
        del answer
        return exchange

    def rules(self, exchange: Exchange) -> Rules:
        del exchange
        return RULES

    def translate(self, text: str) -> str:
        return text

    def play(self, exchange: Exchange) -> Answer:
        headers = list(exchange.headers.items())
        body = None
        if exchange.method == "POST":
            body = urlencode(self._form(exchange)).encode()
            if not any(name.lower() == "content-type" for name, _ in headers):
                headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        target = self._target(exchange)
        answer = self._platform.send(
            exchange.method, exchange.host or HOST, target, headers=headers, body=body
        )
        if answer.status == 200 and exchange.bare_path.endswith("/devicecode"):
            self._device = answer.json()
        return answer

    def _target(self, exchange: Exchange) -> str:
        _, tenant, rest = exchange.path.split("/", 2)
        if tenant in _SHARED_TENANTS:
            return exchange.path
        return f"/{'organizations' if self._shared else self._platform.tenant_id}/{rest}"

    def _form(self, exchange: Exchange) -> Mapping[str, str]:
        recorded = dict(parse_qsl(exchange.body)) if isinstance(exchange.body, str) else {}
        if exchange.bare_path.endswith("/devicecode"):
            return {"client_id": _CLI, "scope": _PERSONS_SCOPE, **recorded}
        grant = recorded.get("grant_type") or _inferred_grant(exchange)
        if "device_code" in grant:
            return self._device_form(exchange, recorded)
        if exchange.status == 200:
            return self._client_credentials()
        if grant == "password":
            recorded["client_id"] = _CLI  # a sanitiser hid a public client that the tenant knows
        if "client_assertion" in recorded:
            recorded["client_assertion_type"] = _ASSERTION
            audience = f"https://{HOST}{self._target(exchange)}"
            recorded["client_assertion"] = operator_assertion(self._platform, audience)
            recorded["client_id"] = self._client_credentials()["client_id"]
        return recorded

    def _device_form(self, exchange: Exchange, recorded: Mapping[str, str]) -> Mapping[str, str]:
        if not self._device:
            raise SetupFailed("no device code was begun in this sequence")
        if exchange.status == 200:
            approve(self._platform, self._device["user_code"])
        code = {"grant_type": _DEVICE_CODE, "device_code": self._device["device_code"]}
        return {"client_id": _CLI, "client_info": "1", **recorded, **code}

    def _client_credentials(self) -> dict[str, str]:
        if self._application is None:
            self._application = create_application(self._platform, "fidelity")
        client_id, secret = self._application
        return {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
            "scope": "https://management.azure.com/.default",
        }


def _tenant_is_shared(sequence: Sequence) -> bool:
    """Whether a sanitiser hid one of the tenants that stand for all: their issuer has a blank."""
    return any("{tenantid}" in str(exchange.response_body) for exchange in sequence.exchanges)


def _inferred_grant(exchange: Exchange) -> str:
    """The grant behind a form that was left out: a refresh token says that a person signed in."""
    body: Any = exchange.response_body
    if isinstance(body, dict) and ("refresh_token" in body or "pending" in str(body.get("error"))):
        return "device_code"
    return "client_credentials"
