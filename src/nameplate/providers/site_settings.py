"""``Microsoft.Web/sites/config``: app settings, connection strings and the rest of a site's config.

Settings hold secrets: they are sealed before they are stored, and only the ``list`` action (a right
of its own) and the answer to their own PUT show them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from nameplate.core.errors import MethodNotAllowed, NotFound
from nameplate.core.secret_value import SecretValue
from nameplate.providers import auto_swap, setting_values, site_config
from nameplate.providers.site_names import site_id, site_name
from nameplate.providers.site_publishing import CREDENTIALS, Publishing
from nameplate.providers.web_versions import OF_CONFIG, OF_SIGN_IN, as_of
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

_SEALED: Final[Mapping[str, Callable[[JsonObject], Mapping[str, Any]]]] = {
    APP_SETTINGS: setting_values.app_settings,
    CONNECTION_STRINGS: setting_values.connection_strings,
    "metadata": setting_values.app_settings,
    "azurestorageaccounts": setting_values.mounts,
}
_SIGN_IN: Final = ("authsettings", "authsettingsV2")
_NAMES: Final = {each.lower(): each for each in (*_SEALED, WEB, SLOT_NAMES, "logs")}
_UNDERSTOOD: Final = (*_NAMES, CREDENTIALS, *(each.lower() for each in _SIGN_IN))
_NO_SLOT_NAMES: Final[Mapping[str, Any]] = {
    "connectionStringNames": None,
    "appSettingNames": None,
    "azureStorageConfigNames": None,
}

TYPE: Final = ResourceType(
    name="Microsoft.Web/sites/config",
    api_versions=("2024-11-01", "2023-12-01", "2022-03-01", "2016-08-01"),
    name_rule=NameRule(
        f"(?i:{'|'.join(_UNDERSTOOD)})",
        f"The configurations of a site that are known here are: {', '.join(_NAMES.values())}.",
    ),
    order=("id", "name", "type", "location", "tags", "properties"),
    created_status=200,
    content_type="application/json",
    error_shape=ErrorShape.WEB,
    list_tail={"nextLink": None, "id": None},
    deletable=False,
)
OF_SLOTS: Final = replace(
    TYPE, name="Microsoft.Web/sites/slots/config", answered_as="Microsoft.Web/sites/config"
)


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The configurations of a site (or a slot), each under its name."""

    sealer: Sealer
    publishing: Publishing
    type: ResourceType = TYPE
    actions: Sequence[Action] = (Action("list"),)

    def linked(self, desired: Desired) -> Sequence[tuple[str, str]]:
        """A slot that is to swap by itself takes the right to swap it."""
        if desired.name.lower() != WEB:
            return ()
        return auto_swap.linked(site_id(desired.id), desired.given)

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        name = desired.name.lower()
        _check_served(desired.name)
        if name == CREDENTIALS:
            raise MethodNotAllowed(
                "MethodNotAllowed", "Publishing credentials are not set: POST to newpassword."
            )
        if name in _SEALED:
            return self.sealed(desired.key, _SEALED[name](desired.properties))
        if name == SLOT_NAMES.lower():
            given = {name: desired.properties.get(name, []) for name in _NO_SLOT_NAMES}
            return Settled(properties={**given, **desired.properties, **given})
        if name != WEB:
            return Settled(properties=desired.properties)
        held = current.properties if current else {}
        return Settled(properties=site_config.merged(held, desired.given))

    async def delete(self, current: Resource, turn: Turn) -> None:
        """Nothing of its own to undo: it goes with its site."""

    async def show(self, resource: Resource, view: View) -> Shown:
        site = await view.find(site_id(resource.key))
        location = site.location if site else None
        name = resource.name.lower()
        if name in _SEALED or name == CREDENTIALS:
            if not view.written:
                raise MethodNotAllowed(
                    "MethodNotAllowed",
                    "The requested resource does not support http method 'GET': "
                    f"POST to {resource.name}/list.",
                )
            return Shown(properties=self.opened(resource), location=location)
        if name == SLOT_NAMES.lower() and site is not None:
            # An id of ``null`` is recorded: nobody can ask for these by an id of their own.
            slot_names = {"id": None, "name": site_name(site.id).site, "type": site.type}
            return Shown(properties=resource.properties, location=location, members=slot_names)
        if name != WEB or site is None:
            return Shown(properties=resource.properties, location=location)
        members = _of_web(site) if view.written else {"name": site_name(site.id).site}
        shown = _web(resource, site, view.api_version)
        return Shown(properties=shown, location=location, members=members)

    async def exported(self, resource: Resource, view: View) -> JsonObject | None:
        """What a body said; a site makes its credentials by itself."""
        said = {name: value for name, value in resource.properties.items() if value is not None}
        return said if said and resource.name != CREDENTIALS else None

    def protected(self, name: str) -> Sequence[str]:
        return ("*",) if name.lower() in _SEALED else ()

    async def hidden(self, resource: Resource, view: View) -> JsonObject:
        """What is sealed."""
        opened = self.opened(resource) if resource.name.lower() in _SEALED else {}
        return {name: concealed(value) for name, value in opened.items()}

    async def carried(self, site: Resource, view: View) -> JsonObject:
        """The settings of a site as its ``siteConfig`` gives them."""
        found = {}
        for name, member in (
            (APP_SETTINGS, "appSettings"),
            (CONNECTION_STRINGS, "connectionStrings"),
        ):
            held = await view.find(f"{site.key}/config/{name}")
            if held is not None:
                found[member] = {key: concealed(each) for key, each in self.opened(held).items()}
        return found

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        """Only ``web``, as Azure: the sealed ones are never listed."""
        found = await turn.find(f"{target.id}/config/{WEB}".lower())
        if found is None:
            return []
        site = await self._site(target.id, turn)
        return [self._document(found, site, _web(found, site, target.api_version))]

    async def act(
        self,
        action: str,
        target: Target,
        body: JsonObject,
        turn: Turn,
    ) -> Answer:
        """``config/appsettings/list`` and its like."""
        _check_served(target.name)
        name = target.name.lower()
        if name not in _SEALED and name != CREDENTIALS:
            raise NotFound("NotFound", f"'{target.name[:100]}' has no list action.")
        site = await self._site(site_id(target.id), turn)
        found = await turn.find(target.id.lower())
        if name == CREDENTIALS:
            return Answer(200, self.publishing.credentials(found, site))
        shown = Resource(
            id=f"{site.id}/config/{name}",
            type=TYPE.name,
            name=name,
            location=None,
            kind=None,
            tags=None,
            sku=None,
            properties={},
        )
        held = self._document(shown, site, self.opened(found) if found else {})
        return Answer(200, held, etag=found.etag if found else "")

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
        """What a site's own body sets of its config; ``held`` is ``config/web`` as it is.

        Clients put a whole site back to change its identity: what says nothing new is not written,
        or the app would start anew for it.
        """
        given = site.given.get("siteConfig") or {}
        if not isinstance(given, dict):
            raise setting_values.invalid("'siteConfig' must be an object.")
        found = []
        if held is None:
            found.append(Child(self.type, SLOT_NAMES, Settled(properties=_NO_SLOT_NAMES)))
            found.append(Child(self.type, CREDENTIALS, self.publishing.fresh(site.key)))
        web = site_config.merged(held or {}, given)
        if held is None or not site_config.same(web, held):
            found.append(Child(self.type, WEB, Settled(properties=web)))
        base = f"{site.key}/config"
        if given.get("appSettings") is not None:
            pairs = setting_values.listed_settings(given["appSettings"])
            key = f"{base}/{APP_SETTINGS}"
            found.append(Child(self.type, APP_SETTINGS, self.sealed(key, pairs)))
        if given.get("connectionStrings") is not None:
            strings = setting_values.listed_strings(given["connectionStrings"])
            key = f"{base}/{CONNECTION_STRINGS}"
            found.append(Child(self.type, CONNECTION_STRINGS, self.sealed(key, strings)))
        return found

    def _document(
        self, resource: Resource, site: Resource, properties: JsonObject
    ) -> dict[str, Any]:
        return {
            "id": resource.id,
            "name": resource.name,
            "type": TYPE.name,
            "location": site.location,
            "properties": dict(properties),
        }

    async def _site(self, site_id: str, turn: Turn) -> Resource:
        site = await turn.find(site_id.lower())
        if site is None:
            raise NotFound("NotFound", f"The site '{site_id}' was not found.")
        return site


def concealed(value: Any) -> Any:
    """A setting that compares and is not shown; the type of a connection string may be seen."""
    if isinstance(value, Mapping):
        return {name: each if name == "type" else concealed(each) for name, each in value.items()}
    return SecretValue(value if isinstance(value, str) else orjson.dumps(value).decode())


def _check_served(name: str) -> None:
    if name.lower() in (each.lower() for each in _SIGN_IN):
        raise site_config.no_sign_in(name)


def _web(resource: Resource, site: Resource, api_version: str) -> dict[str, Any]:
    publisher = site_name(resource.id).publisher
    whole = site_config.web(resource.properties, publisher, kind=site.kind or "app")
    sign_in = as_of(api_version, whole["siteAuthSettings"], OF_SIGN_IN)
    found = {**whole, "siteAuthSettings": sign_in}
    return as_of(api_version, found, OF_CONFIG, given=resource.properties)


def _of_web(site: Resource) -> dict[str, Any]:
    """Who answers a write of ``config/web``: the site itself, as recorded."""
    names = site_name(site.id)
    name = names.site if names.slot is None else f"{names.site}/{names.slot}"
    return {"id": site.id, "name": name, "type": site.type}
