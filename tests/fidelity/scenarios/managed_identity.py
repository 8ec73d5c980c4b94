"""The endpoints that a workload calls: App Service's and IMDS, as one app with two identities."""

import json
import os
import uuid
from typing import Final
from urllib.parse import quote, urlsplit

from tests.fidelity.compare import Rules
from tests.fidelity.records import Exchange
from tests.fidelity.scenarios.scenario import SetupFailed
from tests.running import Answer, Platform

APP: Final = "fidelity-app"
"""The app that answers at IMDS: the setting ``imds_app`` names it."""
RULES: Final = Rules(exact=frozenset({"token_type", "resource", "error"}))
_SELECTORS: Final = frozenset({"client_id", "clientid", "object_id", "principal_id"})


def create_app(platform: Platform, app: str) -> str:
    """A site with a system-assigned and a user-assigned identity; the latter's client id."""
    group = f"/subscriptions/{platform.subscription_id}/resourceGroups/local"
    platform.arm("PUT", f"{group}?api-version=2021-04-01", {"location": "westeurope"})
    identity = f"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{app}-user"
    made = platform.arm("PUT", f"{identity}?api-version=2023-01-31", {"location": "westeurope"})
    if made.status not in {200, 201}:
        raise SetupFailed(f"identity: {made.status} {made.body[:300]!r}")
    site = platform.arm(
        "PUT",
        f"{group}/providers/Microsoft.Web/sites/{app}?api-version=2022-03-01",
        {
            "location": "westeurope",
            "identity": {
                "type": "SystemAssigned, UserAssigned",
                "userAssignedIdentities": {identity: {}},
            },
            "properties": {},
        },
    )
    if site.status not in {200, 201, 202}:
        raise SetupFailed(f"site: {site.status} {site.body[:300]!r}")
    return str(made.json()["properties"]["clientId"])


class ManagedIdentityScenario:
    """Plays one sequence from inside the app."""

    def __init__(self, platform: Platform, app: str = APP) -> None:
        self._platform = platform
        self._client_id = create_app(platform, app)
        shown = platform.run("env", "--app", app, "--shell", "json").stdout
        self._variables: dict[str, str] = json.loads(shown)

    def expected(self, exchange: Exchange, answer: Answer) -> Exchange:
        del answer
        return exchange

    def rules(self, exchange: Exchange) -> Rules:
        del exchange
        return RULES

    def translate(self, text: str) -> str:
        return text

    def play(self, exchange: Exchange) -> Answer:
        headers = [(name, value) for name, value in exchange.headers.items()]
        if exchange.bare_path.startswith("/metadata/"):
            path = exchange.bare_path
        else:
            path = urlsplit(self._variables["IDENTITY_ENDPOINT"]).path
            secret = self._variables["IDENTITY_HEADER"]
            old = ("api-version", "2017-09-01") in exchange.query
            headers.append(("Secret" if old else "X-IDENTITY-HEADER", secret))
        return self._platform.send_plain(
            exchange.method,
            self._platform.ports["token"],
            f"{path}?{self._query(exchange)}",
            headers=headers,
        )

    def _query(self, exchange: Exchange) -> str:
        pairs = (
            (name, quote(self._client_id) if name.lower() in _SELECTORS and value else value)
            for name, value in exchange.query
        )
        return "&".join(f"{name}={value}" for name, value in pairs)


def unique_app() -> str:
    """A name for a server that serves more than this run."""
    return os.environ.get("NAMEPLATE_IMDS_APP") or f"{APP}-{uuid.uuid4().hex[:8]}"
