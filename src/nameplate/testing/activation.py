"""An app's environment in this very process, and back: what ``run`` gives a child."""

import secrets
import socket
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nameplate.admin.bindings import App as BoundApp
from nameplate.config.environment import process_environment
from nameplate.core.resource_id import ResourceId
from nameplate.core.secret_value import SecretValue
from nameplate.server.bound_apps import bound_apps
from nameplate.server.workload_sources import WorkloadSources
from nameplate.testing.onlookers import looking_again
from nameplate.testing.service import Service
from nameplate.workload.bundles import make_trust
from nameplate.workload.environment import (
    AppFacts,
    Folders,
    Routing,
    Sourced,
    TokenEndpoint,
    Trust,
    compose,
)
from nameplate.workload.no_proxy import rebuilt
from nameplate.workload.sources import Source

if TYPE_CHECKING:
    from nameplate.testing.apps import App

LOOPBACK: Final = "127.0.0.1"
_PORTS: Final = ("PORT", "SERVER_PORT")
_OF_PYTEST: Final = "PYTEST_CURRENT_TEST"
"""Pytest says in it which test runs: another at each, and not ours to touch."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """A process of an app: what it is told of the app, and how it asks for tokens."""

    app: BoundApp
    endpoint: TokenEndpoint | None
    sourced: Sourced | None


@dataclass(frozen=True, slots=True)
class _Composed:
    """An environment, and what it was made of: most tests want the one of the test before."""

    bound: _Bound
    inherited: Mapping[str, str]
    environment: Mapping[str, str]

    def serves(self, bound: _Bound, inherited: Mapping[str, str]) -> bool:
        """Whether all is the same; the port is never."""
        return self.bound == bound and self.inherited == inherited


class Activations:
    """Puts apps into this process's environment, one inside the other."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._secrets: dict[str, SecretValue] = {}
        self._trust: Trust | None = None
        self._composed: _Composed | None = None
        self._outside: dict[str, str] | None = None
        """The environment before the outermost app."""
        self._instance = secrets.token_hex(32)

    @contextmanager
    def of(self, app: "App", source: str | None = None) -> Iterator["App"]:
        """The environment of an app, while the block lasts."""
        environment = process_environment()
        before = _variables(environment)
        outermost, self._outside = self._outside is None, self._outside or before
        try:
            wanted = self._environment(app.id, self._outside, source)
            _become(environment, wanted, instead_of=before)
            with looking_again():
                yield app
        finally:
            _become(environment, before, instead_of=_variables(environment))
            if outermost:
                self._outside = None

    def _environment(
        self, app_id: str, inherited: Mapping[str, str], source: str | None
    ) -> Mapping[str, str]:
        bound = self._service.call(self._bind(app_id, source))
        if self._composed is None or not self._composed.serves(bound, inherited):
            self._composed = _Composed(bound, dict(inherited), self._compose(bound, inherited))
        environment, port = dict(self._composed.environment), str(_free_port())
        return environment | {name: port for name in _PORTS if name in environment}

    def _compose(self, bound: _Bound, inherited: Mapping[str, str]) -> Mapping[str, str]:
        server = self._service.server
        home = server.settings.home
        proxy = f"http://{LOOPBACK}:{server.endpoints.proxy}"
        return compose(
            inherited,
            app=self._facts(bound.app),
            endpoint=bound.endpoint,
            routing=Routing(proxy, rebuilt(server.settings.upstream.bypass, server.cloud)),
            trust=self._trusted(inherited),
            folders=Folders(str(home.azure_config), str(home.azd_config)),
            sourced=bound.sourced,
        ).environment

    def _trusted(self, inherited: Mapping[str, str]) -> Trust:
        if self._trust is None:
            server = self._service.server
            home = server.settings.home
            roots = b"".join(each.read_bytes() for each in (home.production_roots, home.own_roots))
            self._trust, _ = make_trust(home, inherited, roots, server.cloud, java=False)
        return self._trust

    async def _bind(self, app_id: str, source: str | None) -> _Bound:
        """Bind a process of the app. Its secret is the same each time.

        A credential that outlives a test, at the top of a module perhaps, still knows it.
        """
        server = self._service.server
        found = await bound_apps(server.rooms).find(app_id.lower(), request_id="")
        if found is None:
            raise LookupError(f"the app {app_id} is not there any more")
        if found.identity_type.lower() in ("", "none"):
            return _Bound(found, None, None)
        directory = server.rooms.opened.directory
        known = self._secrets.get(app_id)
        binding = None if known is None else await directory.binding_of(known.reveal())
        if known is None or binding is None:
            work = server.rooms.opened.database.begin()
            binding, known = directory.bind_workload(work, app_id, expires=None, secret=known)
            await work.commit()
            self._secrets[app_id] = known
        if source is None:
            return _Bound(found, TokenEndpoint(server.endpoints.token_url, known), None)
        sources = WorkloadSources(
            directory, server.endpoints, server.leaves, server.surface.challenges
        )
        variables = await sources.variables(source, binding, known)
        return _Bound(found, None, Sourced(Source(source), variables))

    def _facts(self, app: BoundApp) -> AppFacts:
        server, site = self._service.server, ResourceId.parse(app.resource_id)
        return AppFacts(
            name=site.name,
            resource_id=app.resource_id,
            resource_group=site.resource_group or "",
            subscription_id=server.facts.subscription_id,
            location=app.location or "",
            host_name=server.cloud.site_host(site.name),
            instance_id=self._instance,
            port=0,
            settings=app.settings,
            connection_strings={
                name: {"value": each.value, "type": each.type}
                for name, each in app.connection_strings.items()
            },
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _variables(environment: Mapping[str, str]) -> dict[str, str]:
    variables = dict(environment)
    variables.pop(_OF_PYTEST, None)
    return variables


def _become(
    environment: MutableMapping[str, str],
    wanted: Mapping[str, str],
    *,
    instead_of: Mapping[str, str],
) -> None:
    for name in instead_of.keys() - wanted.keys():
        environment.pop(name, None)
    environment.update(wanted.items() - instead_of.items())
