"""The functions of a function app and its keys: what its running host says, and keeps.

Nothing of it is stored here. A host that does not run answers nothing, as in Azure. Facts: REST
reference of "Web Apps": List Functions, List Host Keys, Create Or Update Function Secret...
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from nameplate.apphost.function_hosts import HostSilent
from nameplate.core.cloud import Cloud
from nameplate.core.errors import BadRequest, NotFound
from nameplate.providers.site_children import LAST_PAGE, SITES, child_type, site_of
from nameplate.providers.site_names import site_name
from nameplate.resource_manager.provider import (
    Action,
    Answer,
    JsonObject,
    Protects,
    Provider,
    Target,
    Turn,
)
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType

_MASTER: Final = "_master"
_KEY_TYPES: Final = {"functionKeys": "host/keys", "systemKeys": "host/systemkeys"}
"""By what ARM calls them, where the host has them."""


class FunctionHosts(Protocol):
    """Who knows the hosts of function apps (``apphost.app_host.AppHost``)."""

    async def ask_functions(
        self, key: str, method: str, path: str, document: Any = None
    ) -> tuple[int, Any]:
        """Ask the host of the app with an id in lower case. Raises ``HostSilent``."""
        ...


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts, as these types ask them."""

    hosts: FunctionHosts

    async def ask(
        self, site: Resource, method: str, path: str, document: Any = None
    ) -> tuple[int, Any]:
        """What the app's host says. Raises BadRequest when it says nothing, or no."""
        try:
            status, found = await self.hosts.ask_functions(site.key, method, path, document)
        except HostSilent as problem:
            raise _failed("ServiceUnavailable", str(problem)) from None
        if status >= 400 and status != 404:
            told = found.get("message", "") if isinstance(found, dict) else ""
            raise _failed({400: "BadRequest"}.get(status, "InternalServerError"), str(told)[:300])
        return status, found

    async def keys(self, site: Resource, path: str) -> dict[str, str]:
        """Keys by their names."""
        status, found = await self.ask(site, "GET", path)
        if status == 404:
            raise NotFound("NotFound", "The function app has no such function.")
        listed = _objects(_object(found).get("keys"))
        return {_text(each, "name"): _text(each, "value") for each in listed}


@dataclass(frozen=True, slots=True)
class HostActions:
    """``host/default``: all of an app's keys at once."""

    hosts: Hosts
    type: ResourceType
    actions: Sequence[Action] = (
        Action("listkeys"),
        Action("listsyncstatus"),
        Action("sync"),
    )

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        site = await site_of(target, turn)
        if target.name.lower() != "default":
            raise NotFound("NotFound", "The host of a function app is called 'default'.")
        if action != "listkeys":  # a host looks at its triggers when it starts
            return Answer(200, {"status": "success"}) if action == "listsyncstatus" else Answer(204)
        _, master = await self.hosts.ask(site, "GET", f"host/systemkeys/{_MASTER}")
        document = {
            "masterKey": _text(_object(master), "value"),
            "functionKeys": await self.hosts.keys(site, "host/keys"),
            "systemKeys": await self.hosts.keys(site, "host/systemkeys"),
        }
        return Answer(200, document)


@dataclass(frozen=True, slots=True)
class AppFunctions:
    """``functions``: what an app's host has found in it."""

    hosts: Hosts
    cloud: Cloud
    type: ResourceType
    actions: Sequence[Action] = (Action("listkeys"), Action("listsecrets"))

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        site = await site_of(target, turn)
        status, found = await self.hosts.ask(site, "GET", f"functions/{target.name}")
        return None if status == 404 else self._document(site, _object(found))

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        site = await site_of(target, turn)
        _, found = await self.hosts.ask(site, "GET", "functions")
        return [self._document(site, each) for each in _objects(found)]

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        site = await site_of(target, turn)
        keys = await self.hosts.keys(site, f"functions/{target.name}/keys")
        if action == "listkeys":
            return Answer(200, keys)
        _, found = await self.hosts.ask(site, "GET", f"functions/{target.name}")
        key = keys.get("default", "")
        url = self._invoked(site, _object(found))
        return Answer(200, {"key": key, "trigger_url": f"{url}?code={key}" if url else None})

    def _invoked(self, site: Resource, found: Mapping[str, Any]) -> str | None:
        """Where an HTTP function is called: the host knows its path, we its name."""
        _, scheme, rest = str(found.get("invoke_url_template") or "").partition("://")
        path = rest.partition("/")[2]
        host = site_name(site.id).hosts(self.cloud)[0]
        return f"https://{host}{self.cloud.port_suffix}/{path}" if scheme else None

    def _document(self, site: Resource, found: Mapping[str, Any]) -> dict[str, Any]:
        name = str(found.get("name"))
        return {
            "id": f"{site.id}/functions/{name}",
            "name": f"{'/'.join(site_name(site.id).identity.split('/slots/'))}/{name}",
            "type": self.type.name,
            "location": site.location,
            "properties": {
                "name": name,
                "function_app_id": site.id,
                "script_href": found.get("script_href"),
                "href": found.get("href"),
                "config": found.get("config"),
                "invoke_url_template": self._invoked(site, found),
                "language": found.get("language"),
                "isDisabled": found.get("isDisabled", False),
            },
        }


@dataclass(frozen=True, slots=True)
class HostedKeys(Protects):
    """Single keys: of the host (``host/default/functionKeys``), or of a function."""

    hosts: Hosts
    type: ResourceType
    place: str = field(default="")
    """Where the host keeps the keys of this type; empty: below the function that is named."""

    def protected(self, name: str) -> Sequence[str]:
        return ("value",)

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        site = await site_of(target, turn)
        given = body.get("properties") or body
        value = given.get("value") if isinstance(given, Mapping) else None
        method, document = ("POST", None) if value is None else ("PUT", {"value": value})
        path = f"{self._place(target)}/{self._name(target)}"
        status, found = await self.hosts.ask(site, method, path, document)
        if status == 404:
            raise NotFound("NotFound", "The function app has no such function or key.")
        kept = {"name": target.name, "value": _text(_object(found), "value")}
        return Answer(
            status,
            {"id": target.id, "name": target.name, "type": self.type.name, "properties": kept},
        )

    async def remove(self, target: Target, turn: Turn) -> Answer:
        site = await site_of(target, turn)
        path = f"{self._place(target)}/{self._name(target)}"
        status, _ = await self.hosts.ask(site, "DELETE", path)
        if status == 404:
            raise NotFound("NotFound", "The function app has no such function or key.")
        return Answer(204)

    def _place(self, target: Target) -> str:
        return self.place or f"functions/{target.names[-2]}/keys"

    def _name(self, target: Target) -> str:
        is_master = target.type.types[-1] == "masterKey"
        return _MASTER if is_master else target.name


def site_functions(hosts: FunctionHosts, cloud: Cloud) -> tuple[Provider, ...]:
    """The providers, of sites and of slots."""
    asked = Hosts(hosts)
    made: list[Provider] = []
    for above in SITES:
        functions = replace(_type(f"{above}/functions"), list_tail=LAST_PAGE)
        made += [
            HostActions(asked, _type(f"{above}/host")),
            AppFunctions(asked, cloud, functions),
            HostedKeys(asked, _type(f"{above}/functions/keys")),
            *(
                HostedKeys(asked, _type(f"{above}/host/{name}"), place)
                for name, place in (*_KEY_TYPES.items(), ("masterKey", "host/systemkeys"))
            ),
        ]
    return tuple(made)


def _type(name: str) -> ResourceType:
    return replace(child_type(name), parent_unstored=True)


def _object(found: Any) -> Mapping[str, Any]:
    """An object that a host told of. Raises BadRequest: apps may say anything."""
    if not isinstance(found, Mapping):
        raise _failed("InternalServerError", "its answer is not what a host says")
    return found


def _objects(found: Any) -> list[Mapping[str, Any]]:
    if not isinstance(found, list):
        raise _failed("InternalServerError", "its answer is not what a host says")
    return [_object(each) for each in found]


def _text(found: Mapping[str, Any], name: str) -> str:
    text = found.get(name)
    if not isinstance(text, str):
        raise _failed("InternalServerError", f"its answer has no '{name}'")
    return text


def _failed(code: str, told: str) -> BadRequest:
    text = f"Encountered an error ({code}) from host runtime."
    said = f" {told[0].upper()}{told[1:].rstrip('.')}." if told else ""
    return BadRequest("BadRequest", text + said)
