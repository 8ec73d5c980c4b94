"""What the control plane wants hosted: every site and slot, read from the resource records.

An app's revision is made of what takes a new process to be seen: its settings, connection strings
and configuration, by their etags. Its identity is none of it. What is known by its etags is not
read again: a change among ten thousand sites costs what changed, and a look at all etags.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from nameplate.apphost.wanted import WantedApp
from nameplate.core.cloud import Cloud
from nameplate.providers.site_names import site_name
from nameplate.providers.slot_families import deployment_id
from nameplate.resource_manager.records import Resource, ResourceRecords, Selection

_TYPES: Final = ("Microsoft.Web/sites", "Microsoft.Web/sites/slots")
_CONFIGURATION: Final = ("appsettings", "connectionstrings", "web")
_CONFIGURATIONS: Final = tuple(f"{kind}/config" for kind in _TYPES)
_PAGE: Final = 1000
_AT_ONCE: Final = 200
"""Sites that are read at once, with their configurations."""

_Etags = tuple[str | None, ...]


class WantedSites:
    """The sites and slots of an installation (``apphost.wanted.WantedApps``)."""

    def __init__(self, resources: ResourceRecords, cloud: Cloud, *, ground: str = "") -> None:
        """``ground``: where this server listens; processes of one that listened elsewhere go."""
        self._resources = resources
        self._cloud = cloud
        self._ground = ground
        self._known: dict[str, tuple[_Etags, WantedApp]] = {}

    async def every(self) -> Sequence[WantedApp]:
        sites = await self._etags(_TYPES)
        etags = sites | await self._etags(_CONFIGURATIONS)
        known = {key: held for key in sites if (held := self._known.get(key))}
        fresh = await _outdated(known, list(sites), etags)
        for start in range(0, len(fresh), _AT_ONCE):
            keys = fresh[start : start + _AT_ONCE]
            found = await self._read(keys, etags)
            for key in keys:
                known.pop(key, None)
                if key in found:
                    known[key] = self._wanted(key, found)
            await asyncio.sleep(0)  # whoever asks meanwhile is answered
        self._known = known
        return [known[key][1] for key in sites if key in known]

    def wanted_of(self, site: Resource, configs: Mapping[str, Resource | None]) -> WantedApp:
        """What is wanted of a site or slot with its configurations by their names."""
        held = configs["web"]
        web: Mapping[str, Any] = held.properties if held else {}
        called = site_name(site.id)
        properties = site.properties
        revision = _revision(site, configs, self._ground)
        enabled = properties.get("enabled", True) is not False
        return WantedApp(
            key=site.key,
            label=called.label.lower(),
            site=called.site,
            slot=called.slot,
            kind=site.kind or "app",
            host_name=called.hosts(self._cloud)[0],
            running=enabled and properties.get("state") != "Stopped",
            start_command=str(web.get("appCommandLine") or ""),
            runtime=str(web.get("linuxFxVersion") or ""),
            health_path=str(web.get("healthCheckPath") or ""),
            client_affinity=properties.get("clientAffinityEnabled") is True,
            revision=revision,
            deployment_id=deployment_id(site),
            configuration=f"{site.etag} {revision}",
        )

    async def _etags(self, kinds: Iterable[str]) -> dict[str, str]:
        """The etags of everything of some types, in the order of their keys."""
        found: dict[str, str] = {}
        for kind in kinds:
            after, full = "", True
            while full:
                page = await self._resources.etags(
                    Selection("", type=kind, after=after, limit=_PAGE)
                )
                found.update(page)
                full = len(page) == _PAGE
                after = page[-1][0] if page else ""
                await asyncio.sleep(0)
        return found

    async def _read(self, keys: Sequence[str], etags: Mapping[str, str]) -> dict[str, Resource]:
        wanted = [each for key in keys for each in _with_configurations(key) if each in etags]
        return {each.key: each for each in await self._resources.find_all(wanted)}

    def _wanted(self, key: str, found: Mapping[str, Resource]) -> tuple[_Etags, WantedApp]:
        etags = {each: found[each].etag for each in _with_configurations(key) if each in found}
        configs = {name: found.get(f"{key}/config/{name}") for name in _CONFIGURATION}
        return _of(key, etags), self.wanted_of(found[key], configs)


async def _outdated(
    known: Mapping[str, tuple[_Etags, WantedApp]], keys: Sequence[str], etags: Mapping[str, str]
) -> list[str]:
    """Sites that are not known as they are now."""
    found: list[str] = []
    for start in range(0, len(keys), _PAGE):
        for key in keys[start : start + _PAGE]:
            held = known.get(key)
            if held is None or held[0] != _of(key, etags):
                found.append(key)
        await asyncio.sleep(0)  # whoever asks meanwhile is answered
    return found


def _with_configurations(key: str) -> tuple[str, ...]:
    return (key, *(f"{key}/config/{name}" for name in _CONFIGURATION))


def _of(key: str, etags: Mapping[str, str]) -> _Etags:
    """What a site is known by: its etag, and those of its configurations."""
    return tuple(etags.get(each) for each in _with_configurations(key))


def _revision(site: Resource, configs: Mapping[str, Resource | None], ground: str) -> str:
    held = ((name, configs[name]) for name in _CONFIGURATION)
    etags = [f"{name}={each.etag if each else ''}" for name, each in held]
    facts = (ground, deployment_id(site), *etags)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
