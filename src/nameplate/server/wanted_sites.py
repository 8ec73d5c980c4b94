"""What the control plane wants hosted: every site and slot, read from the resource records.

An app's revision is made of what takes a new process to be seen: its settings, connection strings
and configuration, by their etags. Its identity is none of it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nameplate.apphost.wanted import WantedApp
from nameplate.core.cloud import Cloud
from nameplate.providers.site_names import site_name
from nameplate.providers.slot_families import deployment_id
from nameplate.resource_manager.records import Resource, ResourceRecords, Selection

_TYPES: Final = ("Microsoft.Web/sites", "Microsoft.Web/sites/slots")
_CONFIGURATION: Final = ("appsettings", "connectionstrings", "web")
_PAGE: Final = 1000


class WantedSites:
    """The sites and slots of an installation (``apphost.wanted.WantedApps``)."""

    def __init__(self, resources: ResourceRecords, cloud: Cloud, *, ground: str = "") -> None:
        """``ground``: where this server listens; processes of one that listened elsewhere go."""
        self._resources = resources
        self._cloud = cloud
        self._ground = ground

    async def every(self) -> Sequence[WantedApp]:
        sites = [site for kind in _TYPES for site in await self._of(kind)]
        return [await self._wanted(site) for site in sites]

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

    async def _of(self, kind: str) -> list[Resource]:
        found: list[Resource] = []
        after = ""
        while True:
            page = await self._resources.list(Selection("", type=kind, after=after, limit=_PAGE))
            found.extend(page)
            if len(page) < _PAGE:
                return found
            after = page[-1].key

    async def _wanted(self, site: Resource) -> WantedApp:
        children = {
            name: await self._resources.find(f"{site.key}/config/{name}") for name in _CONFIGURATION
        }
        return self.wanted_of(site, children)


def _revision(site: Resource, configs: Mapping[str, Resource | None], ground: str) -> str:
    held = ((name, configs[name]) for name in _CONFIGURATION)
    etags = [f"{name}={each.etag if each else ''}" for name, each in held]
    facts = (ground, deployment_id(site), *etags)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
