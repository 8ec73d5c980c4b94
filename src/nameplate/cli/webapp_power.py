"""``nameplate webapp start|stop|restart``: whether an app is wanted to run. ``up`` makes it so."""

from typing import Any, Final

from nameplate.cli.command import GROUP, NAME, Command, Invocation
from nameplate.cli.connection import find_up
from nameplate.cli.control_plane import SITES
from nameplate.cli.scm import SLOT, site_of

_VERBS: Final = {
    "start": "start an app",
    "stop": "stop an app; its name answers 403 from then on",
    "restart": "start new processes of an app: they see its identity and settings as they are now",
}


def start(call: Invocation) -> Any:
    """Want an app to run."""
    _do(call, "start")


def stop(call: Invocation) -> Any:
    """Want an app not to run."""
    _do(call, "stop")


def restart(call: Invocation) -> Any:
    """Want new processes."""
    _do(call, "restart")


def _do(call: Invocation, verb: str) -> None:
    if find_up(call.settings.home) is None:
        call.warn("nameplate: recorded; only `nameplate up` runs apps")
    call.plane.send("POST", f"{site_of(call)['id']}/{verb}", SITES.api_version)


_ACTIONS: Final = {"start": start, "stop": stop, "restart": restart}


COMMANDS: Final = tuple(
    Command(
        f"webapp {verb}",
        summary,
        f"nameplate webapp {verb} -n web1",
        _ACTIONS[verb],
        (NAME, GROUP, SLOT),
    )
    for verb, summary in _VERBS.items()
)
