"""Workload bindings of ``nameplate run``: a process gets a header secret for its app's identity."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from nameplate.admin.routes import Call, Route
from nameplate.core.clock import Clock, iso8601
from nameplate.core.errors import BadRequest, NotFound
from nameplate.core.resource_id import ResourceId
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitOfWork, UnitsOfWork
from nameplate.directory.records import WorkloadBinding
from nameplate.edge.http import Response, json_response

_LONGEST_LEASE = 86_400
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST_HOST: Final = 253
_MOST_HOSTS: Final = 4


class Workloads(Protocol):
    """The part of the directory that binds processes to resources (``directory.Directory``)."""

    def bind_workload(
        self,
        work: UnitOfWork,
        resource_id: str,
        *,
        expires: float | None,
        hosts: Sequence[str] = (),
    ) -> tuple[WorkloadBinding, SecretValue]: ...

    async def renew_binding(
        self, work: UnitOfWork, binding_id: str, expires: float | None
    ) -> None: ...

    async def unbind(self, work: UnitOfWork, binding_id: str) -> None: ...


class Sources(Protocol):
    """What a process is told of the source of its identity (``workload.sources``)."""

    async def variables(
        self, source: str, binding: WorkloadBinding, secret: SecretValue
    ) -> Mapping[str, str]:
        """The variables of a source. Raises BadRequest or Conflict for one that cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class ConnectionString:
    """A connection string and its type (``SQLAzure``)."""

    value: str = field(repr=False)
    type: str


@dataclass(frozen=True, slots=True)
class LiteralReference:
    """A setting whose Key Vault reference did not resolve: the process gets its text."""

    setting: str
    status: str
    details: str


@dataclass(frozen=True, slots=True)
class App:
    """What a process of an app is told of it: all that ``run`` needs, in one answer."""

    resource_id: str
    name: str
    location: str | None
    principal_id: str | None
    """Its system-assigned identity."""
    identity_type: str
    """As ARM writes it: ``None``, ``SystemAssigned``, ``SystemAssigned, UserAssigned``."""
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    """With secrets in the place of Key Vault references."""
    connection_strings: Mapping[str, ConnectionString] = field(default_factory=dict, repr=False)
    unresolved: Sequence[LiteralReference] = ()


class Apps(Protocol):
    """The apps that there are (``resource_manager``'s records, the directory)."""

    async def find(self, key: str, *, request_id: str) -> App | None:
        """The app with an ARM id in lower case, its settings resolved for a process."""
        ...


class Bindings:
    """Creates, renews and ends bindings."""

    def __init__(
        self,
        workloads: Workloads,
        apps: Apps,
        units: UnitsOfWork,
        clock: Clock,
        sources: Sources,
        *,
        token_endpoint: str,
    ) -> None:
        self._workloads = workloads
        self._apps = apps
        self._units = units
        self._clock = clock
        self._sources = sources
        self._token_endpoint = token_endpoint

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("POST", "/bindings", "Nameplate.Admin/bindings/write", self.create),
            Route("PUT", "/bindings/{id}", "Nameplate.Admin/bindings/write", self.renew),
            Route("DELETE", "/bindings/{id}", "Nameplate.Admin/bindings/delete", self.end),
        )

    async def create(self, call: Call) -> Response:
        site = ResourceId.parse(call.text("resourceId"))
        app = await self._apps.find(site.key, request_id=call.request.request_id)
        if app is None:
            raise NotFound("ResourceNotFound", f"The app '{site.name}' was not found.")
        expires, source = self._expires(call), call.field("source", str, required=False)
        hosts = _hosts(call)
        work = self._units.begin()
        binding, secret = self._workloads.bind_workload(
            work, app.resource_id, expires=expires, hosts=hosts
        )
        variables: Mapping[str, str] | None = None
        if isinstance(source, str):
            variables = await self._sources.variables(source, binding, secret)
        await work.commit()
        return json_response(
            201,
            {
                "bindingId": binding.binding_id,
                "secret": secret.reveal(),
                "tokenEndpoint": self._token_endpoint,
                "expires": None if expires is None else iso8601(expires),
                "variables": variables,
                "app": _document(app),
            },
        )

    async def renew(self, call: Call) -> Response:
        expires = self._expires(call)
        work = self._units.begin()
        await self._workloads.renew_binding(work, call.names["id"], expires)
        await work.commit()
        return json_response(200, {"expires": None if expires is None else iso8601(expires)})

    async def end(self, call: Call) -> Response:
        work = self._units.begin()
        await self._workloads.unbind(work, call.names["id"])
        await work.commit()
        return Response(204)

    def _expires(self, call: Call) -> float | None:
        lease = call.field("lease", int, required=False)
        if lease is None:
            return None
        if not isinstance(lease, int) or not 1 <= lease <= _LONGEST_LEASE:
            raise BadRequest(
                "InvalidRequest", f"The field 'lease' must be 1 to {_LONGEST_LEASE} seconds."
            )
        return self._clock.now() + lease


def _hosts(call: Call) -> tuple[str, ...]:
    """The names under which alone the secret is good: exact, and none that means this machine."""
    given = call.field("hosts", list, required=False)
    if given is None:
        return ()
    if not isinstance(given, list) or not 1 <= len(given) <= _MOST_HOSTS:
        raise BadRequest("InvalidRequest", f"The field 'hosts' has 1 to {_MOST_HOSTS} names.")
    for host in given:
        text = host if isinstance(host, str) else ""
        local = text == "localhost" or text.endswith(".localhost") or text.startswith("127.")
        if not _HOST.fullmatch(text) or len(text) > _LONGEST_HOST or local:
            raise BadRequest(
                "InvalidRequest",
                f"'{str(host)[:100]}' is no name for another machine: use one exact name, such as "
                "host.docker.internal.",
            )
    return tuple(dict.fromkeys(given))


def _document(app: App) -> dict[str, Any]:
    """The app as ARM shows it, as far as a process is told of it, and its settings."""
    return {
        "id": app.resource_id,
        "name": app.name,
        "location": app.location,
        "identity": {"type": app.identity_type, "principalId": app.principal_id},
        "settings": dict(app.settings),
        "connectionStrings": {
            name: {"value": each.value, "type": each.type}
            for name, each in app.connection_strings.items()
        },
        "unresolved": [
            {"name": each.setting, "status": each.status, "details": each.details}
            for each in app.unresolved
        ],
    }
