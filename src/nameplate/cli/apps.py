"""Apps by name, and the principal that an app is (``--app`` of many commands)."""

from typing import Any

from nameplate.cli.command import Argument, Invocation, option
from nameplate.cli.control_plane import SITES
from nameplate.cli.failures import CommandFailure

APP: Argument = option("--app", metavar="APP", help="the principal of this app")


def find_app(call: Invocation, name: str, group: str | None = None) -> dict[str, Any]:
    """An app as ARM has it: in the group that was named, else wherever it is."""
    found: dict[str, Any] = call.plane.find(SITES, name, group, call.settings.default_group)
    return found


def principal_of(app: dict[str, Any]) -> str:
    """The object id of an app's system-assigned identity."""
    identity = app.get("identity") or {}
    principal = identity.get("principalId")
    if not principal:
        name = app["name"]
        raise CommandFailure(
            f"the app '{name}' has no system-assigned identity: switch it on with "
            f"`nameplate webapp identity assign -n {name}`"
        )
    return str(principal)


def app_principal(call: Invocation, name: str) -> str:
    """The object id that ``--app NAME`` stands for."""
    return principal_of(find_app(call, name))
