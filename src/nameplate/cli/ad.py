"""``nameplate ad sp|app``: what the directory knows of principals and applications."""

import json
import uuid
from pathlib import Path
from typing import Any, Final

from nameplate.cli.ad_application_options import SET, SETTINGS, assignments, described_settings
from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.failures import absent, usage
from nameplate.cli.graph import Graph, is_guid, quoted
from nameplate.core.clock import SystemClock, iso8601

_YEAR: Final = 365 * 86_400
_CREDENTIAL_WARNING: Final = (
    "WARNING: The output includes credentials that you must protect. Be sure that you do not "
    "include them in your code or check them into your source control."
)


def list_principals(call: Invocation) -> Any:
    """Service principals: managed identities and applications."""
    graph = _graph(call)
    found = graph.list("servicePrincipals", _named(call))
    wanted = call.arguments.type
    return [each for each in found if wanted in (None, each["servicePrincipalType"])]


def show_principal(call: Invocation) -> Any:
    """A service principal by its object id, its application's id or a URI of that."""
    graph, name = _graph(call), call.arguments.id
    if is_guid(name) and (found := graph.find(f"servicePrincipals/{name}")):
        return found
    by_name = f"servicePrincipalNames/any(c:c eq {quoted(name)})"
    for each in graph.list("servicePrincipals", by_name):
        return each
    raise absent(f"there is no service principal '{name}'")


def create_principal(call: Invocation) -> Any:
    """Make the service principal of an application."""
    application = find_application(_graph(call), call.arguments.id)
    return _graph(call).post("servicePrincipals", {"appId": application["appId"]})


def update_principal(call: Invocation) -> None:
    """Change a service principal, such as whether it asks for assignments."""
    changes = assignments(call.arguments.set or ())
    if not changes:
        raise usage("say what to change: --set NAME=VALUE")
    _graph(call).patch(f"servicePrincipals/{show_principal(call)['id']}", changes)


def delete_principal(call: Invocation) -> None:
    """Delete the service principal of an application, which stays."""
    _graph(call).delete(f"servicePrincipals/{show_principal(call)['id']}")


def create_application(call: Invocation) -> Any:
    """Register an application."""
    body = {"displayName": call.arguments.display_name, "identifierUris": [], **_described(call)}
    return _graph(call).post("applications", body)


def update_application(call: Invocation) -> None:
    """Change what is given of an application."""
    graph, changes = _graph(call), _described(call)
    if call.arguments.display_name:
        changes["displayName"] = call.arguments.display_name
    if not changes:
        raise usage("say what to change, such as --display-name or --app-roles")
    graph.patch(f"applications/{find_application(graph, call.arguments.id)['id']}", changes)


def _described(call: Invocation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if call.arguments.identifier_uris is not None:
        found["identifierUris"] = call.arguments.identifier_uris
    if call.arguments.app_roles is not None:
        found["appRoles"] = read_app_roles(call.arguments.app_roles)
    return found | described_settings(call.arguments)


def read_app_roles(text: str) -> list[dict[str, Any]]:
    """App roles from JSON or ``@FILE``, with what Graph wants of each and a person leaves out."""
    try:
        content = Path(text[1:]).read_text("utf-8") if text.startswith("@") else text
        roles = json.loads(content)
    except (OSError, ValueError) as problem:
        raise usage(f"--app-roles is not JSON: {problem}") from None
    if not isinstance(roles, list) or not all(isinstance(role, dict) for role in roles):
        raise usage("--app-roles is a JSON array of objects")
    return [_app_role(role) for role in roles]


def _app_role(role: dict[str, Any]) -> dict[str, Any]:
    """A role with an id; az's own documentation writes its flags as texts."""
    left_out = {"id": str(uuid.uuid4()), "isEnabled": True, "description": role.get("displayName")}
    enabled = role.get("isEnabled", True)
    flags = {"true": True, "false": False}
    if isinstance(enabled, str):
        enabled = flags.get(enabled.lower(), enabled)
    return {**left_out, **role, "isEnabled": enabled}


def list_applications(call: Invocation) -> Any:
    """Registered applications; those of managed identities are not shown."""
    condition = _named(call)
    if call.arguments.app_id:
        condition = f"appId eq {quoted(call.arguments.app_id)}"
    return list(_graph(call).list("applications", condition))


def show_application(call: Invocation) -> Any:
    """An application by its object id, its app id or a URI of it."""
    return find_application(_graph(call), call.arguments.id)


def delete_application(call: Invocation) -> None:
    """Delete an application with its service principal and credentials."""
    graph = _graph(call)
    graph.delete(f"applications/{find_application(graph, call.arguments.id)['id']}")


def reset_credential(call: Invocation) -> Any:
    """Give an application a new password; the earlier ones end, unless ``--append``."""
    graph, arguments = _graph(call), call.arguments
    application = find_application(graph, arguments.id)
    path = f"applications/{application['id']}"
    if not arguments.append:
        for each in application["passwordCredentials"]:
            graph.post(f"{path}/removePassword", {"keyId": each["keyId"]})
    end = SystemClock().now() + arguments.years * _YEAR
    asked = {
        "displayName": arguments.display_name or "rbac",
        "endDateTime": iso8601(end, digits=0),
    }
    made = graph.post(f"{path}/addPassword", {"passwordCredential": asked})
    call.warn(_CREDENTIAL_WARNING)
    return {
        "appId": application["appId"],
        "password": made["secretText"],
        "tenant": call.connection.installation.tenant_id,
    }


def find_application(graph: Graph, name: str) -> dict[str, Any]:
    """An application by its object id, its app id or a URI of it."""
    if is_guid(name):
        for path in (f"applications/{name}", f"applications(appId='{name}')"):
            if found := graph.find(path):
                return found
    for each in graph.list("applications", f"identifierUris/any(c:c eq {quoted(name)})"):
        return each
    raise absent(f"there is no application '{name}'")


def _graph(call: Invocation) -> Graph:
    return Graph(call.connection.api)


def _named(call: Invocation) -> str:
    name = call.arguments.display_name
    return f"startswith(displayName,{quoted(name)})" if name else ""


_NAME: Final = option("--display-name", metavar="NAME", help="whose name begins so")
_APPLICATION: Final = option(
    "--id", required=True, metavar="APP", help="object id, app id or identifier URI"
)
_PRINCIPAL: Final = option("--id", required=True, metavar="ID", help="object id, app id or URI")
_DESCRIBED: Final = (
    option("--identifier-uris", nargs="*", metavar="URI", help="what tokens for it name"),
    option("--app-roles", metavar="JSON", help="its roles, as JSON or @FILE"),
    *SETTINGS,
)
_PRINCIPAL_COLUMNS: Final = (
    "Name=displayName",
    "AppId=appId",
    "Id=id",
    "Type=servicePrincipalType",
)
_APPLICATION_COLUMNS: Final = ("Name=displayName", "AppId=appId", "Id=id")

COMMANDS: Final = (
    Command(
        "ad sp list",
        "service principals",
        "nameplate ad sp list -o table",
        list_principals,
        (
            _NAME,
            option("--all", action="store_true", help="all of them, which is what comes anyway"),
            option("--type", choices=("ManagedIdentity", "Application"), help="only of this kind"),
        ),
        _PRINCIPAL_COLUMNS,
    ),
    Command(
        "ad sp show",
        "a service principal",
        "nameplate ad sp show --id 00000000-0000-0000-0000-000000000000",
        show_principal,
        (_PRINCIPAL,),
        _PRINCIPAL_COLUMNS,
    ),
    Command(
        "ad sp create",
        "make the service principal of an application",
        "nameplate ad sp create --id api://orders",
        create_principal,
        (_APPLICATION,),
        _PRINCIPAL_COLUMNS,
    ),
    Command(
        "ad sp update",
        "change a service principal",
        "nameplate ad sp update --id api://orders --set appRoleAssignmentRequired=true",
        update_principal,
        (_PRINCIPAL, SET),
    ),
    Command(
        "ad sp delete",
        "delete the service principal of an application, which stays",
        "nameplate ad sp delete --id api://orders",
        delete_principal,
        (_PRINCIPAL,),
    ),
    Command(
        "ad app create",
        "register an application",
        "nameplate ad app create --display-name orders --identifier-uris api://orders",
        create_application,
        (
            option("--display-name", required=True, metavar="NAME", help="its name"),
            *_DESCRIBED,
        ),
        _APPLICATION_COLUMNS,
    ),
    Command(
        "ad app update",
        "change an application",
        "nameplate ad app update --id api://orders --app-roles @roles.json",
        update_application,
        (_APPLICATION, option("--display-name", metavar="NAME", help="its name"), *_DESCRIBED),
    ),
    Command(
        "ad app list",
        "registered applications",
        "nameplate ad app list -o table",
        list_applications,
        (
            _NAME,
            option("--app-id", metavar="ID", help="the application with this id"),
            option("--all", action="store_true", help="all of them, which is what comes anyway"),
        ),
        _APPLICATION_COLUMNS,
    ),
    Command(
        "ad app show",
        "an application",
        "nameplate ad app show --id api://orders",
        show_application,
        (_APPLICATION,),
        _APPLICATION_COLUMNS,
    ),
    Command(
        "ad app delete",
        "delete an application",
        "nameplate ad app delete --id api://orders",
        delete_application,
        (_APPLICATION,),
    ),
    Command(
        "ad app credential reset",
        "give an application a new password",
        "nameplate ad app credential reset --id api://orders",
        reset_credential,
        (
            _APPLICATION,
            option("--append", action="store_true", help="keep the earlier ones"),
            option("--display-name", metavar="NAME", help="a name for the password"),
            option("--years", type=int, default=1, metavar="N", help="how long it lasts (1)"),
        ),
    ),
)
