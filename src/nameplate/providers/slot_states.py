"""A site or slot with its configuration: read and opened, then sealed again as a swap leaves it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from nameplate.providers import site_settings
from nameplate.providers.site_names import site_name
from nameplate.providers.site_settings import APP_SETTINGS, CONNECTION_STRINGS, WEB, SiteSettings
from nameplate.providers.slot_families import slot_of
from nameplate.providers.slot_stickiness import Configuration
from nameplate.resource_manager.phases import new_etag
from nameplate.resource_manager.provider import Find
from nameplate.resource_manager.records import Resource

_MOUNTS: Final = "azurestorageaccounts"
_METADATA: Final = "metadata"
_READ: Final = (APP_SETTINGS, CONNECTION_STRINGS, WEB, _MOUNTS, _METADATA)
_OF_PROCESSES: Final = (APP_SETTINGS, CONNECTION_STRINGS, WEB)
"""What a process of the app is started with: these are written even where nothing changed."""


@dataclass(frozen=True, slots=True)
class SlotState:
    """A site or slot as it is."""

    site: Resource
    held: Mapping[str, Resource | None]
    """Its configurations as they are stored."""
    configuration: Configuration
    """The same, opened."""

    @property
    def slot(self) -> str:
        return slot_of(self.site)


@dataclass(frozen=True, slots=True)
class SlotAfter:
    """A site or slot as a swap leaves it; the etags are those that it will have."""

    site: Resource
    configs: Mapping[str, Resource]
    """Those that were written, by their names."""
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class Written:
    """Resources to be stored, with the etags that they were read with, and the new ones."""

    resources: tuple[Resource, ...]
    etags: Mapping[str, str]

    def __add__(self, other: "Written") -> "Written":
        return Written((*self.resources, *other.resources), {**self.etags, **other.etags})


async def read(site: Resource, settings: SiteSettings, find: Find) -> SlotState:
    """Read everything that a swap may exchange."""
    held = {name: await find(f"{site.key}/config/{name}") for name in _READ}

    def opened(name: str) -> dict[str, Any]:
        found = held[name]
        return settings.opened(found) if found is not None else {}

    web = held[WEB]
    return SlotState(
        site,
        held,
        Configuration(
            app_settings=opened(APP_SETTINGS),
            connection_strings=opened(CONNECTION_STRINGS),
            mounts=opened(_MOUNTS),
            metadata=opened(_METADATA),
            web=web.properties if web is not None else {},
        ),
    )


def write(
    state: SlotState, site: Resource, after: Configuration, settings: SiteSettings
) -> tuple[Written, SlotAfter]:
    """What is stored of a site or slot with another configuration."""
    values = {
        APP_SETTINGS: after.app_settings,
        CONNECTION_STRINGS: after.connection_strings,
        WEB: after.web,
        _MOUNTS: after.mounts,
        _METADATA: after.metadata,
    }
    configs = {
        name: _config(state, name, given, settings)
        for name, given in values.items()
        if name in _OF_PROCESSES or given or state.held[name] is not None
    }
    resources = (site, *configs.values())
    etags = {each.key: new_etag() for each in resources}
    done = SlotAfter(
        replace(site, etag=etags[site.key]),
        {name: replace(each, etag=etags[each.key]) for name, each in configs.items()},
        after,
    )
    return Written(resources, etags), done


def _config(
    state: SlotState, name: str, values: Mapping[str, Any], settings: SiteSettings
) -> Resource:
    resource = state.held[name] or _new(state.site, name)
    if name == WEB:
        return replace(resource, properties=dict(values))
    return replace(resource, protected=settings.sealed(resource.key, values).protected)


def _new(site: Resource, name: str) -> Resource:
    of_slot = site_name(site.id).slot is not None
    return Resource(
        id=f"{site.id}/config/{name}",
        type=(site_settings.OF_SLOTS if of_slot else site_settings.TYPE).name,
        name=name,
        location=None,
        kind=None,
        tags=None,
        sku=None,
        properties={},
    )


def sealed_values(values: Mapping[str, Any], site: Resource, settings: SiteSettings) -> bytes:
    """Values that are kept with a site until they are wanted again."""
    return settings.sealer.seal(orjson.dumps(values), site.key)


def opened_values(site: Resource, settings: SiteSettings) -> dict[str, Any]:
    """What ``sealed_values`` kept; nothing where there is none."""
    if site.protected is None:
        return {}
    found: dict[str, Any] = orjson.loads(settings.sealer.open(site.protected, site.key))
    return found
