"""Deployments to hosted apps, joined to the house: who may publish, and with which settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from nameplate.apphost.app_host import AppHost
from nameplate.apphost.building import Builder
from nameplate.apphost.deploying import Deployer
from nameplate.apphost.folders import Folders
from nameplate.apphost.hosted_app import HostedApp
from nameplate.apphost.instances import Event
from nameplate.apphost.kudu import KuduWire
from nameplate.apphost.publishers import Publishers
from nameplate.apphost.supervisor import Supervisor
from nameplate.core.cloud import Cloud
from nameplate.process.keeper.client import KeeperLost
from nameplate.process.keeper.workload import Workload
from nameplate.providers.site_publishing import CREDENTIALS, Publishing
from nameplate.resource_manager.records import ResourceRecords
from nameplate.server.app_limits import app_limits
from nameplate.server.bridges import ResourceSealer
from nameplate.server.rooms import Rooms


class Deployments:
    """The deployment services of a server's apps."""

    def __init__(self, rooms: Rooms, folders: Folders) -> None:
        self._rooms = rooms
        self._sealer = ResourceSealer(rooms.opened.envelope)
        self._settings = StoredSettings(rooms.resources, self._sealer)
        builder = Builder(
            folders,
            HostedPrograms(rooms.app_host),
            home=Path(rooms.settings.home.root),
            inherited=rooms.settings.inherited,
            limits=app_limits(rooms.settings),
        )
        self.deployer = Deployer(folders, builder, self._settings, rooms.clock)

    def wire(self, cloud: Cloud, *, patience: float = 3.0) -> KuduWire:
        """The service under the names of a cloud; ``patience``: for apps created a moment ago."""
        rooms = self._rooms

        def find(host: str) -> HostedApp | None:
            label, supervisor = cloud.scm_of(host), rooms.app_host.supervisor
            return supervisor.of_label(label) if label and supervisor else None

        bare = (*cloud.resource_manager_audiences, cloud.publishing_audience)
        audiences = [each.rstrip("/") for each in bare if each]
        publishers = Publishers(
            authenticator=rooms.authenticator,
            decisions=rooms.authorizer,
            credentials=SiteCredentials(rooms.resources, Publishing(self._sealer, cloud)),
            trail=rooms.trail,
            audiences=frozenset((*audiences, *(f"{each}/" for each in audiences))),
            authority=f"{cloud.authority}/{rooms.opened.facts.tenant_id}",
        )
        return KuduWire(find, self.deployer, publishers, self._settings, patience=patience)


class SiteCredentials:
    """The publishing credentials of sites (``apphost.publishers.Credentials``)."""

    def __init__(self, resources: ResourceRecords, publishing: Publishing) -> None:
        self._resources = resources
        self._publishing = publishing

    async def basic_allowed(self, key: str) -> bool:
        policy = await self._resources.find(f"{key}/basicpublishingcredentialspolicies/scm")
        return policy is None or policy.properties.get("allow") is not False

    async def matches(self, key: str, user: str, password: str) -> bool:
        stored = await self._resources.find(f"{key}/config/{CREDENTIALS}")
        return stored is not None and self._publishing.matches(stored, user, password)


class StoredSettings:
    """Settings as they were set, references not resolved (``apphost.deploying.SettingsOf``)."""

    def __init__(self, resources: ResourceRecords, sealer: ResourceSealer) -> None:
        self._resources = resources
        self._sealer = sealer

    async def settings(self, key: str) -> Mapping[str, str]:
        held = await self._resources.find(f"{key}/config/appsettings")
        if held is None or held.protected is None:
            return {}
        opened: dict[str, Any] = orjson.loads(self._sealer.open(held.protected, held.key))
        return {name: str(value) for name, value in opened.items()}


class HostedPrograms:
    """Programs beside the apps, while a supervisor is there (``apphost.building.Programs``)."""

    def __init__(self, app_host: AppHost) -> None:
        self._app_host = app_host

    async def isolated(self) -> bool:
        return await self._need().isolated()

    async def run_to_end(self, workload: Workload, *, seconds: float) -> Event:
        return await self._need().run_to_end(workload, seconds=seconds)

    def _need(self) -> Supervisor:
        if self._app_host.supervisor is None:
            raise KeeperLost("this server hosts nothing")
        return self._app_host.supervisor
