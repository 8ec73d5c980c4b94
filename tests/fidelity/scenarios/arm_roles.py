"""What recordings of ``Microsoft.Authorization`` presuppose: principals, custom roles, assignments.

Ids of principals are the directory's to give: ours stand for the recorded ones wherever they occur.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from tests.fidelity.records import Exchange
from tests.fidelity.scenarios.people import create_principal
from tests.running import Platform

_TYPES: Final = re.compile(r"(?i).*/providers/microsoft\.authorization/(role\w+)(?:/[^/]+)?/?")
_ROLE: Final = re.compile(r"(?i)roleDefinitions/([-0-9a-f]{36})")
_LOST: Final = re.compile(r"Principal ([0-9a-f]{32}) does not exist")
_EMBEDDED: Final = re.compile(r"\{.*\}", re.DOTALL)
_READER: Final = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
_VERSION: Final = "?api-version=2022-04-01"
_AUTHORIZATION: Final = "/providers/Microsoft.Authorization"
_WRITTEN: Final = (
    *("roleDefinitionId", "principalId", "condition", "conditionVersion", "description"),
    *("canDelegate", "roleName", "permissions", "assignableScopes"),
)


class RoleSetup:
    """Makes what is missing, in our names."""

    def __init__(self, platform: Platform, translate: Callable[[str], str]) -> None:
        self._platform = platform
        self._translate = translate
        self._principals: dict[str, str] = {}

    def translate(self, text: str) -> str:
        """With our principals for the recorded ones."""
        for recorded, ours in self._principals.items():
            text = text.replace(recorded, ours)
        return text

    def handles(self, exchange: Exchange) -> bool:
        return _TYPES.fullmatch(exchange.bare_path) is not None

    def prepare(self, exchange: Exchange) -> None:
        """Before an exchange is sent: everything that its answer shows to be there."""
        listed = isinstance((exchange.response_body or {}).get("value"), list)
        for item in _items(exchange.response_body):
            properties = item["properties"]
            if properties.get("type") == "BuiltInRole":
                continue
            if "principalId" in properties:
                self._have_principal(properties)
                self._have_role(properties["roleDefinitionId"])
            if exchange.method != "PUT":
                self._have(item, exchange, listed=listed)

    def unmake(self, path: str) -> None:
        """Take away what another recording left under a name that is created here, anywhere."""
        name = path.rpartition("/")[2].lower()
        everywhere = f"/subscriptions/{self._platform.subscription_id}{_AUTHORIZATION}"
        listed = self._platform.arm("GET", f"{everywhere}/roleAssignments{_VERSION}").json()
        left = [str(each["id"]) for each in listed["value"] if each["name"] == name]
        for each in left or [path]:
            self._platform.arm("DELETE", f"{each}{_VERSION}")

    def body(self, exchange: Exchange) -> Any:
        """What was sent; out of a recorder's quotes, or off the answer where it was lost."""
        if isinstance(exchange.body, dict):
            return exchange.body
        found = _EMBEDDED.search(exchange.body) if isinstance(exchange.body, str) else None
        if found is not None:
            return json.loads(found[0])
        shown = exchange.response_body or {}
        if "properties" in shown:
            return _body(shown["properties"])
        lost = _LOST.search(json.dumps(shown))
        role = f"{_AUTHORIZATION}/roleDefinitions/{_READER}"
        principal = str(UUID(lost[1])) if lost else ""
        return {"properties": {"roleDefinitionId": role, "principalId": principal}}

    def _have(self, item: Mapping[str, Any], exchange: Exchange, *, listed: bool) -> None:
        scope = str(item["properties"].get("scope", ""))
        if listed and "/providers/" in scope:
            return  # at a resource of another recording
        group = re.match(r"(?i)/subscriptions/[^/]+/resourcegroups/[^/]+", scope)
        if group:
            path = self._translate(f"{group[0]}?api-version=2021-04-01")
            if self._platform.arm("GET", path).status == 404:
                self._platform.arm("PUT", path, {"location": "westeurope"})
        version = dict(exchange.query).get("api-version", "2022-04-01")
        path = self._translate(f"{item['id']}?api-version={version}")
        if self._platform.arm("GET", path).status == 404:
            self._put(path, _body(item["properties"]))

    def _have_principal(self, properties: Mapping[str, Any]) -> None:
        recorded = properties["principalId"]
        if recorded in self._principals:
            return
        if properties["principalType"] == "User":
            self._principals[recorded] = self._platform.operator_id
        else:
            self._principals[recorded] = create_principal(self._platform, f"recorded {recorded}")

    def _have_role(self, role: str) -> None:
        """A role that only its id is known of: some custom one."""
        found = _ROLE.search(role)
        if found is None:
            return
        path = f"{_AUTHORIZATION}/roleDefinitions/{found[1]}{_VERSION}"
        if self._platform.arm("GET", path).status == 404:
            permissions = [{"actions": ["*/read"]}]
            named = {"roleName": f"role {found[1]}", "permissions": permissions}
            self._put(path, {"properties": {**named, "assignableScopes": ["/"]}})

    def _put(self, path: str, document: Any) -> None:
        self._platform.arm("PUT", path, json.loads(self._translate(json.dumps(document))))


def _items(body: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(body, dict) and "error" not in body:
        for item in body.get("value", [body]):
            if isinstance(item, dict) and isinstance(item.get("properties"), dict):
                yield item


def _body(properties: Mapping[str, Any]) -> dict[str, Any]:
    written = {name: properties[name] for name in _WRITTEN if properties.get(name) is not None}
    return {"properties": written}
