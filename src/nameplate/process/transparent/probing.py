"""Whether a command can have a network of its own here: tried once, with nothing at stake."""

import os
import sys

from nameplate.process.transparent.channel import Channel, Failed
from nameplate.process.transparent.plan import doors_of

_NO_PORT = 0


def transparent_problem() -> str | None:
    """Why transparent mode cannot be had on this machine; ``None`` when it can."""
    if not sys.platform.startswith("linux"):
        return "namespaces are Linux's"
    channel = Channel(doors_of(https=_NO_PORT, token=_NO_PORT, proxy=_NO_PORT))
    try:
        program = channel.command("", ())[:-1]  # no command: it only tries
        child = os.posix_spawn(program[0], program, {})
        heard = channel.receive()
        os.waitpid(child, 0)
    finally:
        channel.close()
    if isinstance(heard, Failed):
        return heard.message
    for each in (heard or {}).values():
        each.close()
    return None if heard else "the program that tries it did not start"
