"""``nameplate role assignment``: who has which role where."""

from typing import Any, Final
from uuid import uuid4

from nameplate.cli.apps import APP, app_principal
from nameplate.cli.command import YES, Argument, Command, Invocation, option
from nameplate.cli.failures import usage
from nameplate.cli.graph import Graph, find_principal, is_guid
from nameplate.cli.roles import (
    ASSIGNMENTS,
    DEFINITIONS,
    SCOPE,
    SCOPE_GROUP,
    VERSION,
    find_role,
    items,
    scope_of,
    shown,
)


def create(call: Invocation) -> Any:
    """Give a role; prints the assignment. One that is there already is printed as it is."""
    arguments = call.arguments
    principal, kind = _principal(call)
    if principal is None:
        raise usage("name one principal: --app NAME, --assignee or --assignee-object-id")
    scope = scope_of(call)
    role = find_role(call, arguments.role, scope)
    properties = {
        "roleDefinitionId": role["id"],
        "principalId": principal,
        "principalType": arguments.assignee_principal_type or kind,
        "description": arguments.description,
        "condition": arguments.condition,
        "conditionVersion": arguments.condition_version or ("2.0" if arguments.condition else None),
    }
    given = {name: value for name, value in properties.items() if value is not None}
    for held in _matching(call, scope, principal=principal, role=role):
        if held["properties"]["scope"].lower() == (scope or "/").lower():
            return shown(held)
    name = arguments.name or str(uuid4())
    made = call.plane.put(f"{scope}/{ASSIGNMENTS}/{name}", VERSION, {"properties": given})
    if made.get("unresolved"):
        call.warn(f"WARNING: {made['unresolved']} It grants nothing.")
    elif made.get("unevaluated"):
        call.warn(f"WARNING: {made['unevaluated']}")
    return shown(made)


def list_(call: Invocation) -> Any:
    """Assignments at the scope; with ``--all`` below it too, with ``--include-inherited`` above."""
    arguments = call.arguments
    scope = scope_of(call)
    principal, _ = _principal(call)
    role = find_role(call, arguments.role, scope) if arguments.role else None
    found = _matching(call, scope, principal=principal, role=role)
    here = (scope or "/").lower()
    kept = [each for each in found if _is_wanted(call, each["properties"]["scope"].lower(), here)]
    return _named(call, scope, kept)


def delete(call: Invocation) -> None:
    """Take away the assignments that are named, or those that fit."""
    arguments = call.arguments
    if arguments.ids:
        for each in arguments.ids:
            call.plane.delete(each, VERSION)
        return
    principal, _ = _principal(call)
    narrowed = (principal, arguments.role, arguments.scope, arguments.resource_group)
    if not any(narrowed) and not arguments.yes:
        raise usage("say which: --ids, --app, --assignee, --role, --scope; --yes takes all of it")
    scope = scope_of(call)
    role = find_role(call, arguments.role, scope) if arguments.role else None
    for each in _matching(call, scope, principal=principal, role=role):
        if each["properties"]["scope"].lower() == (scope or "/").lower():
            call.plane.delete(each["id"], VERSION)


def _is_wanted(call: Invocation, at: str, here: str) -> bool:
    if at == here:
        return True
    below = here == "/" or at.startswith(f"{here}/")
    return bool(call.arguments.all if below else call.arguments.include_inherited)


def _matching(
    call: Invocation, scope: str, *, principal: str | None, role: dict[str, Any] | None
) -> list[dict[str, Any]]:
    condition = f"principalId eq '{principal}'" if principal else ""
    found = items(call, scope, ASSIGNMENTS, condition)
    if role is None:
        return found
    wanted = role["name"].lower()
    return [
        each
        for each in found
        if each["properties"]["roleDefinitionId"].rpartition("/")[2].lower() == wanted
    ]


def _named(call: Invocation, scope: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the names that az adds; a principal that is not known has none."""
    if not found:
        return []
    roles = {
        each["name"].lower(): each["properties"]["roleName"]
        for each in items(call, scope, DEFINITIONS)
    }
    graph = Graph(call.connection.api)
    names = {each["id"]: each["displayName"] for each in graph.list("servicePrincipals")}
    names |= {each["id"]: each["userPrincipalName"] for each in graph.list("users")}
    return [
        {
            **shown(each),
            "principalName": names.get(each["properties"]["principalId"], ""),
            "roleDefinitionName": roles.get(
                each["properties"]["roleDefinitionId"].rpartition("/")[2].lower()
            ),
        }
        for each in found
    ]


def _principal(call: Invocation) -> tuple[str | None, str | None]:
    """Object id and type of whoever is named; neither when nobody is."""
    arguments = call.arguments
    object_id = getattr(arguments, "assignee_object_id", None)
    given = [each for each in (arguments.app, arguments.assignee, object_id) if each]
    if len(given) > 1:
        raise usage("name one principal: --app NAME, --assignee or --assignee-object-id")
    if arguments.app:
        return app_principal(call, arguments.app), "ServicePrincipal"
    if object_id:
        if not is_guid(object_id):
            raise usage("--assignee-object-id takes an object id; --assignee takes any name")
        return object_id.lower(), None
    if arguments.assignee:
        return find_principal(Graph(call.connection.api), arguments.assignee)
    return None, None


_ASSIGNEE: Final[tuple[Argument, ...]] = (
    APP,
    option("--assignee", metavar="WHO", help="object id, app id, user name or service principal"),
)
_OBJECT_ID: Final[tuple[Argument, ...]] = (
    option(
        "--assignee-object-id", metavar="ID", help="the object id, without asking the directory"
    ),
    option(
        "--assignee-principal-type",
        metavar="TYPE",
        choices=("User", "Group", "ServicePrincipal", "ForeignGroup", "Device"),
        help="what it is; needed for one that this directory does not know",
    ),
)
_ROLE: Final = option("--role", metavar="ROLE", help="the role's name or id")
_COLUMNS: Final = (
    "Principal=principalName",
    "Role=roleDefinitionName",
    "Scope=scope",
)

COMMANDS: Final = (
    Command(
        "role assignment create",
        "give a principal a role at a scope",
        "nameplate role assignment create --app web1 --role 'Key Vault Secrets User' --scope ID",
        create,
        (
            *_ASSIGNEE,
            *_OBJECT_ID,
            option("--role", required=True, metavar="ROLE", help="the role's name or id"),
            SCOPE,
            SCOPE_GROUP,
            option("--name", "-n", metavar="GUID", help="the assignment's name (default: random)"),
            option("--description", metavar="TEXT", help="why it is given"),
            option("--condition", metavar="TEXT", help="kept; what it could restrict is not given"),
            option("--condition-version", metavar="VERSION", help="2.0"),
        ),
        ("Role=roleDefinitionId", "Principal=principalId", "Scope=scope"),
    ),
    Command(
        "role assignment list",
        "who has which role",
        "nameplate role assignment list --app web1 --all -o table",
        list_,
        (
            *_ASSIGNEE,
            *_OBJECT_ID[:1],
            _ROLE,
            SCOPE,
            SCOPE_GROUP,
            option("--all", action="store_true", help="also below the scope"),
            option("--include-inherited", action="store_true", help="also from above the scope"),
        ),
        _COLUMNS,
    ),
    Command(
        "role assignment delete",
        "take a role away",
        "nameplate role assignment delete --app web1 --role 'Key Vault Secrets User' --scope ID",
        delete,
        (
            *_ASSIGNEE,
            *_OBJECT_ID[:1],
            _ROLE,
            SCOPE,
            SCOPE_GROUP,
            option("--ids", nargs="+", metavar="ID", help="ids of assignments"),
            YES,
        ),
    ),
)
