"""``run --learn``: allow what only a missing permission would refuse, and say what that was."""

import json
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
from nameplate.cli.role_suggestions import arm_role_resources, az_role_commands, read_role_rows
from nameplate.cli.suggestions import AppName, arm_resources, az_commands, read_rows

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
    text = _text(learnt["needed"], learnt.get("roles") or [], app)
    print(text, end="", file=sys.stderr, flush=True)
    if not learnt["complete"]:
        call.warn("WARNING: learning was interrupted: there may be more that is needed.")


def _text(rows: list[dict[str, Any]], roles: list[dict[str, Any]], app: AppName) -> str:
    needed, scopes = read_rows(rows), read_role_rows(roles)
    if not needed and not scopes:
        return f"\n# '{app.name}' needed no permission in this run.\n"
    resources = [*arm_resources(needed, app), *arm_role_resources(scopes, app)]
    return (
        f"\n# What '{app.name}' needed in this run (nameplate works in place of az):\n"
        f"{az_commands(needed, app)}{az_role_commands(scopes, app)}"
        "\n# The same for the resources of a template:\n"
        f"{json.dumps(resources, indent=2)}\n"
    )
