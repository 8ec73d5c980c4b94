"""Roles and scopes as commands name them."""

from typing import Any, Final

from nameplate.cli.command import Argument, Invocation, option
from nameplate.cli.control_plane import flattened
from nameplate.cli.failures import absent
from nameplate.cli.graph import is_guid, quoted
from nameplate.core.errors import BadRequest

VERSION: Final = "2022-04-01"
DEFINITIONS: Final = "providers/Microsoft.Authorization/roleDefinitions"
ASSIGNMENTS: Final = "providers/Microsoft.Authorization/roleAssignments"

SCOPE: Argument = option(
    "--scope",
    metavar="ID",
    help="the resource id (default: the group of -g, else the subscription)",
)
SCOPE_GROUP: Argument = option(
    "--resource-group", "-g", metavar="GROUP", help="the group is the scope"
)


def scope_of(call: Invocation) -> str:
    """Where a command looks: ``--scope``, the group, or the subscription."""
    given = getattr(call.arguments, "scope", None)
    if given:
        return "" if given == "/" else str(given).rstrip("/")
    group = getattr(call.arguments, "resource_group", None)
    return call.plane.group_id(group) if group else call.plane.subscription


def items(call: Invocation, scope: str, kind: str, condition: str = "") -> list[dict[str, Any]]:
    """Every role or assignment that a scope shows."""
    query = {"$filter": condition} if condition else {}
    url = call.plane.url(f"{scope}/{kind}", VERSION, **query)
    return list(call.connection.api.pages(url))


def find_role(call: Invocation, name: str, scope: str) -> dict[str, Any]:
    """A role by its name, its GUID or its id."""
    tail = name.rpartition("/")[2]
    if is_guid(tail):
        found: dict[str, Any] = call.plane.get(f"{scope}/{DEFINITIONS}/{tail}", VERSION)
        return found
    for role in items(call, scope, DEFINITIONS, f"roleName eq {quoted(name)}"):
        return role
    raise absent(f"(RoleDefinitionDoesNotExist) the role '{name}' does not exist")


def shown(resource: dict[str, Any]) -> dict[str, Any]:
    """A role or an assignment as az prints it; one at the tenant's root has no group."""
    try:
        return flattened(resource)
    except BadRequest:
        properties = resource.get("properties") or {}
        rest = {name: value for name, value in resource.items() if name != "properties"}
        return {**properties, **rest}
