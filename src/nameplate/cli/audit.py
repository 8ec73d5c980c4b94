"""``nameplate audit``: the trail, and the least privilege that it shows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from nameplate.cli import output
from nameplate.cli.apps import APP, find_app, principal_of
from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.control_plane import group_of
from nameplate.grants.identity_names import AppName
from nameplate.grants.policies import FORMATS, arm_resources, read_rows
from nameplate.grants.roles import (
    ROLE_FORMATS,
    ScopedRoles,
    arm_role_resources,
    read_role_rows,
)

_WAIT: Final = 20
"""Seconds for which a question waits for what comes."""
_PAGE: Final = 500
_FURTHER: Final = 8
_COLUMNS: Final = (
    "Time=time",
    "Outcome=outcome",
    "Action=action",
    "Principal=principal",
    "Resource=resource",
    "Reason=reason",
)


def tail(call: Invocation) -> Any:
    """The last events of the trail; with ``--follow`` what comes, a line each."""
    filters = _filters(call)
    events, seen = _last_events(call, filters)
    if not call.arguments.follow:
        return events
    while True:
        for event in events:
            print(_line(call, event), flush=True)
        query = urlencode({"after": seen, "wait": _WAIT, **filters})
        page = call.connection.api.get(f"{call.connection.admin}/activity?{query}")
        events, seen = page["value"], int(page["last"])


def _filters(call: Invocation) -> dict[str, str]:
    arguments = call.arguments
    found = {"kind": arguments.kind, "objectId": arguments.object_id}
    if arguments.app:
        found["objectId"] = principal_of(find_app(call, arguments.app))
    return {name: value for name, value in found.items() if value}


def _last_events(call: Invocation, filters: Mapping[str, str]) -> tuple[list[dict[str, Any]], int]:
    """The last events that pass the filters, looked for further and further back."""
    wanted = max(0, call.arguments.last)
    last = int(call.connection.api.get(f"{call.connection.admin}/audit/last")["last"])
    window = wanted
    while True:
        events, seen = _events(call, max(0, last - window), filters)
        if len(events) >= wanted or window >= last:
            return events[max(0, len(events) - wanted) :], max(seen, last)
        window *= _FURTHER


def _events(
    call: Invocation, after: int, filters: Mapping[str, str]
) -> tuple[list[dict[str, Any]], int]:
    """Everything behind ``after``, page by page, and the last sequence number seen."""
    events: list[dict[str, Any]] = []
    while True:
        query = urlencode({"after": after, "limit": _PAGE, **filters})
        page = call.connection.api.get(f"{call.connection.admin}/audit?{query}")
        events += page["value"]
        after = int(page["last"])
        if len(page["value"]) < _PAGE:
            return events, after


def _line(call: Invocation, event: Mapping[str, Any]) -> str:
    if call.arguments.output == "json":
        return json.dumps(event, ensure_ascii=False, sort_keys=True)
    columns = [event.get(column.partition("=")[2]) or "-" for column in _COLUMNS]
    return "\t".join(str(cell) for cell in columns)


def suggest(call: Invocation) -> Any:
    """The smallest set of policies for what an app did."""
    app = find_app(call, call.arguments.app)
    query = urlencode({"objectId": principal_of(app)})
    found = call.connection.api.get(f"{call.connection.admin}/audit/suggestions?{query}")
    if call.arguments.output or call.arguments.query:
        return found
    name = AppName(app["name"], group_of(app) or call.group)
    if found["refused"]:
        refused = output.render(found["refused"], "table", ("Vault=vaultId", "Names=names"))
        call.warn(f"nameplate: refused, and not suggested:\n{refused}")
    needed, roles = read_rows(found["used"]), read_role_rows(found.get("usedRoles") or ())
    if not needed and not roles:
        call.warn(f"nameplate: the trail shows no use of a vault or resource by '{name.name}'")
        return None
    form = call.arguments.format
    if form == "arm":
        resources = [*arm_resources(needed, name), *arm_role_resources(roles, name)]
        return json.dumps(resources, indent=2) + "\n"
    texts = (FORMATS[form](needed, name) if needed else "", _in_roles(form, roles, name))
    return "\n".join(text for text in texts if text)


def _in_roles(form: str, roles: Sequence[ScopedRoles], app: AppName) -> str:
    return ROLE_FORMATS[form](roles, app) if roles else ""


def verify(call: Invocation) -> Any:
    """Whether the chain of the trail is whole."""
    return call.connection.api.call("POST", f"{call.connection.admin}/audit/verify").json()


COMMANDS: Final = (
    Command(
        "audit tail",
        "the last events: tokens, decisions with their reasons, changes",
        "nameplate audit tail --app web1 --follow",
        tail,
        (
            APP,
            option("--object-id", metavar="ID", help="only of this principal"),
            option("--kind", metavar="KIND", help="only of this kind"),
            option("--last", type=int, default=50, metavar="N", help="how many to begin with (50)"),
            option("--follow", "-f", action="store_true", help="go on with what comes"),
        ),
        _COLUMNS,
    ),
    Command(
        "audit suggest",
        "the smallest set of policies for what an app did",
        "nameplate audit suggest --app web1 --format az",
        suggest,
        (
            option("--app", required=True, metavar="APP", help="the app"),
            option("--format", choices=tuple(FORMATS), default="az", help="default: az"),
        ),
    ),
    Command(
        "audit verify",
        "whether the chain of the trail is whole",
        "nameplate audit verify",
        verify,
    ),
)
