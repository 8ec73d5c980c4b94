"""``run --tokens``: real tokens of the developer for the audiences that are real.

The run gets an identity endpoint and a proxy of its own. Nothing that is handed out is kept beyond
this process's memory, and none of it is written to the trail: it is not this platform's.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Final

from nameplate.cli.client import LOOPBACK
from nameplate.cli.command import Invocation
from nameplate.cli.connection import BoundPorts
from nameplate.cli.failures import CommandFailure, ServiceFailure, usage
from nameplate.cli.graph import Graph
from nameplate.cli.leases import own_connection
from nameplate.cli.workload import Binding, Reached
from nameplate.core.errors import InternalFailure
from nameplate.core.secret_value import SecretValue
from nameplate.workload.environment import TokenEndpoint
from nameplate.workload.sources import Source

_SOURCES: Final = (
    *(None, Source.APP_SERVICE, Source.APP_SERVICE_2017),
    *(Source.AZURE_ML, Source.IMDS, Source.CLOUD_SHELL),
)


@contextmanager
def real_tokens(call: Invocation, binding: Binding | None) -> Iterator[Reached]:
    """What the run's process reaches in place of the server's own endpoint and proxy."""
    from nameplate.server.real_tokens import (  # noqa: PLC0415 - one option
        RealTokenNetwork,
        RunFacts,
        choice_of,
    )

    connection = call.connection
    ports, cloud = connection.ports, connection.cloud
    try:
        choice = choice_of(call.settings, cloud, ports.https, call.arguments.tokens)
    except ValueError as problem:
        raise usage(f"--tokens {problem}") from None
    given = binding or _unbound()
    facts = RunFacts(
        cloud=cloud,
        ports=(ports.https, ports.token),
        secret=given.endpoint.secret,
        environment=call.environment,
        is_registered_here=_Registered(call),
        tell=lambda words: call.warn(f"nameplate: {words}"),
        tell_refused=call.tell_refused,
    )
    with RealTokenNetwork(call.settings, choice, facts) as network:
        call.warn(f"nameplate: real tokens: {choice.told()}")
        moved = _moved(given, ports.token, network.token)
        reached = BoundPorts(ports.https, network.token, network.proxy)
        yield Reached(moved, reached, choice.passes)


def check_tokens(call: Invocation) -> None:
    """Refuse what cannot be together, before anything is started."""
    source = call.arguments.source
    if call.arguments.tokens and source not in _SOURCES:
        known = ", ".join(each for each in _SOURCES if each is not None)
        raise usage(f"--tokens goes with --source {known}; {source} shows its endpoint otherwise")


def _unbound() -> Binding:
    """For an app without an identity: its real tokens have a secret all the same."""
    secret = SecretValue(secrets.token_hex(16).upper())
    return Binding("", TokenEndpoint(f"http://{LOOPBACK}/msi/token/", secret))


def _moved(binding: Binding, before: int, after: int) -> Binding:
    """The same secret at the run's own endpoint, in every variable that names it."""
    old, new = f"//{LOOPBACK}:{before}/", f"//{LOOPBACK}:{after}/"
    variables = binding.variables
    if variables is not None:
        variables = {name: text.replace(old, new) for name, text in variables.items()}
    endpoint = TokenEndpoint(f"http://{LOOPBACK}:{after}/msi/token/", binding.endpoint.secret)
    return replace(binding, endpoint=endpoint, variables=variables)


class _Registered:
    """Whether an application of this home goes by a name; asked from other threads."""

    def __init__(self, call: Invocation) -> None:
        self._connection = call.connection
        self._lock = Lock()

    def __call__(self, resource: str) -> bool:
        name = resource.rstrip("/").replace("'", "''")
        conditions = (
            f"identifierUris/any(u:u eq '{name}')",
            f"identifierUris/any(u:u eq '{name}/')",
            f"appId eq '{name}'",
        )
        with self._lock, own_connection(self._connection) as connection:
            graph = Graph(connection.api)
            return any(_found(graph, each) for each in conditions)


def _found(graph: Graph, condition: str) -> bool:
    """Whether there is one; a server that does not say is no reason for a real token."""
    try:
        return next(graph.list("applications", condition), None) is not None
    except CommandFailure as failure:
        if isinstance(failure, ServiceFailure) and failure.http_status == 400:
            return False  # a name that no application can have
        raise InternalFailure("ServerGone", "The server behind this run does not say.") from None
