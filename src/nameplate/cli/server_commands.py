"""``nameplate up``, ``down`` and ``status``: the server of a home."""

import sys
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from nameplate.cli.command import Command, Invocation
from nameplate.cli.connection import connect_running, find_up
from nameplate.cli.failures import CommandFailure, Unreachable, absent
from nameplate.process.locks import is_locked
from nameplate.process.termination import ask_to_end

if TYPE_CHECKING:
    from nameplate.server.running import Server

_PATIENCE: Final = 30.0
_PAUSE: Final = 0.05


def up(call: Invocation) -> Any:
    """Serve in the foreground until a signal ends it."""
    import logging  # noqa: PLC0415 - commands that do not serve log nothing

    from nameplate.cli.command import Ending  # noqa: PLC0415
    from nameplate.server import serve  # noqa: PLC0415 - the heaviest import of all

    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    return Ending(serve(call.settings, announce=_announce))


def _announce(server: "Server") -> None:
    """Tell where it listens, when it does."""
    print("\n".join(announcement(server)), file=sys.stderr, flush=True)


def announcement(server: "Server") -> list[str]:
    """Where it listens, and how to begin."""
    ports, containers = server.endpoints, server.settings.container_address
    doors = f"  containers   {containers}   token endpoint and proxy, with the ports above"
    return [
        f"nameplate: ready; home {server.settings.home.root}",
        f"  https   {ports.https}   authority, ARM and vaults, by host name",
        f"  token   {ports.token}   the token endpoint of apps",
        f"  proxy   {ports.proxy}   the proxy of children",
        f"  portal  {ports.portal}   {server.portal_origin} (nameplate portal opens it)",
        *([doors] if containers is not None else []),
        "  try: nameplate run -- python app.py",
    ]


def down(call: Invocation) -> Any:
    """Stop the running server and wait until its home is free."""
    home = call.settings.home
    running = find_up(home)
    if running is None:
        raise absent(f"no server of {home.root} is running")
    ask_to_end(running.pid)
    for _ in range(int(_PATIENCE / _PAUSE)):
        if not is_locked(home.up_lock):
            return
        Event().wait(_PAUSE)
    raise CommandFailure(f"the server (process {running.pid}) still holds {home.up_lock}")


def status(call: Invocation) -> Any:
    """What the running server serves; starts nothing and creates nothing."""
    with connect_running(call.settings) as connection:
        if connection is None:
            raise absent(f"no server of {call.settings.home.root} is running")
        try:
            return connection.api.get(f"{connection.admin}/status")
        except Unreachable as problem:
            raise absent(f"the server is not ready: {problem}") from None


_SERVER_SETTINGS: Final = (
    "host",
    "port_base",
    "https_port",
    "token_port",
    "proxy_port",
    "portal_port",
    "domain",
    "routes",
    "imds_app",
    "container_address",
    "allow_unknown_types",
    "token_lifetime",
    "msi2017_expires_on",
)

COMMANDS: Final = (
    Command(
        "up",
        "serve the whole platform in the foreground",
        "nameplate up\nnameplate up --port-base 0",
        up,
        setting_flags=_SERVER_SETTINGS,
    ),
    Command("down", "stop the server of this home", "nameplate down", down),
    Command(
        "status",
        "what the server of this home serves; exit 0 only when it is ready",
        "nameplate status -o json",
        status,
        columns=(
            "Mode=mode",
            "Pid=pid",
            "Https=ports.https",
            "Token=ports.token",
            "Proxy=ports.proxy",
            "Portal=portal",
            "Issuer=issuer",
        ),
    ),
)
