"""Roles and assignments against recordings of the real service, where they are at hand."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
import pytest

from nameplate.directory.records import User
from tests.fidelity.compare import Rules, compare
from tests.fidelity.records import Exchange, Sequence, read_files
from tests.providers.rbac import READER, enroll
from tests.providers.stand import SUBSCRIPTION, TENANT, Reply, Stand
from tests.running import Answer

RECORDINGS: Final = (
    Path(__file__).parents[2].parent / "shared" / "vectors" / "wire" / "arm-authorization.json"
)
RULES: Final = Rules(
    exact=frozenset(
        (
            *("roleName", "principalId", "principalType", "roleDefinitionId", "scope", "id"),
            *("type", "name", "code", "message", "condition", "conditionVersion"),
        )
    ),
    whole=frozenset(("actions", "notActions")),
    pages=frozenset(("value",)),
)
UNSERVED: Final = {"locks": "locks are not served", "denyassignments": "nor deny assignments"}
KNOWN: Final = {
    "authz-0003": "custom roles that nobody is said to have made",
    "authz-0053": "2018's service said canDelegate: false to a client that had not asked",
}
"""What is answered otherwise, and why."""
_SUBSCRIPTION: Final = re.compile(r"(?i)(/subscriptions/)[-0-9a-f]{36}")
_LOST: Final = re.compile(r"Principal ([0-9a-f]{32}) does not exist")
_ROLE: Final = re.compile(r"(?i)roleDefinitions/([-0-9a-f]{36})")


class Replay:
    """One sequence on a control plane of its own."""

    def __init__(self, sequence: Sequence) -> None:
        self._sequence = sequence
        self.stand = Stand()

    async def run(self) -> list[str]:
        await self.stand.with_group()
        return [
            f"{each.id}: {text}"
            for each in self._sequence.exchanges
            for text in await self._play(each)
        ]

    async def _play(self, exchange: Exchange) -> list[str]:
        await self._arrange(exchange)
        path, _, query = translate(exchange.path).partition("?")
        body = _translated(_body(exchange)) if exchange.method == "PUT" else None
        reply = await self.stand.send(exchange.method, path, body, query=query)
        return compare(exchange, _answer(reply), RULES, translate, order=True)

    async def _arrange(self, exchange: Exchange) -> None:
        """What the recording presupposes: the group, the principal, the role, the assignment."""
        path = translate(exchange.path).partition("?")[0]
        group = re.match(r"(?i)/+subscriptions/[^/]+/resourcegroups/[^/]+", path)
        if group:
            await self.stand.put(group[0], {"location": "westeurope"})
        account = re.match(r"(?i).*/Microsoft\.Storage/storageAccounts/[^/]+(?=/)", path)
        if account:
            body = {"location": "westeurope", "sku": {"name": "Standard_LRS"}}
            await self.stand.put(account[0], body)
        shown = exchange.response_body
        if not isinstance(shown, dict) or "error" in shown:
            return
        for item in shown.get("value", [shown]):
            await self._have(item, exchange)

    async def _have(self, item: dict[str, Any], exchange: Exchange) -> None:
        properties = item["properties"]
        listed = "value" in exchange.response_body
        if "principalId" in properties:
            await self._have_principal(properties)
            await self._have_role(properties["roleDefinitionId"])
        if exchange.method == "PUT" or properties.get("type") == "BuiltInRole":
            return
        path, version = translate(item["id"]), "api-version=2022-04-01"
        scope = translate(properties.get("scope", "/")).lower()
        if listed and "/providers/" in scope:
            return
        if listed and scope.count("/") > 3:
            await self.stand.put(scope, {"location": "westeurope"})
        if (await self.stand.get(path, query=version)).status == 404:
            await self.stand.put(path, _translated({"properties": properties}), query=version)

    async def _have_principal(self, properties: dict[str, Any]) -> None:
        object_id = properties["principalId"]
        if await self.stand.directory.principal(object_id) is not None:
            return
        if properties["principalType"] == "ServicePrincipal":
            await enroll(self.stand, object_id)
        elif properties["principalType"] == "User":
            work = self.stand.store.units.begin()
            user = User(object_id, f"{object_id}@contoso", "person", enabled=True, created=0.0)
            self.stand.store.directory.save_user(work, user)
            await work.commit()

    async def _have_role(self, role: str) -> None:
        found = _ROLE.search(role)
        if found is None or await self.stand.roles.definition(found[1]):
            return
        body = {
            "roleName": f"role {found[1]}",
            "assignableScopes": ["/"],
            "permissions": [{"actions": ["*/read"]}],
        }
        path = f"/providers/Microsoft.Authorization/roleDefinitions/{found[1]}"
        await self.stand.put(path, {"properties": body}, query="api-version=2022-04-01")


def translate(text: str) -> str:
    """A recorded text in our names."""
    text = text.replace("00000000-0000-0000-0000-000000000000.", f"{TENANT}.")
    return _SUBSCRIPTION.sub(rf"\g<1>{SUBSCRIPTION}", text)


def _translated(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _translated(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_translated(each) for each in value]
    return translate(value) if isinstance(value, str) else value


def _body(exchange: Exchange) -> Any:
    """What was sent; where the recorder lost it, what the answer shows of it."""
    if isinstance(exchange.body, dict):
        return exchange.body
    shown = exchange.response_body
    lost = _LOST.search(str(shown))
    wanted = shown.get("properties") or {
        "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{READER}",
        "principalId": str(UUID(lost[1])) if lost else "",
    }
    return {"properties": {name: wanted[name] for name in ("roleDefinitionId", "principalId")}}


def _answer(reply: Reply) -> Answer:
    body = b"" if reply.body is None else orjson.dumps(reply.body)
    return Answer(reply.status, tuple(reply.headers.items()), body)


def _served(exchange: Exchange) -> bool:
    return not any(f"/{name}" in exchange.bare_path.lower() for name in UNSERVED)


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not at hand")
async def test_recorded_exchanges_are_answered_as_recorded() -> None:
    differences = []
    for sequence in read_files([RECORDINGS]):
        served = tuple(filter(_served, sequence.exchanges))
        differences += await Replay(replace(sequence, exchanges=served)).run()

    unexpected = [text for text in differences if text.partition(":")[0] not in KNOWN]
    assert unexpected == []
