"""Key Vault secrets: a vault of its own for each sequence, with the retention that it shows."""

import json
import re
import time
from typing import Any, Final

from tests.fidelity.compare import Rules, blank
from tests.fidelity.records import Exchange, Sequence
from tests.fidelity.scenarios import paging
from tests.fidelity.scenarios.scenario import SetupFailed
from tests.fidelity.scenarios.vault_model import VaultModel, setting
from tests.running import Answer, Served

RULES: Final = Rules(
    exact=frozenset(
        {
            *("id", "recoveryId", "contentType", "managed"),
            *("enabled", "nbf", "exp", "recoveryLevel", "recoverableDays"),
        }
    ),
    whole=frozenset({"tags"}),
)
ITEMS: Final = Rules(
    exact=RULES.exact - {"id", "recoveryId"}, whole=RULES.whole, pages=frozenset({"value"})
)

_URL: Final = re.compile(
    r"https://([^/:]+)(:443)?(/(?:deleted)?secrets/[^/?]+)(?:/([0-9a-f]{32}))?"
)
_VERSION: Final = re.compile(r"^(/secrets/[^/]+/)([0-9a-f]{32})$")
_VERSION_OF_NOCK: Final = "api-version=7.1"
"""For recordings of 2020 by nock, which keep no query."""
POLL_SECONDS: Final = 5.0
DAY: Final = 86400

GROUP: Final = "fidelity"
ALL_SECRETS: Final = ["get", "list", "set", "delete", "recover", "backup", "restore", "purge"]


def retention(sequence: Sequence) -> int:
    """The days for which the recorded vault kept what was deleted; 90 where nothing tells."""
    for exchange in sequence.exchanges:
        text = json.dumps(exchange.response_body)
        days = re.search(r'"recoverableDays": (\d+)', text)
        if days:
            return int(days[1])
        body = exchange.response_body
        if isinstance(body, dict) and "scheduledPurgeDate" in body:
            return int(round(body["scheduledPurgeDate"] - body["deletedDate"]) / DAY)
        if '"CustomizedRecoverable' in text:
            return 7
    return 90


def create_vault(platform: Served, name: str, days: int) -> None:
    """A vault in which the operator may do everything with secrets."""
    scope = f"/subscriptions/{platform.subscription_id}/resourceGroups/{GROUP}"
    platform.arm("PUT", f"{scope}?api-version=2021-04-01", {"location": "westeurope"})
    policy = {
        "tenantId": platform.tenant_id,
        "objectId": platform.operator_id,
        "permissions": {"secrets": ALL_SECRETS},
    }
    answer = platform.arm(
        "PUT",
        f"{scope}/providers/Microsoft.KeyVault/vaults/{name}?api-version=2022-07-01",
        {
            "location": "westeurope",
            "properties": {
                "tenantId": platform.tenant_id,
                "sku": {"family": "A", "name": "standard"},
                "softDeleteRetentionInDays": days,
                "accessPolicies": [policy],
            },
        },
    )
    if answer.status not in {200, 201}:
        raise SetupFailed(f"vault {name}: {answer.status} {answer.body[:300]!r}")


class KeyVaultScenario:
    """Plays one sequence against a vault of ours."""

    def __init__(self, platform: Served, sequence: Sequence, name: str) -> None:
        create_vault(platform, name, retention(sequence))
        self.vault = VaultModel(platform, name)
        self._chains = paging.chains(sequence.exchanges)
        self._versions: dict[str, str] = {}
        self._touched: set[str] = set()

    def expected(self, exchange: Exchange, answer: Answer) -> Exchange:
        """Which version stands on which page is chance: each of ours is met by its own record."""
        chain = self._chains.get(exchange.id)
        if chain is None or answer.status != 200:
            return exchange
        recorded = {ours: theirs for theirs, ours in self._versions.items()}
        return paging.with_own_versions(chain, exchange, answer, recorded)

    def rules(self, exchange: Exchange) -> Rules:
        chain = self._chains.get(exchange.id)
        if chain is None:
            return RULES
        return ITEMS if chain.spans_pages or chain.items else RULES

    def translate(self, text: str) -> str:
        """Our vault's host and versions in the place of the recorded ones."""

        def replace(match: re.Match[str]) -> str:
            _, port, path, version = match.groups()
            ours = f"/{self._versions.get(version, version)}" if version else ""
            return f"https://{self.vault.host}{port or ''}{path}{ours}"

        return _URL.sub(replace, text)

    def play(self, exchange: Exchange) -> Answer:
        if not exchange.sends_token:
            return self.vault.send(exchange.method, self._target(exchange), token=False)
        self._prepare(exchange)
        answer = self._send(exchange)
        deadline = time.monotonic() + POLL_SECONDS
        while self._settles(exchange, answer) and time.monotonic() < deadline:
            time.sleep(0.1)
            answer = self._send(exchange)
        self._learn(exchange, answer)
        return answer

    def _settles(self, exchange: Exchange, answer: Answer) -> bool:
        """Whether to ask again: the recorder came later, when a change could be seen."""
        return (
            self._chains.get(exchange.id) is None
            and answer.status in {404, 409}
            and answer.status != exchange.status
            and self.vault.knows(self._name(exchange))
        )

    def _send(self, exchange: Exchange) -> Answer:
        chain = self._chains.get(exchange.id)
        if chain is not None:
            target = paging.target_of(chain, exchange, self.vault)
            return self.vault.send("GET", target)
        document = self._document(exchange)
        body = None if document is None else json.dumps(document).encode()
        return self.vault.send(exchange.method, self._target(exchange), body)

    def _target(self, exchange: Exchange) -> str:
        path, mark, query = exchange.path.partition("?")
        version = _VERSION.match(path)
        if version and exchange.status < 300:
            newest = self.vault.live.get(path.split("/")[2].lower(), version[2])
            path = version[1] + self._versions.get(version[2], newest)
        return f"{path}{mark}{query}" if "version=" in query else f"{path}?{_VERSION_OF_NOCK}"

    def _document(self, exchange: Exchange) -> Any:
        """The body to send: as recorded, or inferred from the answer where it was left out."""
        if exchange.bare_path == "/secrets/restore" and exchange.status == 200:
            return {"value": self.vault.backup(self._name(exchange))}
        if exchange.body is not None or exchange.method not in {"PUT", "PATCH"}:
            return exchange.body
        document = setting(exchange.response_body)
        if exchange.method == "PATCH":
            document.pop("value")
        elif isinstance(exchange.response_body, dict):
            document["value"] = exchange.response_body.get("value", "value")
        return document

    @staticmethod
    def _name(exchange: Exchange) -> str:
        """The secret that an exchange is about; empty for collections."""
        parts = exchange.bare_path.split("/")
        if exchange.bare_path == "/secrets/restore":
            body = exchange.response_body
            found = _URL.match(str(body.get("id", ""))) if isinstance(body, dict) else None
            return found[3].rpartition("/")[2] if found else "restored"
        return parts[2] if len(parts) > 2 else ""

    def _prepare(self, exchange: Exchange) -> None:
        """Bring about what the recorded answer presupposes."""
        chain = self._chains.get(exchange.id)
        if chain is not None:
            if not chain.ready:
                chain.ready = True
                paging.fill(chain, self.vault)
            return
        name = self._name(exchange)
        if not name or exchange.method == "PUT":
            if exchange.error_code and "Deleted" in exchange.error_code:
                self.vault.have_deleted(name, None)
            return
        self._prepare_secret(exchange, name)
        self._touched.add(name)

    def _prepare_secret(self, exchange: Exchange, name: str) -> None:
        bundle = exchange.response_body
        ok = exchange.status < 300
        in_deleted = exchange.bare_path.startswith("/deletedsecrets/")
        if exchange.bare_path == "/secrets/restore":
            if ok:
                self.vault.backup(name)
                self.vault.have_none(name)
        elif ok and in_deleted:
            self.vault.have_deleted(name, bundle)
        elif ok:
            self.vault.have_live(name, bundle)
            self._have_newest(exchange, name, bundle)
        elif exchange.status == 404 and name not in self._touched:
            self.vault.have_none(name)
        elif exchange.status in {400, 403} and name not in self._touched:
            self.vault.have_live(name, {"attributes": {"enabled": exchange.status != 403}})

    def _have_newest(self, exchange: Exchange, name: str, bundle: Any) -> None:
        """A version that we do not know yet was set in the gap: set it as the answer shows it."""
        version = _VERSION.match(exchange.bare_path)
        shown = _URL.match(str(bundle.get("id", ""))) if isinstance(bundle, dict) else None
        if version and version[2] not in self._versions:
            self._versions[version[2]] = self.vault.live[name.lower()]
        elif shown and shown[4] and shown[4] not in self._versions:
            self._versions[shown[4]] = self.vault.live[name.lower()]

    def _learn(self, exchange: Exchange, answer: Answer) -> None:
        chain = self._chains.get(exchange.id)
        if chain is not None:
            paging.learn_page(chain, exchange, answer)
            return
        if answer.status >= 300:
            return
        name = self._name(exchange)
        self._touched.add(name)
        document = answer.json() if answer.body else {}
        match exchange.method, exchange.bare_path.rsplit("/", 1)[-1]:
            case ("PUT", _) | ("POST", "restore"):
                self.vault.learn_set(name, document)
            case "POST", "recover":
                self.vault.learn_recovered(name, document)
            case "POST", "backup":
                self.vault.backups[name.lower()] = document["value"]
            case "DELETE", _ if exchange.bare_path.startswith("/deletedsecrets/"):
                self.vault.learn_purged(name)
            case "DELETE", _:
                self.vault.learn_deleted(name)
        self._learn_version(exchange.response_body, document)

    def _learn_version(self, recorded: Any, document: Any) -> None:
        theirs = recorded.get("id") if isinstance(recorded, dict) else None
        if not isinstance(theirs, str) or blank(theirs) or not isinstance(document, dict):
            return
        found = _URL.match(theirs)
        ours = _URL.match(str(document.get("id", "")))
        if found and ours and found[4] and ours[4]:
            self._versions.setdefault(found[4], ours[4])
