"""``Microsoft.Web/sites/config``: app settings, connection strings and the rest of a site's config.

Settings hold secrets: they are sealed before they are stored, and only the ``list`` action (a right
of its own) and the answer to their own PUT show them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from nameplate.core.errors import BadRequest, MethodNotAllowed, NotFound
from nameplate.providers import site_config
from nameplate.resource_manager.protection import Sealer
from nameplate.resource_manager.provider import (
    Action,
    Answer,
    Child,
    Desired,
    JsonObject,
    Settled,
    Shown,
    Target,
    Turn,
    View,
)
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ErrorShape, NameRule, ResourceType

APP_SETTINGS: Final = "appsettings"
CONNECTION_STRINGS: Final = "connectionstrings"
WEB: Final = "web"
SLOT_NAMES: Final = "slotConfigNames"

_SEALED: Final = frozenset((APP_SETTINGS, CONNECTION_STRINGS))
_NAMES: Final = {each.lower(): each for each in (*sorted(_SEALED), WEB, SLOT_NAMES)}
_NO_SLOT_NAMES: Final[Mapping[str, Any]] = {
    "connectionStringNames": None,
    "appSettingNames": None,
    "azureStorageConfigNames": None,
}

TYPE: Final = ResourceType(
    name="Microsoft.Web/sites/config",
    api_versions=("2024-11-01", "2023-12-01", "2022-03-01", "2016-08-01"),
    name_rule=NameRule(
        f"(?i:{'|'.join(_NAMES)})",
        f"The configurations of a site that are known here are: {', '.join(_NAMES.values())}.",
    ),
    order=("id", "name", "type", "location", "tags", "properties"),
    created_status=200,
    content_type="application/json",
    error_shape=ErrorShape.WEB,
    list_tail={"nextLink": None, "id": None},
    deletable=False,
)


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The configurations of a site, each under its name."""

    sealer: Sealer
    type: ResourceType = TYPE
    actions: Sequence[Action] = (Action("list"),)

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        name = desired.name.lower()
        if name == APP_SETTINGS:
            return self.sealed(desired.key, app_settings(desired.properties))
        if name == CONNECTION_STRINGS:
            return self.sealed(desired.key, connection_strings(desired.properties))
        if name == SLOT_NAMES.lower():
            return Settled(properties={**_NO_SLOT_NAMES, **desired.properties})
        held = current.properties if current else {}
        return Settled(properties=site_config.merged(held, desired.given))

    async def delete(self, current: Resource, turn: Turn) -> None:
        """Nothing of its own to undo: it goes with its site."""

    async def show(self, resource: Resource, view: View) -> Shown:
        site = await view.find(resource.key.rpartition("/config/")[0])
        location = site.location if site else None
        name = resource.name.lower()
        if name in _SEALED:
            if not view.written:
                raise MethodNotAllowed(
                    "MethodNotAllowed",
                    "The requested resource does not support http method 'GET': "
                    f"POST to {resource.name}/list.",
                )
            return Shown(properties=self.opened(resource), location=location)
        shown = site_config.full(resource.properties) if name == WEB else resource.properties
        return Shown(properties=shown, location=location)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        """Only ``web``, as Azure: the sealed ones are never listed."""
        found = await turn.find(f"{target.id}/config/{WEB}".lower())
        if found is None:
            return []
        return [self._document(found, await self._site(target.id, turn), found.properties)]

    async def act(
        self,
        action: str,
        target: Target,
        body: JsonObject,
        turn: Turn,
    ) -> Answer:
        """``config/appsettings/list`` and its like."""
        name = _NAMES.get(target.name.lower())
        if name not in _SEALED:
            raise NotFound("NotFound", f"'{target.name[:100]}' has no list action.")
        site = await self._site(target.id.rpartition("/config/")[0], turn)
        found = await turn.find(target.id.lower())
        shown = Resource(
            id=f"{site.id}/config/{name}",
            type=TYPE.name,
            name=name or "",
            location=None,
            kind=None,
            tags=None,
            sku=None,
            properties={},
        )
        return Answer(200, self._document(shown, site, self.opened(found) if found else {}))

    def sealed(self, key: str, values: JsonObject) -> Settled:
        """Settings as they are stored."""
        return Settled(properties={}, protected=self.sealer.seal(orjson.dumps(values), key))

    def opened(self, resource: Resource) -> dict[str, Any]:
        """Settings as they were given."""
        if resource.protected is None:
            return {}
        opened: dict[str, Any] = orjson.loads(self.sealer.open(resource.protected, resource.key))
        return opened

    def children(self, site: Desired, held: Mapping[str, Any] | None) -> list[Child]:
        """What a site's own body sets of its config; ``held`` is ``config/web`` as it is."""
        given = site.given.get("siteConfig") or {}
        if not isinstance(given, dict):
            raise _invalid("'siteConfig' must be an object.")
        found = []
        if held is None:
            found.append(Child(TYPE, SLOT_NAMES, Settled(properties=_NO_SLOT_NAMES)))
        if held is None or given:
            web = site_config.merged(held or {}, given)
            found.append(Child(TYPE, WEB, Settled(properties=web)))
        base = f"{site.key}/config"
        if given.get("appSettings") is not None:
            pairs = app_settings(_pairs(given["appSettings"], "appSettings"))
            key = f"{base}/{APP_SETTINGS}"
            found.append(Child(TYPE, APP_SETTINGS, self.sealed(key, pairs)))
        if given.get("connectionStrings") is not None:
            strings = _strings(given["connectionStrings"])
            key = f"{base}/{CONNECTION_STRINGS}"
            found.append(Child(TYPE, CONNECTION_STRINGS, self.sealed(key, strings)))
        return found

    def _document(
        self, resource: Resource, site: Resource, properties: JsonObject
    ) -> dict[str, Any]:
        return {
            "id": resource.id,
            "name": resource.name,
            "type": TYPE.name,
            "location": site.location,
            "properties": (
                site_config.full(properties) if resource.name == WEB else dict(properties)
            ),
        }

    async def _site(self, site_id: str, turn: Turn) -> Resource:
        site = await turn.find(site_id.lower())
        if site is None:
            raise NotFound("NotFound", f"The site '{site_id}' was not found.")
        return site


def app_settings(given: JsonObject) -> dict[str, str]:
    """Names and texts; numbers and booleans become text, as in Azure, and ``null`` is empty."""
    return {_name(name): _as_text(name, value) for name, value in given.items()}


def connection_strings(given: JsonObject) -> dict[str, dict[str, str]]:
    """Names, each with a value and a type."""
    found = {}
    for name, value in given.items():
        if not isinstance(value, dict) or not isinstance(value.get("value"), str):
            raise _invalid(f"The connection string '{name[:100]}' wants 'value' and 'type'.")
        found[_name(name)] = {"value": value["value"], "type": str(value.get("type", "Custom"))}
    return found


def _pairs(given: Any, member: str) -> dict[str, Any]:
    """``[{"name": .., "value": ..}]`` as a mapping."""
    if not isinstance(given, list) or not all(
        isinstance(each, dict) and isinstance(each.get("name"), str) for each in given
    ):
        raise _invalid(f"'siteConfig.{member}' is a list of objects with 'name' and 'value'.")
    return {each["name"]: each.get("value") for each in given}


def _strings(given: Any) -> dict[str, dict[str, str]]:
    values = _pairs(given, "connectionStrings")
    types = {each["name"]: each.get("type") or "Custom" for each in given}
    both = {
        name: {"value": each.get("connectionString") or values[name] or "", "type": types[name]}
        for each in given
        for name in [each["name"]]
    }
    return connection_strings(both)


def _name(name: str) -> str:
    if not name or len(name) > 1000 or "\0" in name or "=" in name:
        raise _invalid(f"'{name[:100]}' cannot be the name of a setting.")
    return name


def _as_text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and "\0" not in value:
        return value
    if isinstance(value, bool | int | float):
        return orjson.dumps(value).decode()
    raise _invalid(f"The value of the setting '{name[:100]}' is not a text.")


def _invalid(message: str) -> BadRequest:
    return BadRequest("BadRequest", message)
