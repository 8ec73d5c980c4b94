"""``run --learn``: allow what only a missing permission would refuse, and say what that was."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from nameplate.cli.command import Invocation
from nameplate.cli.connection import Connection
from nameplate.cli.control_plane import SITES
from nameplate.cli.failures import CommandFailure
from nameplate.cli.leases import renewed
from nameplate.grants.identity_names import IdentityName, identities_of
from nameplate.grants.policies import arm_resources, az_commands, read_rows
from nameplate.grants.roles import arm_role_resources, az_role_commands, read_role_rows

LEASE: Final = 60
"""Seconds for which learning outlives a run that was killed."""


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What one identity of the app learns, and where the server keeps it."""

    who: IdentityName
    path: str


@contextmanager
def learning(call: Invocation, app: Mapping[str, Any]) -> Iterator[None]:
    """Let an app learn, as every identity that it has; at the end print what it needed."""
    connection = call.connection
    site = call.plane.get(app["id"], SITES.api_version)  # a binding names one identity at most
    lessons = [_start(connection, one, who) for one, who in identities_of(site).items()]

    def renew(own: Connection) -> None:
        for lesson in lessons:
            own.api.call("PUT", f"{own.admin}{lesson.path}", {"lease": LEASE})

    try:
        with renewed(connection, renew, every=LEASE / 4):
            yield
    finally:
        _tell(call, lessons, app["name"])


def _start(connection: Connection, principal: str, who: IdentityName) -> _Lesson:
    body = {"objectId": principal, "lease": LEASE}
    started = connection.api.call("POST", f"{connection.admin}/learning", body).json()
    return _Lesson(who, f"/learning/{started['learningId']}")


def _tell(call: Invocation, lessons: Sequence[_Lesson], app: str) -> None:
    """The exit status is the child's: what goes wrong here is said and does not change it."""
    connection, learnt = call.connection, list[tuple[IdentityName, dict[str, Any]]]()
    for lesson in lessons:
        try:
            reply = connection.api.call("DELETE", f"{connection.admin}{lesson.path}")
        except CommandFailure as failure:
            call.warn(f"WARNING: what '{lesson.who.name}' needed is lost: {failure}")
        else:
            learnt.append((lesson.who, reply.json()))
    if learnt or not lessons:
        print(_text(learnt, app), end="", file=sys.stderr, flush=True)
    if not all(found["complete"] for _, found in learnt):
        call.warn("WARNING: learning was interrupted: there may be more that is needed.")


def _text(learnt: Sequence[tuple[IdentityName, dict[str, Any]]], app: str) -> str:
    commands, resources = "", list[dict[str, Any]]()
    for who, found in learnt:
        needed, scopes = read_rows(found["needed"]), read_role_rows(found.get("roles") or [])
        commands += az_commands(needed, who) + az_role_commands(scopes, who)
        resources += [*arm_resources(needed, who), *arm_role_resources(scopes, who)]
    if not commands:
        return f"\n# '{app}' needed no permission in this run.\n"
    return (
        f"\n# What '{app}' needed in this run (nameplate works in place of az):\n"
        f"{commands}"
        "\n# The same for the resources of a template:\n"
        f"{json.dumps(resources, indent=2)}\n"
    )
