"""Resource Manager: our subscription for the recorded one, groups and resources made as needed."""

import json
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tests.fidelity.compare import Rules
from tests.fidelity.records import Exchange, Sequence
from tests.fidelity.scenarios.arm_deployments import DeploymentSetup
from tests.fidelity.scenarios.arm_roles import RoleSetup
from tests.fidelity.scenarios.arm_setup import ArmSetup
from tests.running import Answer, Platform

HOST: Final = "management.azure.com"
RULES: Final = Rules(
    exact=frozenset({"type", "kind", "provisioningState"}),
    whole=frozenset({"tags"}),
    pages=frozenset({"value"}),
    open_objects=frozenset({"tags", "userAssignedIdentities", "outputs", "parameters"}),
)
POLL_SECONDS: Final = 10.0
_SUBSCRIPTION: Final = re.compile(r"(?i)(/subscriptions/)[^/?\"]+")
_TENANT: Final = re.compile(r'("tenantId": ")[^"]*')
_GROUP: Final = re.compile(r"(?i)^/+subscriptions/[^/]+/resourcegroups/([^/?]+)")
_POLLED: Final = re.compile(r"(?i)/operation(?:results|statuses)/|/operations/[^/]+$")
_SKIPTOKEN: Final = re.compile(r"&?\$skiptoken=[^&]*")
_NO_GROUP: Final = "ResourceGroupNotFound"


class ArmScenario:
    """Plays one sequence as the operator, in our subscription."""

    def __init__(self, platform: Platform, sequence: Sequence, *, fresh: bool = False) -> None:
        """``fresh``: nothing of a sequence before it is left, as in its own subscription."""
        self._platform = platform
        self._setup = ArmSetup(platform, self.translate, sequence)
        self._roles = RoleSetup(platform, self.translate)
        self._deployments = DeploymentSetup(platform, self.translate, sequence.exchanges)
        self._made: set[str] = set()
        self._last = -1
        self._locations: list[str] = []
        self._groups = {
            found[1].lower()
            for exchange in sequence.exchanges
            if exchange.method == "PUT" and (found := _GROUP.fullmatch(exchange.bare_path))
        }
        if fresh:
            self._setup.clear_all()

    def expected(self, exchange: Exchange, answer: Answer) -> Exchange:
        del answer
        return exchange

    def rules(self, exchange: Exchange) -> Rules:
        del exchange
        return RULES

    def types(self, exchange: Exchange) -> Iterable[str]:
        """What an exchange is about beside the type that its path names."""
        return self._deployments.types(exchange)

    def translate(self, text: str) -> str:
        text = _SUBSCRIPTION.sub(rf"\g<1>{self._platform.subscription_id}", text)
        return self._roles.translate(_TENANT.sub(rf"\g<1>{self._platform.tenant_id}", text))

    def play(self, exchange: Exchange) -> Answer:
        if exchange.sends_token:
            self._prepare(exchange)
        target = self._target(exchange)
        answer: Answer = self._deployments.awaited(exchange, lambda: self._send(exchange, target))
        deadline = time.monotonic() + POLL_SECONDS
        while answer.status == 202 != exchange.status and time.monotonic() < deadline:
            time.sleep(0.2)
            answer = self._send(exchange, target)
        self._learn(exchange, answer)
        return answer

    def _target(self, exchange: Exchange) -> str:
        if exchange.method == "GET" and _POLLED.search(exchange.bare_path):
            for location in reversed(self._locations):
                return location
        # A page after the first was another list's; here every list fits on one.
        return self.translate(_SKIPTOKEN.sub("", exchange.path))

    def _send(self, exchange: Exchange, target: str) -> Answer:
        headers = [("Accept", "application/json")]
        if exchange.sends_token:
            bearer = self._platform.token("https://management.azure.com/")
            headers.append(("Authorization", f"Bearer {bearer}"))
        body, sent = None, self._body(exchange)
        if sent is not None and exchange.method in {"PUT", "PATCH", "POST"}:
            text = sent if isinstance(sent, str) else json.dumps(sent)
            body = self.translate(text).encode()
            headers.append(("Content-Type", "application/json"))
        return self._platform.send(exchange.method, HOST, target, headers=headers, body=body)

    def _body(self, exchange: Exchange) -> Any:
        for each in (self._roles, self._deployments):
            if each.handles(exchange):
                return each.body(exchange)
        return self._setup.body(exchange)

    def _prepare(self, exchange: Exchange) -> None:
        path = self.translate(exchange.bare_path)
        group = _GROUP.match(path)
        if group:
            self._prepare_group(group[0], exchange)
        if exchange.error_code == _NO_GROUP and not self._deployments.handles(exchange):
            return
        self._setup.prepare(exchange)
        self._deployments.prepare(exchange)
        roles = self._roles.handles(exchange)
        if exchange.method == "PUT" and exchange.status == 201 and path.lower() not in self._made:
            (self._roles if roles else self._setup).unmake(path)
        if roles:
            self._roles.prepare(exchange)
            return
        gap = exchange.index > self._last + 1 and exchange.method == "GET"
        known = path.lower() in self._made and not gap
        body = exchange.response_body
        asks_for_one = exchange.method in {"GET", "PATCH", "DELETE"} and exchange.status == 200
        if asks_for_one and not known and isinstance(body, Mapping) and "id" in body:
            self._put(path, exchange, body)

    def _prepare_group(self, group: str, exchange: Exchange) -> None:
        """There, or not, as the exchange shows it."""
        key, said = group.rpartition("/")[2].lower(), exchange.response_body
        missing = exchange.error_code == _NO_GROUP and f"'{key}'" in str(said).lower()
        itself = _GROUP.fullmatch(self.translate(exchange.bare_path)) is not None
        if missing or (itself and exchange.method == "PUT" and exchange.status == 201):
            self._setup.clear(group)
        made = group.lower() in self._made
        changed = itself and exchange.status in (200, 202) and exchange.method in ("PUT", "DELETE")
        if not missing and ((not itself and key not in self._groups) or (changed and not made)):
            self._groups.add(key)
            shown = exchange.response_body if itself else None
            self._setup.have_group(group, (shown or {}).get("location", "westeurope"))

    def _put(self, path: str, exchange: Exchange, shown: Mapping[str, Any]) -> None:
        """A resource that was made in a gap, as the recorded answer shows it."""
        version = next((v for name, v in exchange.query if name == "api-version"), "2022-09-01")
        text = json.dumps(self._setup.shown(shown))
        made = self._platform.arm(
            "PUT", f"{path}?api-version={version}", json.loads(self.translate(text))
        )
        if made.status < 300:
            self._made.add(path.lower())

    def _learn(self, exchange: Exchange, answer: Answer) -> None:
        self._last = exchange.index
        self._deployments.sent(exchange)
        path = self.translate(exchange.bare_path).lower()
        if exchange.method == "PUT" and answer.status < 300:
            self._made.add(path)
        elif exchange.method == "DELETE":
            self._made.discard(path)
        for name in ("Azure-AsyncOperation", "Location"):
            link = answer.header(name)
            if link:
                self._locations.append(link.removeprefix(f"https://{HOST}"))
