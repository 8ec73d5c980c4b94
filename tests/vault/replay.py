"""Recorded exchanges played against a vault in memory, sequence by sequence.

Recordings leave steps out, so that the state which an exchange needs is arranged before it: what
its own answer says of the secret. Then request and answer are compared.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson

from nameplate.core.secret_value import SecretValue
from nameplate.edge.http import Response
from nameplate.vault.paging import skip_token
from nameplate.vault.records import SecretProperties, SecretRecord, VaultAccount
from tests.vault.stand import Stand

VAULT: Final = "replayed"
_HEADERS: Final = frozenset(
    (
        *("www-authenticate", "content-type", "cache-control", "pragma"),
        *("strict-transport-security", "x-ms-keyvault-region"),
        *("x-ms-keyvault-service-version", "x-ms-keyvault-network-info"),
    )
)
_BUNDLE: Final = {"get_secret", "get_secret_version", "update_secret", "update_secret_version"}
_NEEDS_LIVE: Final = {*_BUNDLE, "delete_secret", "backup_secret"}
_NEEDS_DELETED: Final = {
    "get_deleted_secret",
    "recover_deleted_secret",
    "purge_deleted_secret",
}


@dataclass(frozen=True)
class Difference:
    """One exchange that was answered otherwise, and how."""

    id: str
    what: str


class Replay:
    """One sequence, on a vault of its own."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self._records = records
        self._stand = Stand()
        self._account: VaultAccount | None = None
        self._versions: dict[str, str] = {}
        self._blobs: dict[str, str] = {}

    async def run(self) -> list[Difference]:
        """Play all of it; returns what differs."""
        self._account = await self._stand.create_vault(
            VAULT, retention_days=_retention(self._records)
        )
        differences = []
        for at, record in enumerate(self._records):
            answered = self._polled(at)
            await self._arrange(answered)
            response = await self._send(answered)
            what = compare(answered, response)
            if what:
                differences.append(Difference(record["id"], what))
            self._learn(record, response)
        return differences

    def _polled(self, at: int) -> dict[str, Any]:
        """A poll stands for its last answer: here deletion and recovery are instant."""
        record = self._records[at]
        for later in self._records[at + 1 :]:
            if _asks(later) != _asks(record):
                break
            if record["response"]["status"] == 404:
                record = later
        return record

    async def _send(self, record: dict[str, Any]) -> Response:
        request = record["request"]
        split = urlsplit(request["path"])
        path = split.path
        for recorded, ours in self._versions.items():
            path = path.replace(recorded, ours)
        token = None if record["response"]["status"] == 401 else "good"
        return await self._stand.call(
            request["method"],
            f"{path}?{_query(split.query)}",
            self._body(record),
            vault=VAULT,
            token=token,
        )

    def _body(self, record: dict[str, Any]) -> Any:
        body = record["request"]["body"]
        if "/restore" in record["request"]["path"] and record["response"]["status"] == 200:
            return {"value": self._blobs[_name(record)]}
        if body is None and record["request"]["method"] in {"PUT", "PATCH"}:
            answer = record["response"]["body"] or {}
            body = {key: answer[key] for key in ("value", "contentType", "tags") if key in answer}
            given = ("enabled", "nbf", "exp")
            attributes = answer.get("attributes", {})
            body["attributes"] = {key: attributes[key] for key in given if key in attributes}
            body.setdefault("value", "not recorded")
        return body

    async def _arrange(self, record: dict[str, Any]) -> None:
        operation, answer = record["operation"], record["response"]
        if answer["status"] == 401:
            return
        if operation.startswith("list_"):
            await self._arrange_list(record)
        elif operation == "set_secret":
            await self._arrange_set(record)
        elif operation == "restore_secret":
            await self._arrange_backup(record)
        elif operation in _NEEDS_DELETED and answer["status"] in {200, 204}:
            await self._arrange_deleted(record)
        elif operation == "recover_deleted_secret" and answer["status"] == 400:
            await self._seed({"id": f"/secrets/{_name(record)}/{'0' * 32}"})
        elif operation in _NEEDS_LIVE:
            await self._arrange_live(record)

    async def _arrange_set(self, record: dict[str, Any]) -> None:
        if record["response"]["status"] == 409:
            await self._seed({"id": f"/secrets/{_name(record)}/{'0' * 32}"}, deleted=True)
        elif record["response"]["status"] == 200 and self._state(_name(record)) == "deleted":
            self._drop(_name(record))

    async def _arrange_deleted(self, record: dict[str, Any]) -> None:
        if self._state(_name(record)) != "deleted":
            self._drop(_name(record))
            body = record["response"]["body"] or {"id": f"/secrets/{_name(record)}/{'0' * 32}"}
            await self._seed(body, deleted=True)

    async def _arrange_live(self, record: dict[str, Any]) -> None:
        name, status = _name(record), record["response"]["status"]
        if status == 404:
            self._drop(name)
            return
        body = record["response"]["body"] if status == 200 else {}
        body = {"id": f"/secrets/{name}/{_version(record) or '0' * 32}", **body}
        version = self._versions.get(_version(record), _version(record))
        held = await self._secret(name, version)
        if held is None or _lacks(held.properties, record):
            self._drop(name)
            self._versions.pop(_version(record), None)
            await self._seed(body)

    async def _arrange_backup(self, record: dict[str, Any]) -> None:
        name, body = _name(record), record["response"]["body"]
        self._drop(name)
        assert self._account is not None
        if name not in self._blobs:
            await self._seed(body)
            answer = await self._stand.json("POST", f"/secrets/{name}/backup", vault=VAULT)
            self._blobs[name] = answer["value"]
            self._drop(name)

    async def _arrange_list(self, record: dict[str, Any]) -> None:
        """The vault holds just the page: one item before it, one after it when there are more."""
        body = record["response"]["body"]
        self._stand.secret_records.kept.clear()
        items = list(body["value"])
        if items and body["nextLink"]:
            # Items are cut from long recordings: the page is filled up, and one more follows.
            split = urlsplit(items[-1]["id"])
            while len(items) <= _size(record):
                path = (
                    f"{split.path}-{len(items):02d}"
                    if "version" not in record["operation"]
                    else (f"{split.path[:-2]}~{len(items):02d}")
                )
                items.append({**items[-1], "id": path})
        for item in items:
            await self._seed(item, deleted="deleted" in record["operation"])

    async def _seed(self, body: dict[str, Any], *, deleted: bool = False) -> None:
        assert self._account is not None
        found = _properties(self._account, body)
        seal = self._stand.secrets._seal
        record = seal(found, SecretValue(str(body.get("value", "")))) if found.version else None
        work = self._stand.units.begin()
        now = self._stand.clock.now()
        assert isinstance(record, SecretRecord)
        self._stand.secret_records.add_version(work, record, now=now)
        if deleted:
            self._stand.secret_records.delete(
                work,
                self._account.key,
                found.name,
                deleted=int(now),
                scheduled_purge=int(now) + 7 * 86_400,
            )
        await work.commit()

    async def _secret(self, name: str, version: str) -> SecretRecord | None:
        assert self._account is not None
        return await self._stand.secret_records.find(self._account.key, name, version or None)

    def _state(self, name: str) -> str:
        assert self._account is not None
        held = self._stand.secret_records.kept.get((self._account.key, name.lower()))
        if held is None:
            return "none"
        return "live" if held.deleted is None else "deleted"

    def _drop(self, name: str) -> None:
        assert self._account is not None
        self._stand.secret_records.kept.pop((self._account.key, name.lower()), None)

    def _learn(self, record: dict[str, Any], response: Response) -> None:
        if response.status != 200 or record["response"]["status"] != 200:
            return
        ours, recorded = orjson.loads(response.body), record["response"]["body"]
        if "backup" in record["operation"]:
            self._blobs[_name(record)] = ours["value"]
        elif "id" in ours:
            self._versions[recorded["id"].rsplit("/", 1)[1]] = ours["id"].rsplit("/", 1)[1]


def compare(record: dict[str, Any], response: Response) -> str:
    """How an answer differs from the recorded one; empty when it does not."""
    recorded = record["response"]
    if response.status != recorded["status"]:
        return f"status {response.status}, recorded {recorded['status']}: {response.body[:200]!r}"
    body = orjson.loads(response.body) if response.body else None
    if recorded["body"] in (None, []):
        return "" if body is None else "a body, recorded none"
    if code_of(body) != code_of(recorded["body"]):
        return f"code {code_of(body)}, recorded {code_of(recorded['body'])}"
    if shape_of(body) != shape_of(recorded["body"]):
        return f"shape {shape_of(body)}, recorded {shape_of(recorded['body'])}"
    sent = {name.decode() for name, _ in response.headers}
    missing = {name.lower() for name in recorded["headers"]} & _HEADERS - sent
    return f"no header {sorted(missing)}" if missing else ""


def code_of(body: Any) -> tuple[Any, Any]:
    error = body.get("error", {}) if isinstance(body, dict) else {}
    return error.get("code"), error.get("innererror", {}).get("code")


def shape_of(value: Any) -> Any:
    """Names in order and types; a list is its items' shapes."""
    if isinstance(value, dict):
        if "NextMarker" in value:
            return "token"
        return [(key, "{}" if key == "tags" else shape_of(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return sorted({repr(shape_of(item)) for item in value})
    return type(value).__name__


def _properties(account: VaultAccount, body: dict[str, Any]) -> SecretProperties:
    parts = urlsplit(body["id"]).path.split("/")
    attributes = body.get("attributes", {})
    return SecretProperties(
        vault=account.key,
        name=parts[2],
        version=parts[3] if len(parts) > 3 else "0" * 32,
        content_type=body.get("contentType"),
        tags=body.get("tags"),
        enabled=attributes.get("enabled", True),
        not_before=attributes.get("nbf"),
        expires=attributes.get("exp"),
        created=attributes.get("created", 0),
        updated=attributes.get("updated", 0),
        managed=body.get("managed", False),
        key_id=body.get("kid"),
    )


def _lacks(held: SecretProperties, record: dict[str, Any]) -> bool:
    """Whether the answer has fields that neither the state nor the request would give it."""
    answer, request = record["response"]["body"], record["request"]["body"] or {}
    if "attributes" not in (answer or {}):
        return False
    kept = {"contentType": held.content_type, "tags": held.tags, "kid": held.key_id}
    return any(
        (field in answer) != (value is not None) and field not in request
        for field, value in kept.items()
    )


def _version(record: dict[str, Any]) -> str:
    parts = urlsplit(record["request"]["path"]).path.strip("/").split("/")
    return parts[2] if len(parts) > 2 and len(parts[2]) == 32 else ""


def _retention(records: list[dict[str, Any]]) -> int:
    text = orjson.dumps(records)
    return 7 if b"CustomizedRecoverable" in text else 90


def _query(query: str) -> str:
    """The query with our own token in it: a token is opaque, only ours means something to us."""
    pairs = {name: values[0] for name, values in parse_qs(query).items()}
    pairs.setdefault("api-version", "7.1")
    if "$skiptoken" in pairs:
        pairs["$skiptoken"] = skip_token("!")
    return urlencode(pairs)


def _size(record: dict[str, Any]) -> int:
    query = parse_qs(urlsplit(record["request"]["path"]).query)
    return int(query.get("maxresults", ["25"])[0])


def _asks(record: dict[str, Any]) -> tuple[str, str]:
    return record["request"]["method"], record["request"]["path"]


def _name(record: dict[str, Any]) -> str:
    if record["operation"] == "restore_secret":
        name: str = record["response"]["body"]["id"].split("/")[4]
        return name
    parts: list[str] = urlsplit(record["request"]["path"]).path.strip("/").split("/")
    return parts[1] if len(parts) > 1 else ""
