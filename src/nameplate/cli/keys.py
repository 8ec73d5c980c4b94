"""``nameplate keys``: the keys that sign tokens."""

from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.command import YES, Command, Invocation, option
from nameplate.cli.group import confirm


def list_all(call: Invocation) -> Any:
    """List the keys, with their times."""
    return call.connection.api.get(f"{call.connection.admin}/keys")["value"]


def rotate(call: Invocation) -> Any:
    """Make the next key the active one now."""
    return call.connection.api.call("POST", f"{call.connection.admin}/keys/rotate").json()["value"]


def revoke(call: Invocation) -> Any:
    """End a key and every token that it signed."""
    kid = call.arguments.kid
    confirm(call, f"Revoke the key '{kid}'? Every token that it signed ends now.")
    url = f"{call.connection.admin}/keys/{quote(kid, safe='')}/revoke"
    return call.connection.api.call("POST", url).json()["value"]


_COLUMNS: Final = ("Kid=kid", "State=state", "Activates=activates", "Retires=retires")

COMMANDS: Final = (
    Command("keys list", "list the keys", "nameplate keys list -o table", list_all, (), _COLUMNS),
    Command(
        "keys rotate",
        "make the next key the active one now",
        "nameplate keys rotate",
        rotate,
        (),
        _COLUMNS,
    ),
    Command(
        "keys revoke",
        "end a key and every token that it signed",
        "nameplate keys revoke --kid KID --yes",
        revoke,
        (option("--kid", required=True, metavar="KID", help="the key's id"), YES),
        _COLUMNS,
    ),
)
