"""``run --learn``: allow what only a missing permission would refuse, and say what that was."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from nameplate.cli.apps import principal_of
from nameplate.cli.command import Invocation
from nameplate.cli.connection import Connection
from nameplate.cli.control_plane import group_of
from nameplate.cli.failures import CommandFailure
from nameplate.cli.leases import renewed
from nameplate.cli.suggestions import AppName, arm_fragment, az_commands, read_rows

LEASE: Final = 60
"""Seconds for which learning outlives a run that was killed."""


@contextmanager
def learning(call: Invocation, app: Mapping[str, Any]) -> Iterator[None]:
    """Let an app learn; at the end, however it comes, print what it needed."""
    connection = call.connection
    body = {"objectId": principal_of(dict(app)), "lease": LEASE}
    started = connection.api.call("POST", f"{connection.admin}/learning", body).json()
    path = f"/learning/{started['learningId']}"

    def renew(own: Connection) -> None:
        own.api.call("PUT", f"{own.admin}{path}", {"lease": LEASE})

    try:
        with renewed(connection, renew, every=LEASE / 4):
            yield
    finally:
        _tell(call, path, AppName(app["name"], group_of(app) or call.group))


def _tell(call: Invocation, path: str, app: AppName) -> None:
    """The exit status is the child's: what goes wrong here is said and does not change it."""
    connection = call.connection
    try:
        learnt = connection.api.call("DELETE", f"{connection.admin}{path}").json()
    except CommandFailure as failure:
        call.warn(f"WARNING: what '{app.name}' needed is lost: {failure}")
        return
    print(_text(learnt["needed"], app), end="", file=sys.stderr, flush=True)
    if not learnt["complete"]:
        call.warn("WARNING: learning was interrupted: there may be more that is needed.")


def _text(rows: list[dict[str, Any]], app: AppName) -> str:
    needed = read_rows(rows)
    if not needed:
        return f"\n# '{app.name}' needed no permission in this run.\n"
    return (
        f"\n# What '{app.name}' needed in this run (nameplate works in place of az):\n"
        f"{az_commands(needed, app)}"
        f"\n# The same for the resources of a template:\n{arm_fragment(needed, app)}"
    )
