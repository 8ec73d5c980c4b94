"""What a hosted process is furnished with: the environment that ``run`` gives, and its identity."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from nameplate.admin.bindings import App
from nameplate.apphost.folders import AppFolder, Folders
from nameplate.apphost.instances import CannotRun
from nameplate.apphost.reference_refresh import Fetched
from nameplate.apphost.wanted import Furnished, WantedApp
from nameplate.config.home import Home
from nameplate.config.settings import Settings
from nameplate.core.cloud import Cloud
from nameplate.core.resource_id import ResourceId
from nameplate.core.work import UnitsOfWork
from nameplate.directory.directory import Directory
from nameplate.server.endpoints import LOOPBACK, Endpoints
from nameplate.workload import environment
from nameplate.workload.bundles import make_trust
from nameplate.workload.no_proxy import for_direct_mode, rebuilt

_DISABLE_IDENTITY: Final = "WEBSITE_DISABLE_MSI"
_KEPT: Final = ("LANG", "LC_ALL", "TZ")


class ConfiguredApps(Protocol):
    """The apps that there are, with their settings (``hosted_references.HostedReferences``)."""

    async def find(self, wanted: WantedApp) -> tuple[App, Fetched | None] | None: ...


class HostedFurnishing:
    """Composes environments and binds identities (``apphost.wanted.Furnishing``)."""

    def __init__(
        self,
        apps: ConfiguredApps,
        directory: Directory,
        units: UnitsOfWork,
        *,
        folders: Folders,
        settings: Settings,
        cloud: Cloud,
        endpoints: Endpoints,
        inherited: Mapping[str, str],
    ) -> None:
        self._apps = apps
        self._directory = directory
        self._units = units
        self._folders = folders
        self._settings = settings
        self._cloud = cloud
        self._endpoints = endpoints
        self._inherited = inherited

    async def furnish(self, app: WantedApp, *, port: int, home: str) -> Furnished:
        settled = await self._apps.find(app)
        if settled is None:
            raise CannotRun("the app was deleted meanwhile")
        found, fetched = settled
        folder = AppFolder(Path(home))
        endpoint, binding = await self._bound(found)
        trust, trusted = self._trust()
        made = environment.compose(
            self._base(),
            app=self._facts(app, found, port),
            endpoint=endpoint,
            routing=self._routing(),
            trust=trust,
            folders=environment.Folders(str(folder.root / ".azure"), str(folder.root / ".azd")),
        )
        return Furnished(made.environment, binding, trusted, fetched)

    async def release(self, binding: str) -> None:
        work = self._units.begin()
        await self._directory.unbind(work, binding)
        await work.commit()

    async def _bound(self, app: App) -> tuple[environment.TokenEndpoint | None, str | None]:
        """A secret of the process's own, if the app has an identity and wants its tokens."""
        disabled = app.settings.get(_DISABLE_IDENTITY, "").lower() in ("1", "true")
        if app.identity_type == "None" or disabled:
            return None, None
        work = self._units.begin()
        binding, secret = self._directory.bind_workload(work, app.resource_id, expires=None)
        await work.commit()
        endpoint = environment.TokenEndpoint(self._endpoints.token_url, secret)
        return endpoint, binding.binding_id

    def _base(self) -> dict[str, str]:
        """Of the server's own environment only what says where programs and languages are."""
        kept = {name: self._inherited[name] for name in _KEPT if name in self._inherited}
        return {"PATH": self._inherited.get("PATH", os.defpath), **kept}

    def _facts(self, app: WantedApp, found: App, port: int) -> environment.AppFacts:
        at = ResourceId.parse(found.resource_id)
        return environment.AppFacts(
            name=app.site,
            slot=app.slot,
            deployment_id=app.content,
            resource_id=found.resource_id,
            resource_group=at.resource_group or "",
            subscription_id=at.subscription_id or "",
            location=found.location or "",
            host_name=app.host_name,
            instance_id=secrets.token_hex(32),
            port=port,
            settings=found.settings,
            connection_strings={
                name: {"value": each.value, "type": each.type}
                for name, each in found.connection_strings.items()
            },
        )

    def _routing(self) -> environment.Routing:
        bypass = self._settings.upstream.bypass
        if self._settings.domain is None:
            proxy = f"http://{LOOPBACK}:{self._endpoints.proxy}"
            return environment.Routing(proxy, rebuilt(bypass, self._cloud))
        metadata = f"{self._cloud.resource_manager}/metadata/endpoints?api-version=2019-05-01"
        passing = for_direct_mode(bypass, self._cloud)
        return environment.Routing(None, passing, self._cloud.authority, metadata)

    def _trust(self) -> tuple[environment.Trust, tuple[str, ...]]:
        """The certificates to trust, where every app can read them and none can write."""
        home, shared = self._settings.home, Home(self._folders.shared)
        shared.bundles.mkdir(parents=True, exist_ok=True)
        roots = {home.production_roots, home.own_roots}
        content = b"".join(path.read_bytes() for path in sorted(roots) if path.exists())
        trust, _ = make_trust(shared, self._inherited, content, self._cloud)
        for each in (shared.root, shared.bundles):
            each.chmod(0o755)
        for each in shared.bundles.iterdir():
            each.chmod(0o644)
        return trust, (str(shared.bundles),)
