"""``nameplate portal``: open the portal, signed in."""

import os
import sys
from typing import Any, Final

from nameplate.cli.command import Command, Ending, Invocation, option
from nameplate.cli.connection import connect_running
from nameplate.cli.failures import absent


def portal(call: Invocation) -> Any:
    """Open a one-time link in a browser; or print it, alone."""
    with connect_running(call.settings) as connection:
        if connection is None:
            raise absent(
                "the portal is served by `nameplate up`: start it in another terminal, then try "
                "again"
            )
        body = {} if call.arguments.print_url else _for_own_programs()
        made = connection.api.call("POST", f"{connection.admin}/portal/links", body)
        link = str(made.json()["url"])
    if call.arguments.print_url:
        print(link, flush=True)
        return Ending(0)
    import webbrowser  # noqa: PLC0415 - only here

    if webbrowser.open(link):
        call.warn("nameplate: opened the portal in your browser")
    else:
        call.warn("nameplate: no browser could be opened; open this link, it is good once:")
        print(link, flush=True)
    return Ending(0)


def _for_own_programs() -> dict[str, int]:
    """Ask for a link that nobody else can use who reads it among this browser's arguments."""
    return {"systemUser": os.getuid()} if sys.platform == "linux" else {}


COMMANDS: Final = (
    Command(
        "portal",
        "open the portal in a browser, signed in as the operator",
        "nameplate portal\nnameplate portal --print-url",
        portal,
        (
            option(
                "--print-url",
                action="store_true",
                help="print a one-time link, alone, instead of opening it",
            ),
        ),
    ),
)
