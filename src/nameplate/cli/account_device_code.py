"""``nameplate account device-code``: say yes or no to a client that shows a code (RFC 8628)."""

from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.command import YES, Command, Invocation, option
from nameplate.cli.group import confirm


def approve(call: Invocation) -> Any:
    """Sign the client in as the operator."""
    waiting = _waiting(call)
    confirm(
        call,
        f"Sign the client '{waiting['clientId']}' in as you, for '{waiting['scope']}'? Say yes "
        "only to a code that your own client has just shown you.",
    )
    return _decide(call, waiting, "approve")


def decline(call: Invocation) -> Any:
    """Tell the client no."""
    return _decide(call, _waiting(call), "decline")


def _waiting(call: Invocation) -> dict[str, Any]:
    found: dict[str, Any] = call.connection.api.get(_url(call))
    return found


def _decide(call: Invocation, waiting: dict[str, Any], verb: str) -> dict[str, Any]:
    call.connection.api.call("POST", f"{_url(call)}/{verb}")
    return waiting


def _url(call: Invocation) -> str:
    return f"{call.connection.admin}/devices/{quote(call.arguments.code, safe='')}"


_CODE: Final = option("--code", required=True, metavar="CODE", help="the code that it shows")
_COLUMNS: Final = ("UserCode=userCode", "ClientId=clientId", "Scope=scope")

COMMANDS: Final = (
    Command(
        "account device-code approve",
        "sign in the client that shows a device code (needs `up`)",
        "nameplate account device-code approve --code BCDF2345X",
        approve,
        (_CODE, YES),
        _COLUMNS,
    ),
    Command(
        "account device-code decline",
        "refuse the client that shows a device code (needs `up`)",
        "nameplate account device-code decline --code BCDF2345X",
        decline,
        (_CODE,),
        _COLUMNS,
    ),
)
