"""What recordings of deployments presuppose: templates that recorders cut off, and time to finish.

A template that is not there whole is built anew from what the answers show of it: parameters and
their types, resources, dependencies, outputs. It says the same as far as answers can tell.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from tests.fidelity.records import Exchange
from tests.fidelity.scenarios.arm_setup import Arm

_DEPLOYMENT: Final = re.compile(
    r"(?i)(.*?)(?:/providers/microsoft\.resources)?/deployments/([^/?]+)(/.*)?"
)
_POLLED: Final = re.compile(r"(?i)/operationresults/|/exporttemplate$")
_GROUP: Final = re.compile(r"(?i)/+subscriptions/[^/]+/resourcegroups/([^/]+)")
_RESOURCE: Final = re.compile(r"(?i).*/resourcegroups/([^/]+)/providers/([^/]+)/(.+)")
_SENT: Final = frozenset(("", "/validate", "/whatif"))
_CUT: Final = "<trimmed>"
_TEMPLATE: Final = "template:"
_ENDED: Final = frozenset(("Succeeded", "Failed", "Canceled"))
_SCHEMA: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_GIVEN: Final = re.compile(r'"(\w+)": \{"value": "([^"]*)"\}')
_EMPTY: Final[Mapping[str, Any]] = {
    "properties": {
        "mode": "Incremental",
        "template": {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": []},
    }
}
_NESTED: Final = "Microsoft.Resources/deployments"
_SECONDS: Final = 20.0
_FACTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "microsoft.storage/storageaccounts": {
        "sku": {"name": "Standard_LRS"},
        "kind": "StorageV2",
        "properties": {},
    },
    "microsoft.web/serverfarms": {"sku": {"name": "F1"}, "properties": {}},
}


class DeploymentSetup:
    """Sends deployments whole, in our names, and waits for them as the recorded client did."""

    def __init__(
        self, platform: Arm, translate: Callable[[str], str], exchanges: Sequence[Exchange]
    ) -> None:
        self._platform = platform
        self._translate = translate
        self._exchanges = [each for each in exchanges if _DEPLOYMENT.fullmatch(each.bare_path)]
        self._made: set[str] = set()

    def handles(self, exchange: Exchange) -> bool:
        """Whether an exchange sends a template."""
        found = _DEPLOYMENT.fullmatch(exchange.bare_path)
        sends = exchange.method in ("PUT", "POST")
        return sends and found is not None and (found[3] or "").lower() in _SENT

    def types(self, exchange: Exchange) -> Iterator[str]:
        """Every type that the deployment of an exchange has to do with."""
        name = _named(exchange)
        if name is None and not _POLLED.search(exchange.bare_path):
            return
        for each in (exchange, *self._exchanges):
            if name in (None, _named(each)):
                yield from _types(each)

    def prepare(self, exchange: Exchange) -> None:
        """A deployment that is shown was made; the groups that it names are there."""
        name = _named(exchange)
        if name is None:
            return
        for group in _groups(exchange):
            path = self._translate(f"/subscriptions/x/resourcegroups/{group}")
            self._arm("PUT", f"{path}?api-version=2021-04-01", {"location": _location(exchange)})
        found = _DEPLOYMENT.fullmatch(exchange.bare_path)
        before = (_properties(exchange).get("onErrorDeployment") or {}).get("deploymentName")
        if found and before and before not in self._made:
            self._made.add(before)
            self._deploy(f"{found[1]}/providers/{_NESTED}/{before}", _EMPTY)
        if found and exchange.status == 200 and exchange.method == "GET" and name not in self._made:
            self._made.add(name)
            self._deploy(f"{found[1]}/providers/{_NESTED}/{found[2]}", self._built(exchange))

    def sent(self, exchange: Exchange) -> None:
        """Remember what was deployed."""
        if exchange.method == "PUT" and (name := _named(exchange)):
            self._made.add(name)

    def awaited(self, exchange: Exchange, send: Callable[[], Any]) -> Any:
        """Ask until the deployment ended, where the recording shows it ended."""
        answer, wanted = send(), _state(exchange.response_body)
        deadline = time.monotonic() + _SECONDS
        while (
            exchange.method == "GET"
            and wanted in _ENDED
            and answer.status == 200
            and _state(answer.json()) not in (_ENDED | {None})
            and time.monotonic() < deadline
        ):
            time.sleep(0.05)
            answer = send()
        return answer

    def body(self, exchange: Exchange) -> Any:
        """What was sent; cut-off text with the whole template of its deployment; else built."""
        sent = exchange.body
        if isinstance(sent, str) and _CUT not in sent:
            return sent
        if isinstance(sent, str) and _TEMPLATE in sent:
            whole = next(self._whole_templates(exchange), None)
            if whole is not None:
                return f"{sent.partition(_TEMPLATE)[0]}{_TEMPLATE}{whole}"
        if isinstance(sent, dict) and "template" in sent.get("properties", {}):
            return sent
        return self._built(exchange)

    def _whole_templates(self, exchange: Exchange) -> Iterator[str]:
        for each in self._exchanges:
            text = each.body
            if _named(each) == _named(exchange) and isinstance(text, str) and _CUT not in text:
                yield text.partition(_TEMPLATE)[2]

    def _built(self, exchange: Exchange) -> dict[str, Any]:
        """A body that says what the answers show."""
        shown = _properties(exchange)
        if not shown:
            return self._asked_otherwise(exchange)
        parameters = shown.get("parameters")
        given = {n: {"value": p["value"]} for n, p in (parameters or {}).items() if "value" in p}
        template: dict[str, Any] = {"$schema": _SCHEMA, "contentVersion": "1.0.0.0"}
        if parameters is not None:
            template["parameters"] = {name: {"type": p["type"]} for name, p in parameters.items()}
        template["resources"] = self._resources(exchange)
        if "outputs" in shown:
            template["outputs"] = shown["outputs"]
        body = {"mode": shown.get("mode", "Incremental"), "template": template}
        return {"properties": {**body, **({"parameters": given} if parameters else {})}}

    def _asked_otherwise(self, exchange: Exchange) -> dict[str, Any]:
        """What was refused: as what was not, with the values that the rest of the text gives."""
        like = next(each for each in self._same(exchange) if _properties(each))
        text = json.dumps(self._built(like))
        given = dict(_GIVEN.findall(str(exchange.body)))
        for name, parameter in _properties(like).get("parameters", {}).items():
            value = next((new for each, new in given.items() if each.lower() == name.lower()), None)
            if value is not None:
                text = text.replace(f'"{parameter["value"]}"', f'"{value}"')
        found: dict[str, Any] = json.loads(text)
        return found

    def _resources(self, exchange: Exchange) -> list[dict[str, Any]]:
        group = _GROUP.match(exchange.bare_path)
        own = group[1].lower() if group else ""
        places = _places(exchange, self._exchanges)
        needs = {
            each["id"].lower(): [one["id"] for one in each["dependsOn"]]
            for each in _properties(exchange).get("dependencies") or ()
        }
        whole = [
            one for one in _properties(exchange).get("validatedResources") or () if "type" in one
        ]
        if whole:
            return list(_as_sent(whole, own))
        top: list[dict[str, Any]] = []
        nested: dict[str, list[dict[str, Any]]] = {}
        for id_ in self._ids(exchange):
            parts = _RESOURCE.fullmatch(id_)
            if parts is None or f"{parts[2]}/{parts[3]}".lower().startswith(_NESTED.lower()):
                continue
            made = _resource(parts[2], parts[3], places)
            depends = [self._translate(each) for each in needs.get(id_.lower(), [])]
            home = top if parts[1].lower() == own else nested.setdefault(parts[1], [])
            home.append({**made, **({"dependsOn": depends} if depends else {})})
        return [*(_nested(name, inner) for name, inner in nested.items()), *top]

    def _ids(self, exchange: Exchange) -> list[str]:
        """Of the answer itself; of another of the same deployment; or of the same template."""
        template = _properties(exchange).get("templateHash")
        alike = (e for e in self._exchanges if _properties(e).get("templateHash") == template)
        for each in (exchange, *self._same(exchange), *alike):
            for name in ("validatedResources", "outputResources"):
                found = [str(one["id"]) for one in _properties(each).get(name) or ()]
                if found and _named(each) == _named(exchange):
                    return found
                if found:
                    theirs, ours = _GROUP.match(each.bare_path), _GROUP.match(exchange.bare_path)
                    there, here = (theirs[1] if theirs else ""), (ours[1] if ours else "")
                    return [id_.replace(f"/{there}/", f"/{here}/") for id_ in found]
        return []

    def _same(self, exchange: Exchange) -> list[Exchange]:
        """The exchanges about the same deployment."""
        return [each for each in self._exchanges if _named(each) == _named(exchange)]

    def _deploy(self, path: str, body: Mapping[str, Any]) -> None:
        """Deploy and wait."""
        target = f"{self._translate(path)}?api-version=2022-09-01"
        self._arm("PUT", target, body)
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            shown = self._platform.arm("GET", target)
            if shown.status != 200 or _state(shown.json()) in _ENDED:
                return
            time.sleep(0.05)

    def _arm(self, method: str, path: str, document: Any) -> None:
        self._platform.arm(method, path, json.loads(self._translate(json.dumps(document))))


def _named(exchange: Exchange) -> str | None:
    found = _DEPLOYMENT.fullmatch(exchange.bare_path)
    return f"{found[1]}/{found[2]}".lower() if found else None


def _state(body: Any) -> str | None:
    if not isinstance(body, dict):
        return None
    properties = body.get("properties")
    state = properties.get("provisioningState") if isinstance(properties, dict) else None
    return state or body.get("status")


def _properties(exchange: Exchange) -> dict[str, Any]:
    """The deployment that an answer shows; nothing when it shows none."""
    body = exchange.response_body
    shown = body.get("properties") if isinstance(body, dict) and exchange.status < 300 else None
    return shown if isinstance(shown, dict) else {}


def _places(exchange: Exchange, others: Sequence[Exchange]) -> dict[str, str]:
    """Where a type's resources are, by type in lower case."""
    found = {}
    for each in (*others, exchange):
        for provider in _properties(each).get("providers") or ():
            for kind in provider["resourceTypes"]:
                place = next((one for one in kind.get("locations", ()) if one), None)
                if place:
                    name = f"{provider['namespace']}/{kind['resourceType']}".lower()
                    found[name] = place
    return found


def _location(exchange: Exchange) -> str:
    return next(iter(_places(exchange, ()).values()), "westus")


def _groups(exchange: Exchange) -> set[str]:
    """The groups that an answer's resources are in."""
    shown = _properties(exchange)
    listed = [*(shown.get("validatedResources") or ()), *(shown.get("outputResources") or ())]
    found = {match[1] for each in listed if (match := _RESOURCE.fullmatch(str(each["id"])))}
    cross = (shown.get("parameters") or {}).get("crossRg", {}).get("value")
    return found | ({cross} if cross else set())


def _resource(namespace: str, rest: str, places: Mapping[str, str]) -> dict[str, Any]:
    parts = rest.split("/")
    kind = f"{namespace}/{'/'.join(parts[0::2])}"
    place = {"location": places.get(kind.lower(), "westus")}
    facts = _FACTS.get(kind.lower(), {"properties": {}})
    return {
        "type": kind,
        "apiVersion": "2022-09-01",
        "name": "/".join(parts[1::2]),
        **place,
        **facts,
    }


def _as_sent(shown: Sequence[Mapping[str, Any]], own: str) -> Iterator[dict[str, Any]]:
    """Resources that an old version shows whole; those inside nested deployments are in these."""
    for each in shown:
        parts = _RESOURCE.fullmatch(str(each["id"]))
        group = parts[1] if parts else own
        is_nested = str(each["type"]).lower() == _NESTED.lower()
        sent = {name: value for name, value in each.items() if name != "id"}
        if is_nested:
            yield {**sent, "resourceGroup": group}
        elif group.lower() == own:
            yield sent


def _nested(group: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    template = {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": resources}
    return {
        "type": _NESTED,
        "apiVersion": "2022-09-01",
        "name": "nestedTemplate",
        "resourceGroup": group,
        "properties": {"mode": "Incremental", "template": template},
    }


_TYPE: Final = re.compile(
    r'"(?:type|resourceType)\\*": ?\\*"([A-Za-z]+(?:\.[A-Za-z]+)+/[A-Za-z]+(?:/[A-Za-z]+)*)'
)


def _types(exchange: Exchange) -> Iterator[str]:
    """The types that a body or an answer names, in whatever form."""
    yield from _TYPE.findall(json.dumps(exchange.body) + json.dumps(exchange.response_body))
    for provider in _properties(exchange).get("providers") or ():
        for kind in provider["resourceTypes"]:
            yield f"{provider['namespace']}/{kind['resourceType']}"
