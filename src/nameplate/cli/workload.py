"""An app as ``run`` and ``env`` start it: found or created, bound, described.

Creating happens only if the *app* does not exist; an identity that was switched off stays off.
"""

import re
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from nameplate.cli.apps import find_app
from nameplate.cli.client import LOOPBACK
from nameplate.cli.command import Invocation
from nameplate.cli.connection import Connection, Ports
from nameplate.cli.control_plane import SITES, group_of
from nameplate.cli.failures import ABSENT, CommandFailure, ServiceFailure, absent, usage
from nameplate.core.cloud import own_cloud
from nameplate.core.resource_id import ResourceId
from nameplate.core.secret_value import SecretValue
from nameplate.workload.bundles import make_trust
from nameplate.workload.environment import (
    AppFacts,
    Composition,
    Folders,
    Routing,
    Sourced,
    TokenEndpoint,
    compose,
)
from nameplate.workload.no_proxy import for_direct_mode, rebuilt
from nameplate.workload.sources import Source

LEASE: Final = 86_400
"""Seconds for which a binding outlives a caller that was killed."""

_LONGEST_NAME: Final = 60
_LOCALHOST: Final = "localhost"


App = Mapping[str, Any]
"""An app as ARM shows it, as far as a process is told of it, with its ``settings``.

Key Vault references in them are resolved; those that are not stand in ``unresolved``.
"""


@dataclass(frozen=True, slots=True)
class Binding:
    """A process's own secret for its app's identity."""

    binding_id: str
    endpoint: TokenEndpoint
    variables: Mapping[str, str] | None = field(default=None, repr=False)
    """Those of the source that was asked for."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a process finds in its environment: an endpoint, and the ports behind it."""

    binding: Binding | None
    ports: Ports
    passes: Callable[[str], bool] | None = None
    """Names that are the real network's in this run."""


def app_name(given: str | None, folder: Path) -> str:
    """The app that ``--app`` names, or one called like the folder."""
    if given:
        return given
    name = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    if len(name) < 2:
        raise usage(f"the folder's name '{folder.name}' makes no app's name: use --app NAME")
    return name


def ensure_app(call: Invocation, name: str) -> dict[str, Any]:
    """The app; created with a system-assigned identity if there is none of that name."""
    group = getattr(call.arguments, "resource_group", None)
    try:
        return find_app(call, name, group)
    except CommandFailure as failure:
        if failure.status != ABSENT:
            raise
    body = {"location": call.location, "kind": "app", "identity": {"type": "SystemAssigned"}}
    resource = call.plane.id_of(SITES, call.group, name)
    return call.plane.put_in_group(resource, SITES.api_version, body, call.location)


def start(
    call: Invocation, name: str, lease: int = LEASE, hosts: Sequence[str] = ()
) -> tuple[App, "Binding | None"]:
    """The app, found or created, and a binding of a process of it if it has an identity.

    One question where the app is in the group that is meant. ``hosts``: the names under which
    alone its secret is good.
    """
    if slot := getattr(call.arguments, "slot", None):
        return _started_slot(call, name, slot, lease, hosts)
    group = getattr(call.arguments, "resource_group", None) or call.settings.default_group
    try:
        return _started(call, call.plane.id_of(SITES, group, name), lease, hosts)
    except ServiceFailure as failure:
        if failure.http_status != 404:
            raise
    return _started(call, ensure_app(call, name)["id"], lease, hosts)


def _started_slot(
    call: Invocation, name: str, slot: str, lease: int, hosts: Sequence[str]
) -> tuple[App, "Binding | None"]:
    """The same for a slot; neither it nor its app is created."""
    app = find_app(call, name, getattr(call.arguments, "resource_group", None))
    try:
        return _started(call, f"{app['id']}/slots/{slot}", lease, hosts)
    except ServiceFailure as failure:
        if failure.http_status != 404:
            raise
        raise absent(f"(ResourceNotFound) the app '{name}' has no slot '{slot}'") from None


def start_known(call: Invocation, app_id: str) -> tuple[App, "Binding | None"]:
    """The same for an app that is known by its id."""
    return _started(call, app_id, LEASE)


def again(
    call: Invocation, app: App, binding: "Binding | None", lease: int = LEASE
) -> tuple[App, "Binding | None"]:
    """The same, told anew: what its settings refer to may be allowed by now."""
    if binding is not None:
        unbind(call.connection, binding)
    return _started(call, app["id"], lease)


def name_unresolved(call: Invocation, app: App) -> None:
    """Say which settings stay literal, and why; their texts are no secrets, but long."""
    for each in app.get("unresolved") or ():
        call.warn(
            f"nameplate: the setting '{each['name']}' is a Key Vault reference that does not "
            f"resolve ({each['status']}) and stays literal: {each['details']}"
        )


def _started(
    call: Invocation, app_id: str, lease: int, hosts: Sequence[str] = ()
) -> tuple[App, "Binding | None"]:
    found = _ask_binding(call.connection, app_id, lease, source_of(call), hosts)
    app, binding = found["app"], _binding(found)
    if has_identity(app) and source_of(call) is not Source.WORKLOAD_IDENTITY:
        return app, binding
    unbind(call.connection, binding)
    return app, None


def has_identity(app: Mapping[str, Any]) -> bool:
    """Whether the app has any managed identity."""
    kind = str((app.get("identity") or {}).get("type", "None"))
    return kind.lower() not in ("", "none")


def bind(connection: Connection, app: Mapping[str, Any], lease: int = LEASE) -> Binding:
    """A new secret for a process of the app."""
    return _binding(_ask_binding(connection, app["id"], lease))


def source_of(call: Invocation) -> Source | None:
    """The source that was asked for, where it is not the usual one."""
    given = getattr(call.arguments, "source", None)
    return None if given is None else Source(given)


def _ask_binding(
    connection: Connection,
    app_id: str,
    lease: int,
    source: Source | None = None,
    hosts: Sequence[str] = (),
) -> dict[str, Any]:
    body: dict[str, Any] = {"resourceId": app_id, "lease": lease}
    if hosts:
        body["hosts"] = list(hosts)
    if source is not None and source is not Source.WORKLOAD_IDENTITY:
        body["source"] = source.value
    found: dict[str, Any] = connection.api.call("POST", f"{connection.admin}/bindings", body).json()
    return found


def _binding(found: Mapping[str, Any]) -> Binding:
    endpoint = TokenEndpoint(found["tokenEndpoint"], SecretValue(found["secret"]))
    return Binding(found["bindingId"], endpoint, found.get("variables"))


def renew(connection: Connection, binding: Binding) -> None:
    """Let a binding live for another lease."""
    url = f"{connection.admin}/bindings/{binding.binding_id}"
    connection.api.call("PUT", url, {"lease": LEASE})


def unbind(connection: Connection, binding: Binding) -> None:
    """End a binding; its secret is worth nothing from now on."""
    connection.api.call("DELETE", f"{connection.admin}/bindings/{binding.binding_id}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def environment_of(
    call: Invocation,
    app: Mapping[str, Any],
    binding: Binding | None,
    *,
    direct: bool,
    variables: Mapping[str, str] | None = None,
    ports: Ports | None = None,
) -> Composition:
    """The environment of a process of the app, with every file that it points at.

    ``variables``: the source's, where the binding does not bring them. ``ports``: those of the
    process alone, where it has some.
    """
    connection, home = call.connection, call.connection.home
    roots = home.own_roots if direct else home.production_roots
    trusted = b"".join(path.read_bytes() for path in {roots, home.own_roots} if path.exists())
    trust, warnings = make_trust(home, call.environment, trusted, connection.cloud)
    for warning in warnings:
        call.warn(f"WARNING: {warning}")
    mono = getattr(call.arguments, "trust", None) == "mono"
    return compose(
        call.environment,
        app=facts_of(call, app),
        endpoint=binding.endpoint if binding is not None else None,
        routing=_routing(call, ports or connection.ports, direct=direct),
        trust=trust,
        folders=Folders(
            str(home.azure_config), str(home.azd_config), str(home.mono_config) if mono else None
        ),
        keep=call.arguments.keep_env,
        sourced=_sourced(call, binding, variables),
    )


def _sourced(
    call: Invocation, binding: Binding | None, variables: Mapping[str, str] | None
) -> Sourced | None:
    source = source_of(call)
    if source is None:
        return None
    held = binding.variables if binding is not None else None
    return Sourced(source, {**(held or {}), **(variables or {})})


def facts_of(call: Invocation, app: Mapping[str, Any]) -> AppFacts:
    """What a process of the app finds about itself."""
    connection = call.connection
    site, *slot = ResourceId.parse(app["id"]).names
    return AppFacts(
        name=site,
        slot=slot[0] if slot else None,
        resource_id=app["id"],
        resource_group=group_of(app) or "",
        subscription_id=connection.installation.subscription_id,
        location=app.get("location") or "",
        host_name=connection.cloud.site_host("-".join((site, *slot))),
        instance_id=secrets.token_hex(32),
        port=free_port(),
        settings=app.get("settings") or {},
        connection_strings=app.get("connectionStrings") or {},
    )


def _routing(call: Invocation, ports: Ports, *, direct: bool) -> Routing:
    connection, entries = call.connection, call.settings.upstream.bypass
    if direct:
        cloud = own_cloud(call.settings.domain or _LOCALHOST, connection.ports.https)
        metadata = f"{cloud.resource_manager}/metadata/endpoints?api-version=2019-05-01"
        return Routing(None, for_direct_mode(entries, cloud), cloud.authority, metadata)
    return Routing(f"http://{LOOPBACK}:{ports.proxy}", rebuilt(entries, connection.cloud))
