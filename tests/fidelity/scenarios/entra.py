"""Entra: discovery, tokens and their refusals, as the operator or an application of ours."""

import re
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
from tests.fidelity.records import Exchange
from tests.running import Answer, Platform

HOST: Final = "login.microsoftonline.com"
RULES: Final = Rules(
    exact=frozenset({"token_type", "error"}), whole=frozenset({"error_codes", "interval"})
)
_SHARED_TENANTS: Final = frozenset({"common", "organizations", "consumers"})
_CLI: Final = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
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

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._device_code = "unknown"

    def rules(self, exchange: Exchange) -> Rules:
        """Discovery documents hold lists of which only the kind counts."""
        del exchange
        return RULES

    def translate(self, text: str) -> str:
        return text

    def play(self, exchange: Exchange) -> Answer:
        headers = [(name, value) for name, value in exchange.headers.items()]
        body = None
        if exchange.method == "POST":
            body = urlencode(self._form(exchange)).encode()
            if not any(name.lower() == "content-type" for name, _ in headers):
                headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        answer = self._platform.send(
            exchange.method, HOST, self._target(exchange), headers=headers, body=body
        )
        if answer.status == 200 and exchange.operation == "devicecode":
            self._device_code = answer.json().get("device_code", "unknown")
        return answer

    def _target(self, exchange: Exchange) -> str:
        _, tenant, rest = exchange.path.split("/", 2)
        ours = tenant if tenant in _SHARED_TENANTS else self._platform.tenant_id
        return f"/{ours}/{rest}"

    def _form(self, exchange: Exchange) -> Mapping[str, str]:
        recorded = dict(parse_qsl(exchange.body)) if isinstance(exchange.body, str) else {}
        recorded = {name: _plain(value) for name, value in recorded.items()}
        if exchange.operation == "devicecode" or exchange.bare_path.endswith("/devicecode"):
            return {"client_id": _CLI, "scope": "https://vault.azure.net/.default", **recorded}
        grant = recorded.get("grant_type") or _inferred_grant(exchange)
        if "device_code" in grant:
            return {"client_id": _CLI, **recorded, "device_code": self._device_code} | {
                "grant_type": "urn:ietf:params:oauth:grant-type:device_code"
            }
        if exchange.status == 200:
            return self._sign_in(exchange)
        if "client_assertion" in recorded:
            recorded["client_assertion_type"] = _ASSERTION
            recorded["client_assertion"] = operator_assertion(
                self._platform, f"https://{HOST}{self._target(exchange)}"
            )
            recorded["client_id"] = str(uuid.uuid4())
        return recorded

    def _sign_in(self, exchange: Exchange) -> Mapping[str, str]:
        audience = f"https://{HOST}{self._target(exchange)}"
        return {
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "client_id": self._platform.operator_id,
            "assertion": operator_assertion(self._platform, audience),
            "scope": "https://management.azure.com/.default",
        }


def _plain(value: str) -> str:
    return re.sub(r"<scrubbed>", "scrubbed", value)


def _inferred_grant(exchange: Exchange) -> str:
    """The grant behind a form that was left out: a refresh token says that a person signed in."""
    body: Any = exchange.response_body
    if isinstance(body, dict) and ("refresh_token" in body or "pending" in str(body.get("error"))):
        return "device_code"
    return "client_credentials"
