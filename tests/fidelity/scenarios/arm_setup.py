"""What a recording of Resource Manager presupposes: parents, plans, identities, settings, vaults.

Recordings begin in the middle and leave gaps. What a request names and nobody made is made here,
as plainly as it can be; a body that the recorder lost is read off the answer.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Protocol

from tests.fidelity.records import Exchange, Sequence
from tests.running import Answer

VERSION: Final = "2022-09-01"
_PROVIDED: Final = re.compile(r"(?i)(.*/providers/[^/]+)((?:/[^/]+/[^/]+)*)")
_LISTED: Final = re.compile(r"(?i)(.*/config/(?:appsettings|connectionstrings))/list")
_SETTINGS: Final = re.compile(r"(?i)(.*/sites/[^/]+(?:/slots/[^/]+)?/config/web)")
_GROUPS: Final = re.compile(r"(?i)/+subscriptions/[^/]+/resourcegroups")
_QUOTED: Final = re.compile(r"b'(\{.*\})'", re.DOTALL)
"""A recorder's way to spell bytes."""
_DELETED_VAULTS: Final = "providers/Microsoft.KeyVault/deletedVaults"
_TAGS: Final = "/microsoft.resources/tags/"
_WRITABLE: Final = (
    "location",
    "tags",
    "kind",
    "sku",
    "identity",
    "properties",
    "plan",
    "zones",
    "managedBy",
)
_READ_ONLY: Final = frozenset(("principalId", "clientId", "provisioningState"))
_SKUS: Final = {"Basic": "B1", "PremiumV2": "P1v2", "Free": "F1"}
_VAULT_KIND: Final = "/microsoft.keyvault/vaults/"
_ACCOUNT_KIND: Final = "/microsoft.storage/storageaccounts/"
_MISSING: Final = frozenset(("ResourceGroupNotFound", "ParentResourceNotFound", "ResourceNotFound"))
"""What a recording shows to be missing is left so."""


class Arm(Protocol):
    """Sends as the operator."""

    @property
    def tenant_id(self) -> str: ...
    @property
    def subscription_id(self) -> str: ...
    def arm(self, method: str, path: str, document: Any = None) -> Answer: ...


class ArmSetup:
    """Makes what is missing, in our names."""

    def __init__(self, platform: Arm, translate: Callable[[str], str], sequence: Sequence) -> None:
        self._platform = platform
        self._translate = translate
        self._shown = {
            str(exchange.response_body["id"]).lower(): exchange.response_body
            for exchange in reversed(sequence.exchanges)
            if isinstance(exchange.response_body, dict) and "id" in exchange.response_body
        }

    def prepare(self, exchange: Exchange) -> None:
        """Before an exchange is sent."""
        path = self._translate(exchange.bare_path)
        for extended in _extended(path) if exchange.error_code not in _MISSING else ():
            self._have(extended, {"location": "westeurope", "properties": {}})
        if exchange.status >= 400:
            return
        shown = exchange.response_body if isinstance(exchange.response_body, dict) else {}
        for parent in _parents(exchange.bare_path):
            made = {"location": "westeurope", **self._envelope(parent, shown)}
            self._have_linked(made, exchange)
            self._have(self._translate(parent), made)
        listed = _LISTED.fullmatch(path) or _SETTINGS.fullmatch(path)
        if listed and shown.get("properties"):
            self._arm("PUT", listed[1], self.shown(shown))
        if _GROUPS.fullmatch(path):
            self._have_groups(path, [*shown.get("value", ())], whole="nextLink" not in shown)
        body = self.body(exchange)
        if isinstance(body, dict):
            self._have_linked(body, exchange)
            if str((body.get("properties") or {}).get("createMode", "")).lower() == "recover":
                self._have_deleted(path, exchange)

    def clear_all(self) -> None:
        """Take away every group, and the vaults in them for good."""
        at = f"/subscriptions/{self._platform.subscription_id}"
        for group in self._arm("GET", f"{at}/resourcegroups").json()["value"]:
            self.clear(group["id"])
        for vault in self._arm("GET", f"{at}/{_DELETED_VAULTS}").json()["value"]:
            self._arm("POST", f"{vault['id']}/purge")

    def clear(self, group: str) -> None:
        """Take away a group."""
        if self._arm("GET", group).status == 200:
            self._arm("DELETE", group)

    def have_group(self, group: str, location: str = "westeurope") -> None:
        if self._arm("GET", group).status == 404:
            self._arm("PUT", group, {"location": location})

    def unmake(self, path: str) -> None:
        """Take away what another recording made under a name that is created here."""
        if "/providers/" in path and self._arm("GET", path).status == 200:
            self._arm("DELETE", path)

    def body(self, exchange: Exchange) -> Any:
        """What was sent, or what the answer shows of it; in our tenant."""
        sent = exchange.body
        quoted = _QUOTED.fullmatch(sent) if isinstance(sent, str) else None
        if quoted is not None and _whole(quoted[1]):
            sent = json.loads(quoted[1])
        if exchange.method in ("PUT", "PATCH") and exchange.status < 300 and not _whole(sent):
            sent = self.shown(exchange.response_body)
            if exchange.method == "PATCH" and _TAGS in exchange.bare_path.lower():
                sent = {"operation": "Replace", **(sent or {})}
        return self._ours(sent)

    def shown(self, document: Any) -> Any:
        """What of an answer a body can say."""
        if not isinstance(document, Mapping):
            return None
        kept = {name: document[name] for name in _WRITABLE if name in document}
        return self._ours(_without_read_only(kept))

    def _have_groups(self, path: str, shown: list[dict[str, Any]], *, whole: bool) -> None:
        """The groups of a list; of a page, those and one more."""
        names = {group["name"].lower() for group in shown}
        if not whole:
            for each in self._arm("GET", path).json()["value"]:
                own = any(f"/resourcegroups/{each['name'].lower()}" in id_ for id_ in self._shown)
                if each["name"].lower() not in names and not own:
                    self.clear(each["id"])
            self._arm("PUT", f"{path}/zzz", {"location": "westeurope"})
        for group in shown:
            kept = {name: group[name] for name in ("location", "tags") if name in group}
            self._arm("PUT", self._translate(group["id"]), kept)

    def _envelope(self, parent: str, shown: Mapping[str, Any]) -> dict[str, Any]:
        """What a parent probably was: as it is shown, or as what is inside it is."""
        key = parent.lower()
        near = [each for id_, each in self._shown.items() if id_.startswith(f"{key}/")]
        known = (self._shown.get(key, {}), shown, *near)
        names = ("kind", "tags", "properties")
        found = {name: [each[name] for each in known if each.get(name)] for name in names[:2]}
        plan = (self._shown.get(key, {}).get("properties") or {}).get("serverFarmId")
        linked = {"serverFarmId": plan} if plan else {}
        return {**{name: each[0] for name, each in found.items() if each}, "properties": linked}

    def _have_linked(self, body: dict[str, Any], exchange: Exchange) -> None:
        plan = (body.get("properties") or {}).get("serverFarmId")
        if isinstance(plan, str) and plan.startswith("/"):
            shown = exchange.response_body if isinstance(exchange.response_body, dict) else {}
            tier = (shown.get("properties") or {}).get("sku")
            sku = {"name": _SKUS.get(str(tier), "S1")}
            self._have(self._translate(plan), {"location": "westeurope", "sku": sku})
        identity = body.get("identity") or {}
        for each in identity.get("userAssignedIdentities") or {}:
            self._have(self._translate(each), {"location": "westeurope"})

    def _have_deleted(self, path: str, exchange: Exchange) -> None:
        """A vault in deleted state, as it is to come back."""
        if self._arm("GET", path).status == 200:
            return
        document = self.shown(exchange.response_body)
        if self._arm("PUT", path, document).status < 300:
            self._arm("DELETE", path)

    def _have(self, path: str, body: Any) -> None:
        group = path.partition("/providers/")[0]
        if "/resourcegroups/" in group.lower():
            self.have_group(group)
        if self._arm("GET", path).status == 404:
            if _VAULT_KIND in path.lower():
                tenant = self._platform.tenant_id
                sku = {"family": "A", "name": "standard"}
                body = {**body, "properties": {"tenantId": tenant, "sku": sku}}
            if _ACCOUNT_KIND in path.lower():
                body = {**body, "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
            self._arm("PUT", path, body)

    def _arm(self, method: str, path: str, document: Any = None) -> Answer:
        text = None if document is None else json.loads(self._translate(json.dumps(document)))
        return self._platform.arm(method, f"{path}?api-version={VERSION}", text)

    def _ours(self, value: Any) -> Any:
        """With our tenant for the recorded one."""
        if isinstance(value, dict):
            return {
                name: self._platform.tenant_id if name == "tenantId" else self._ours(each)
                for name, each in value.items()
            }
        return [self._ours(each) for each in value] if isinstance(value, list) else value


def _parents(path: str) -> Iterator[str]:
    """The resources that a path goes through, the outermost first."""
    match = _PROVIDED.match(path)
    if match is None or "/locations/" in path.lower():
        return
    parts = match[2].strip("/").split("/")
    for end in range(2, len(parts) - 1, 2):
        yield f"{match[1]}/{'/'.join(parts[:end])}"


def _extended(path: str) -> Iterator[str]:
    """The resource that an extension (a role, tags) stands at."""
    scope = path.rpartition("/providers/")[0]
    if "/providers/" in scope:
        yield from _parents(f"{scope}/x/x")


def _whole(body: Any) -> bool:
    """Whether a recorded body can be sent: recorders lose bodies, and cut long ones off."""
    if not isinstance(body, str):
        return body is not None
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def _without_read_only(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_read_only(v) for k, v in value.items() if k not in _READ_ONLY}
    return value
