"""The one seam to a server: the ``up`` that runs, or one of our own for as long as we need it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any, Final, Protocol

from nameplate.cli.api import Api
from nameplate.cli.client import LOOPBACK, LoopbackClient
from nameplate.cli.failures import CommandFailure
from nameplate.cli.sign_in import Installation, OperatorSignIn
from nameplate.config.home import Home
from nameplate.config.settings import Settings
from nameplate.core.cloud import AZURE_PUBLIC, Cloud, own_cloud
from nameplate.process.locks import is_locked

_START_POLLS: Final = 200
_START_PAUSE: Final = 0.05

OnRefused = Callable[[str, str], None]


class Ports(Protocol):
    """The ports that a server listens on."""

    @property
    def https(self) -> int: ...
    @property
    def token(self) -> int: ...
    @property
    def proxy(self) -> int: ...


@dataclass(frozen=True, slots=True)
class BoundPorts:
    """The ports of a running ``up``."""

    https: int
    token: int
    proxy: int


@dataclass(frozen=True, slots=True)
class UpRecord:
    """What ``up`` says of itself in ``run/up.json``."""

    pid: int
    ports: BoundPorts
    started: Any


@dataclass(frozen=True, slots=True)
class Connection:
    """A server, and the API of it that is signed in."""

    api: Api
    cloud: Cloud
    home: Home
    ports: Ports
    installation: Installation
    embedded: bool

    @property
    def admin(self) -> str:
        """The base URL of the operator's API."""
        return f"https://{self.cloud.admin_host}{self.cloud.port_suffix}"

    @property
    def proxy_url(self) -> str:
        return f"http://{LOOPBACK}:{self.ports.proxy}"


@contextmanager
def connect(
    settings: Settings, *, on_refused: OnRefused | None = None, own: bool = False
) -> Iterator[Connection]:
    """Use the running ``up``, else start a server on free ports and end it afterwards.

    ``on_refused`` is told of hosts that the proxy of a server of our own refuses. ``own``: use a
    server of our own in any case; it is a peer of an `up` on the same home.
    """
    running = None if own else find_up(settings.home)
    if running is not None:
        with _opened(settings, running.ports, _cloud(settings, running.ports)) as connection:
            yield connection
        return
    from nameplate.server import start_embedded  # noqa: PLC0415 - the heaviest import of all

    with (
        start_embedded(settings, on_refused=on_refused) as server,
        _opened(settings, server.ports, server.cloud, embedded=True) as connection,
    ):
        yield connection


@contextmanager
def connect_running(settings: Settings) -> Iterator[Connection | None]:
    """The running ``up`` or ``None``: starts nothing and creates nothing."""
    running = find_up(settings.home)
    if running is None:
        yield None
        return
    with _opened(settings, running.ports, _cloud(settings, running.ports)) as connection:
        yield connection


def find_up(home: Home) -> UpRecord | None:
    """The ``up`` that holds this home's lock. One that is starting is waited for."""
    for _ in range(_START_POLLS):
        if not is_locked(home.up_lock):
            return None
        record = read_up_record(home)
        if record is not None:
            return record
        Event().wait(_START_PAUSE)
    raise CommandFailure(f"an `up` holds {home.up_lock} but does not say where it listens")


def read_up_record(home: Home) -> UpRecord | None:
    """Read ``run/up.json``; ``None`` while there is none, or half of one."""
    try:
        document = json.loads(home.up_record.read_text("utf-8"))
        ports = document["ports"]
        return UpRecord(
            pid=int(document["pid"]),
            ports=BoundPorts(int(ports["https"]), int(ports["token"]), int(ports["proxy"])),
            started=document.get("started"),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def _opened(
    settings: Settings, ports: Ports, cloud: Cloud, *, embedded: bool = False
) -> Iterator[Connection]:
    from nameplate.server.operator import OperatorFiles  # noqa: PLC0415 - loads cryptography

    home = settings.home
    installation = Installation.read(home.installation)
    client = LoopbackClient(ports.https, (home.production_roots, home.own_roots))
    sign_in = OperatorSignIn(client, cloud, installation, OperatorFiles(settings))
    try:
        yield Connection(
            api=Api(client, cloud, sign_in),
            cloud=cloud,
            home=home,
            ports=ports,
            installation=installation,
            embedded=embedded,
        )
    finally:
        client.close()


def _cloud(settings: Settings, ports: Ports) -> Cloud:
    if settings.domain is None:
        return AZURE_PUBLIC
    return own_cloud(settings.domain, ports.https)
