"""``nameplate ad app-role-assignment``: who has which role of which application.

az has no such command: with az it is Graph's ``appRoleAssignedTo`` by ``az rest``.
"""

from typing import Any, Final

from nameplate.cli.apps import app_principal
from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.failures import absent, usage
from nameplate.cli.graph import Graph, find_principal, is_guid, quoted

_NO_ROLE: Final = "00000000-0000-0000-0000-000000000000"


def create(call: Invocation) -> Any:
    """Give a role of an application; without a role, only the access to it."""
    graph = Graph(call.connection.api)
    resource = _resource(graph, call.arguments.resource)
    body = {
        "principalId": _principal(graph, call),
        "resourceId": resource["id"],
        "appRoleId": _role(resource, call.arguments.role),
    }
    made = graph.post(f"servicePrincipals/{resource['id']}/appRoleAssignedTo", body)
    return _shown(made, resource)


def list_all(call: Invocation) -> Any:
    """What was given at an application."""
    graph = Graph(call.connection.api)
    resource = _resource(graph, call.arguments.resource)
    given = graph.list(f"servicePrincipals/{resource['id']}/appRoleAssignedTo")
    return [_shown(each, resource) for each in given]


def delete(call: Invocation) -> None:
    """Take a role of an application away; without a role, all that somebody has there."""
    graph = Graph(call.connection.api)
    resource = _resource(graph, call.arguments.resource)
    path = f"servicePrincipals/{resource['id']}/appRoleAssignedTo"
    principal_id = _principal(graph, call)
    role_id = _role(resource, call.arguments.role) if call.arguments.role else None
    found = [
        each
        for each in graph.list(path)
        if each["principalId"] == principal_id and role_id in (None, each["appRoleId"])
    ]
    if not found:
        raise absent("there is no such assignment")
    for each in found:
        graph.delete(f"{path}/{each['id']}")


def _resource(graph: Graph, name: str) -> dict[str, Any]:
    if is_guid(name) and (found := graph.find(f"servicePrincipals/{name}")):
        return found
    by_name = f"servicePrincipalNames/any(c:c eq {quoted(name)})"
    for each in graph.list("servicePrincipals", by_name):
        return each
    raise absent(f"there is no service principal '{name}': make it by `ad sp create --id {name}`")


def _principal(graph: Graph, call: Invocation) -> str:
    arguments = call.arguments
    if bool(arguments.assignee) == bool(arguments.app):
        raise usage("give --assignee or --app")
    if arguments.app:
        return app_principal(call, arguments.app)
    return find_principal(graph, arguments.assignee)[0]


def _role(resource: dict[str, Any], name: str | None) -> str:
    if not name:
        return _NO_ROLE
    for role in resource["appRoles"]:
        if name in (role["value"], role["id"]):
            return str(role["id"])
    raise absent(f"'{resource['displayName']}' has no role '{name}'")


def _shown(given: dict[str, Any], resource: dict[str, Any]) -> dict[str, Any]:
    """With the role's value, which people know."""
    values = {role["id"]: role["value"] for role in resource["appRoles"]}
    return {**given, "appRoleValue": values.get(given["appRoleId"])}


_RESOURCE: Final = option(
    "--resource", required=True, metavar="APP", help="the application: object id, app id or URI"
)
_ROLE: Final = option("--role", metavar="ROLE", help="the role's value or id")
_ASSIGNEE: Final = option(
    "--assignee", metavar="WHO", help="object id, app id, principal name, group or URI"
)
_APP: Final = option("--app", metavar="APP", help="the app whose identity it is")
_COLUMNS: Final = (
    "Principal=principalDisplayName",
    "Type=principalType",
    "Role=appRoleValue",
    "Resource=resourceDisplayName",
)

COMMANDS: Final = (
    Command(
        "ad app-role-assignment create",
        "give a role of an application",
        "nameplate ad app-role-assignment create --resource api://orders --role Orders.Read "
        "--app web1",
        create,
        (_RESOURCE, _ROLE, _ASSIGNEE, _APP),
        _COLUMNS,
    ),
    Command(
        "ad app-role-assignment list",
        "who has roles of an application",
        "nameplate ad app-role-assignment list --resource api://orders",
        list_all,
        (_RESOURCE,),
        _COLUMNS,
    ),
    Command(
        "ad app-role-assignment delete",
        "take a role of an application away",
        "nameplate ad app-role-assignment delete --resource api://orders --app web1",
        delete,
        (_RESOURCE, _ROLE, _ASSIGNEE, _APP),
    ),
)
