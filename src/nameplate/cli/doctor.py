"""``nameplate doctor``: every hop between an app and its secret, each with its repair."""

import http.client
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

from nameplate.cli.apps import find_app, principal_of
from nameplate.cli.client import LOOPBACK, LoopbackClient
from nameplate.cli.command import Command, Ending, Invocation, option
from nameplate.cli.connection import Connection, find_up
from nameplate.cli.control_plane import VAULTS
from nameplate.cli.failures import CommandFailure
from nameplate.core.clock import SystemClock

OK: Final = "ok"
WARNING: Final = "warning"
FAILED: Final = "failed"
_SKEW: Final = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One hop, how it is, and what to do about it."""

    hop: str
    state: str
    detail: str
    repair: str = ""


def doctor(call: Invocation) -> Any:
    """Look at every hop; exit 1 when one fails."""
    findings = list(_look(call))
    rows = [
        {"hop": one.hop, "state": one.state, "detail": one.detail, "repair": one.repair}
        for one in findings
    ]
    if not any(one.state == FAILED for one in findings):
        return rows
    from nameplate.cli.program import show_result  # noqa: PLC0415 - printed, and then a failure

    show_result(rows, call.arguments, COMMANDS[0])
    return Ending(1)


def _look(call: Invocation) -> Iterator[Finding]:
    home = call.settings.home
    yield Finding("home", OK, str(home.root))
    running = find_up(home)
    if running is None:
        yield Finding("server", OK, "no `up` runs: each command starts its own")
    else:
        yield Finding("server", OK, f"`up` runs as process {running.pid}")
    yield from _caller(call)
    yield transparent()
    yield arc()
    try:
        connection = call.connection
    except CommandFailure as problem:
        yield Finding("connect", FAILED, str(problem), "nameplate down, then nameplate up")
        return
    hops: tuple[Callable[[Connection], Finding], ...] = (ports, trust, clock, proxy, sign_in)
    for hop in hops:
        yield hop(connection)
    if call.arguments.app:
        yield from _app(call)


def _caller(call: Invocation) -> Iterator[Finding]:
    """What of the caller's environment decides where a child's requests go."""
    upstream = call.settings.upstream
    if upstream.https:
        yield Finding("upstream", OK, "other traffic goes on to the caller's own proxy")
    if "*" in upstream.bypass:
        yield Finding("upstream", OK, "NO_PROXY=* is not handed on: it would pass us by")


def transparent() -> Finding:
    """Whether ``run --mode transparent`` can be had on this machine; nothing else needs it."""
    from nameplate.process.transparent.probing import transparent_problem  # noqa: PLC0415

    problem = transparent_problem()
    if problem is None:
        return Finding("transparent", OK, "transparent mode: possible")
    repair = "--mode proxy serves every client that reads HTTPS_PROXY, Java and Node"
    return Finding("transparent", WARNING, f"transparent mode: not possible: {problem}", repair)


def arc() -> Finding:
    """Whether ``run --source arc`` can be had; nothing else needs it."""
    from nameplate.server.workload_sources import arc_problem  # noqa: PLC0415 - reads much

    problem = arc_problem()
    if problem is None:
        return Finding("arc", OK, "--source arc: possible")
    repair = "the folder, once, by root; every other source works without it"
    return Finding("arc", WARNING, f"--source arc: not possible: {problem}", repair)


def ports(connection: Connection) -> Finding:
    """Whether every listener takes connections."""
    found = connection.ports
    for name, port in (("https", found.https), ("token", found.token), ("proxy", found.proxy)):
        try:
            socket.create_connection((LOOPBACK, port), timeout=5).close()
        except OSError as problem:
            return Finding(
                "ports",
                FAILED,
                f"{name} port {port}: {problem}",
                "nameplate down, then nameplate up; a firewall on loopback may stand between",
            )
    return Finding("ports", OK, f"https {found.https}, token {found.token}, proxy {found.proxy}")


def trust(connection: Connection) -> Finding:
    """Whether the certificate of a vault's name verifies against the roots in the home."""
    client = LoopbackClient(connection.ports.https, (connection.home.production_roots,))
    if connection.cloud.port != 443:
        client = LoopbackClient(connection.ports.https, (connection.home.own_roots,))
    try:
        client.send("GET", f"{connection.cloud.authority}/")
    except CommandFailure as problem:
        return Finding(
            "trust",
            FAILED,
            str(problem),
            "restart the server: it writes the roots again at every start",
        )
    finally:
        client.close()
    return Finding("trust", OK, f"{connection.cloud.authority_host} verifies")


def clock(connection: Connection) -> Finding:
    """Whether this process and the server agree on the time."""
    client = LoopbackClient(
        connection.ports.https, (connection.home.production_roots, connection.home.own_roots)
    )
    reply = client.send("GET", f"{connection.cloud.authority}/")
    client.close()
    said = reply.headers.get("date")
    if said is None:
        return Finding("clock", OK, "the same machine")
    skew = abs(parsedate_to_datetime(said).timestamp() - SystemClock().now())
    if skew > _SKEW:
        return Finding("clock", FAILED, f"{skew:.0f} s apart", "set the clock, restart the server")
    return Finding("clock", OK, f"{skew:.0f} s apart")


def proxy(connection: Connection) -> Finding:
    """Whether the proxy opens a tunnel to a name that is served."""
    tunnel = http.client.HTTPConnection(LOOPBACK, connection.ports.proxy, timeout=10)
    tunnel.set_tunnel(connection.cloud.authority_host, connection.cloud.port)
    try:
        tunnel.connect()
    except OSError as problem:
        return Finding(
            "proxy", FAILED, str(problem), "nameplate down, then nameplate up; see its log"
        )
    finally:
        tunnel.close()
    return Finding("proxy", OK, f"opens a tunnel to {connection.cloud.authority_host}")


def sign_in(connection: Connection) -> Finding:
    """Whether the operator gets a token, and the control plane takes it."""
    audience = connection.cloud.resource_manager_audiences[0]
    try:
        connection.api.sign_in.fetch(audience)
        connection.api.get(f"{connection.admin}/status")
    except CommandFailure as problem:
        return Finding(
            "sign-in",
            FAILED,
            str(problem),
            "is the master key the one of this home? see config show",
        )
    return Finding("sign-in", OK, "the operator's token is taken")


def _app(call: Invocation) -> Iterator[Finding]:
    """The app's identity, and its policies on every vault."""
    name = call.arguments.app
    try:
        app = find_app(call, name)
        principal = principal_of(app)
    except CommandFailure as problem:
        yield Finding(
            "identity", FAILED, str(problem), f"nameplate webapp create -n {name} --assign-identity"
        )
        return
    yield Finding("identity", OK, f"principal {principal}")
    for vault in call.plane.all_of(VAULTS):
        yield _policy(vault, name, principal)


def _policy(vault: dict[str, Any], app: str, principal: str) -> Finding:
    for policy in (vault.get("properties") or {}).get("accessPolicies") or ():
        if policy["objectId"].lower() == principal.lower():
            allowed = ", ".join(
                f"{kind}: {' '.join(names)}"
                for kind, names in policy["permissions"].items()
                if names
            )
            return Finding(f"policy {vault['name']}", OK, allowed)
    return Finding(
        f"policy {vault['name']}",
        WARNING,
        f"'{app}' may do nothing there",
        f"nameplate keyvault set-policy -n {vault['name']} --app {app} "
        "--secret-permissions get list",
    )


COMMANDS: Final = (
    Command(
        "doctor",
        "name the failing hop and its repair: ports, trust, clock, proxy, policy",
        "nameplate doctor --app web1",
        doctor,
        (option("--app", metavar="APP", help="look at this app's identity and policies too"),),
        ("Hop=hop", "State=state", "Detail=detail", "Repair=repair"),
    ),
)
