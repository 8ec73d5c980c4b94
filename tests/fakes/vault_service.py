"""A vault in drastically simple terms: enough of Key Vault to play recordings against."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.running import Answer

Bundle = dict[str, Any]


class FakeVaultService:
    """Keeps secrets of any vault; pages by ``maxresults``; deletion shows after ``slow`` looks."""

    def __init__(self, *, slow: int = 0) -> None:
        self.tenant_id = self.subscription_id = self.operator_id = "00000000-0000-4000-8000-0"
        self.calls: list[tuple[str, str]] = []
        self.retention = 90
        self._slow = slow
        self._looks = 0
        self._live: dict[str, list[Bundle]] = {}
        self._deleted: dict[str, list[Bundle]] = {}
        self._count = 0

    def token(self, resource: str) -> str:
        return f"token for {resource}"

    def arm(self, method: str, path: str, document: Any = None) -> Answer:
        properties = (document or {}).get("properties", {})
        self.retention = properties.get("softDeleteRetentionInDays", self.retention)
        return _json(200, {"id": path, "by": method})

    def send(
        self,
        method: str,
        host: str,
        target: str,
        *,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Answer:
        self.calls.append((method, target))
        if not any(name == "Authorization" for name, _ in headers):
            return _json(401, {"error": {"code": "Unauthorized", "message": "no token"}})
        split = urlsplit(target)
        base = f"https://{host}"
        match [method, *split.path.strip("/").split("/")]:
            case ["PUT", "secrets", name]:
                return _json(200, self._set(base, name, json.loads(body or b"{}")))
            case ["GET", "secrets"]:
                return self._page(base, split.path, split.query, self._live)
            case ["GET", "deletedsecrets"]:
                return self._page(base, split.path, split.query, self._deleted)
            case ["GET", "secrets", name, *version]:
                return self._get(name, version[0] if version else "")
            case ["DELETE", "secrets", name] if name in self._live:
                self._deleted[name] = self._live.pop(name)
                self._looks = self._slow
                return _json(200, self._shown_deleted(base, name))
            case ["GET", "deletedsecrets", name] if name in self._deleted and self._looks <= 0:
                return _json(200, self._shown_deleted(base, name))
            case ["POST", "deletedsecrets", name, "recover"] if name in self._deleted:
                self._live[name] = self._deleted.pop(name)
                return _json(200, _without_value(self._live[name][-1]))
        self._looks -= 1
        return _json(404, {"error": {"code": "SecretNotFound", "message": "none"}})

    def _set(self, base: str, name: str, document: Bundle) -> Bundle:
        self._count += 1
        bundle = {
            "value": document["value"],
            "id": f"{base}/secrets/{name}/{self._count:032x}",
            "attributes": {
                "enabled": True,
                "created": 1,
                "updated": 1,
                "recoveryLevel": "Recoverable+Purgeable",
                "recoverableDays": self.retention,
                **document.get("attributes", {}),
            },
        }
        bundle |= {key: document[key] for key in ("contentType", "tags") if key in document}
        self._live.setdefault(name, []).append(bundle)
        return bundle

    def _get(self, name: str, version: str) -> Answer:
        for bundle in reversed(self._live.get(name, [])):
            if not version or bundle["id"].endswith(version):
                return _json(200, bundle)
        return _json(404, {"error": {"code": "SecretNotFound", "message": "none"}})

    def _shown_deleted(self, base: str, name: str) -> Bundle:
        dates = {"deletedDate": 1, "scheduledPurgeDate": 1 + self.retention * 86400}
        gone = {"recoveryId": f"{base}/deletedsecrets/{name}", **dates}
        return {**gone, **_without_value(self._deleted[name][-1])}

    def _page(self, base: str, path: str, query: str, held: dict[str, list[Bundle]]) -> Answer:
        words = parse_qs(query)
        size = int(words.get("maxresults", ["25"])[0])
        after = words.get("$skiptoken", [""])[0]
        names = sorted(name for name in held if name > after)
        items = [self._item(base, name, held[name][-1]) for name in names[:size]]
        link = None
        if len(names) > size:
            words_of_link = f"api-version=7.5&$skiptoken={names[size - 1]}&maxresults={size}"
            link = f"{base}:443{path}?{words_of_link}"
        return _json(200, {"value": items, "nextLink": link})

    @staticmethod
    def _item(base: str, name: str, bundle: Bundle) -> Bundle:
        return {**_without_value(bundle), "id": f"{base}/secrets/{name}"}


def _without_value(bundle: Bundle) -> Bundle:
    return {key: value for key, value in bundle.items() if key != "value"}


def _json(status: int, document: Any) -> Answer:
    headers = [("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-cache")]
    if status == 401:
        challenge = 'Bearer authorization="https://login.example/t", resource="https://v.example"'
        headers.append(("WWW-Authenticate", challenge))
    return Answer(status, tuple(headers), json.dumps(document).encode())
