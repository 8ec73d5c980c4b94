"""``nameplate role definition``: Azure's roles, and the tenant's own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.failures import absent, usage
from nameplate.cli.graph import quoted
from nameplate.cli.roles import (
    DEFINITIONS,
    SCOPE,
    SCOPE_GROUP,
    VERSION,
    find_role,
    items,
    scope_of,
    shown,
)

_PATTERNS: Final = ("actions", "notActions", "dataActions", "notDataActions")


def list_(call: Invocation) -> Any:
    """Roles that a scope shows: all, by name, or only custom ones."""
    arguments = call.arguments
    terms = []
    if arguments.name:
        terms.append(f"roleName eq {quoted(arguments.name)}")
    if arguments.custom_role_only:
        terms.append("type eq 'CustomRole'")
    found = items(call, scope_of(call), DEFINITIONS, " and ".join(terms))
    return [_shown(role) for role in found]


def show(call: Invocation) -> Any:
    """One role."""
    return _shown(find_role(call, call.arguments.name, scope_of(call)))


def create(call: Invocation) -> Any:
    """Make a role of one's own."""
    given = read_definition(call.arguments.role_definition)
    return _put(call, given, str(uuid4()))


def update(call: Invocation) -> Any:
    """Change a role of one's own, found by its id or else its name."""
    given = read_definition(call.arguments.role_definition)
    name = given.get("name") if given.get("roleName") else None
    wanted = given.get("id") or name or given.get("roleName") or given.get("name") or ""
    role = find_role(call, str(wanted), _first_scope(call, given))
    return _put(call, given, role["name"])


def delete(call: Invocation) -> None:
    """Delete a role of one's own that nobody has."""
    scope = scope_of(call)
    role = find_role(call, call.arguments.name, scope)
    if role["properties"]["type"] != "CustomRole":
        raise absent(f"there is no custom role '{call.arguments.name}'")
    call.plane.delete(f"{scope}/{DEFINITIONS}/{role['name']}", VERSION)


def read_definition(text: str) -> dict[str, Any]:
    """JSON, or ``@file`` or a path of it; the members in ARM's casing, whatever theirs is."""
    path = Path(text.removeprefix("@"))
    if not text.lstrip().startswith("{"):
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as problem:
            raise usage(f"--role-definition: cannot read {path}: {problem.strerror}") from None
    try:
        given = json.loads(text)
    except ValueError as problem:
        raise usage(f"--role-definition is no JSON: {problem}") from None
    if not isinstance(given, dict):
        raise usage("--role-definition is a JSON object")
    return {name[:1].lower() + name[1:]: value for name, value in given.items()}


def body_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """ARM's body of a role; in az's form the name is the role's name."""
    permissions = given.get("permissions") or [
        {name: given.get(name) or [] for name in _PATTERNS},
    ]
    return {
        "roleName": given.get("roleName") or given.get("name"),
        "description": given.get("description"),
        "type": "CustomRole",
        "permissions": permissions,
        "assignableScopes": given.get("assignableScopes") or [],
    }


def _put(call: Invocation, given: Mapping[str, Any], role_id: str) -> Any:
    scope = _first_scope(call, given)
    body = {"properties": body_of(given)}
    return _shown(call.plane.put(f"{scope}/{DEFINITIONS}/{role_id}", VERSION, body))


def _first_scope(call: Invocation, given: Mapping[str, Any]) -> str:
    scopes = given.get("assignableScopes") or []
    if not scopes:
        raise usage("--role-definition: AssignableScopes names one or more scopes")
    first = str(scopes[0]).rstrip("/")
    return first if first.lower().startswith("/subscriptions/") else call.plane.subscription


def _shown(role: dict[str, Any]) -> dict[str, Any]:
    """As az prints it: ``roleType`` is what ARM calls ``properties.type``."""
    document = shown(role)
    return {**document, "roleType": role["properties"]["type"], "type": role["type"]}


_COLUMNS: Final = ("Name=roleName", "Type=roleType", "Description=description")
_DEFINITION: Final = option(
    "--role-definition", required=True, metavar="JSON", help="JSON, or the path of a file with it"
)
_ROLE_NAME: Final = option("--name", "-n", required=True, metavar="ROLE", help="its name or id")

COMMANDS: Final = (
    Command(
        "role definition list",
        "the roles that can be given",
        "nameplate role definition list --name Reader",
        list_,
        (
            option("--name", "-n", metavar="ROLE", help="only the role of this name"),
            option("--custom-role-only", action="store_true", help="only roles of one's own"),
            SCOPE,
            SCOPE_GROUP,
        ),
        _COLUMNS,
    ),
    Command(
        "role definition show",
        "what a role allows",
        "nameplate role definition show -n 'Key Vault Secrets User'",
        show,
        (_ROLE_NAME, SCOPE, SCOPE_GROUP),
        _COLUMNS,
    ),
    Command(
        "role definition create",
        "make a role of one's own",
        "nameplate role definition create --role-definition @role.json",
        create,
        (_DEFINITION,),
        _COLUMNS,
    ),
    Command(
        "role definition update",
        "change a role of one's own",
        "nameplate role definition update --role-definition @role.json",
        update,
        (_DEFINITION,),
        _COLUMNS,
    ),
    Command(
        "role definition delete",
        "delete a role of one's own",
        "nameplate role definition delete -n Restarter",
        delete,
        (_ROLE_NAME, SCOPE, SCOPE_GROUP),
    ),
)
