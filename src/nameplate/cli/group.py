"""``nameplate group``: resource groups."""

import sys
from typing import Any, Final

from nameplate.cli.command import LOCATION, NAME, TAGS, YES, Command, Invocation, option
from nameplate.cli.control_plane import GROUPS_VERSION, pairs
from nameplate.cli.failures import CommandFailure, ServiceFailure, usage

_GROUP_NAME = NAME.__class__(("--name", "-n", "--resource-group", "-g"), NAME.options)


def create(call: Invocation) -> Any:
    """Create a group, or change its tags."""
    plane = call.plane
    body: dict[str, Any] = {"location": call.location}
    if call.arguments.tags is not None:
        body["tags"] = pairs(call.arguments.tags)
    return plane.put(plane.group_id(call.arguments.name), GROUPS_VERSION, body)


def show(call: Invocation) -> Any:
    """Show a group."""
    return call.plane.get(call.plane.group_id(call.arguments.name), GROUPS_VERSION)


def list_all(call: Invocation) -> Any:
    """List groups."""
    return list(call.plane.items(f"{call.plane.subscription}/resourcegroups", GROUPS_VERSION))


def exists(call: Invocation) -> Any:
    """Say whether a group is there."""
    url = call.plane.url(call.plane.group_id(call.arguments.name), GROUPS_VERSION)
    try:
        call.connection.api.call("HEAD", url)
    except ServiceFailure as failure:
        if failure.http_status != 404:
            raise
        return False
    return True


def export(call: Invocation) -> Any:
    """A group's resources as a template."""
    arguments = call.arguments
    options = [word for name, word in _EXPORT_OPTIONS.items() if getattr(arguments, name)]
    body = {"resources": arguments.resource_ids or ["*"], "options": ",".join(options)}
    resource = f"{call.plane.group_id(arguments.name)}/exportTemplate"
    found = call.plane.send("POST", resource, GROUPS_VERSION, body).json()
    if error := found.get("error"):
        call.warn(f"WARNING: {error.get('message')}")
        for each in error.get("details") or ():
            call.warn(f"WARNING: {each.get('message')}")
    return found["template"]


def delete(call: Invocation) -> Any:
    """Delete a group and everything in it."""
    name = call.arguments.name
    confirm(call, f"Delete the group '{name}' and everything in it?")
    call.plane.delete(call.plane.group_id(name), GROUPS_VERSION)


def confirm(call: Invocation, question: str) -> None:
    """Ask before what cannot be undone; without a terminal ``--yes`` has to say so."""
    if call.arguments.yes:
        return
    if not sys.stdin.isatty():
        raise usage(f"{question} There is no terminal to ask at: use --yes.")
    print(f"{question} (y/N): ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise CommandFailure("nothing was changed")


_EXPORT_OPTIONS: Final = {
    "include_comments": "IncludeComments",
    "include_parameter_default_value": "IncludeParameterDefaultValue",
    "skip_resource_name_params": "SkipResourceNameParameterization",
    "skip_all_params": "SkipAllParameterization",
}
_COLUMNS: Final = ("Name=name", "Location=location", "Status=properties.provisioningState")

COMMANDS: Final = (
    Command(
        "group create",
        "create a resource group",
        "nameplate group create -n local -l westeurope",
        create,
        (_GROUP_NAME, LOCATION, TAGS),
        _COLUMNS,
    ),
    Command(
        "group list",
        "list resource groups",
        "nameplate group list -o table",
        list_all,
        (),
        _COLUMNS,
    ),
    Command(
        "group show",
        "show a resource group",
        "nameplate group show -n local",
        show,
        (_GROUP_NAME,),
        _COLUMNS,
    ),
    Command(
        "group exists",
        "say whether there is a resource group of that name",
        "nameplate group exists -n local",
        exists,
        (_GROUP_NAME,),
    ),
    Command(
        "group export",
        "a resource group's resources as a template",
        "nameplate group export -n local",
        export,
        (
            _GROUP_NAME,
            option("--resource-ids", nargs="+", metavar="ID", help="only these resources"),
            option("--include-comments", action="store_true", help="with comments"),
            option(
                "--include-parameter-default-value",
                action="store_true",
                help="parameters have their values as defaults",
            ),
            option("--skip-resource-name-params", action="store_true", help="names stay literal"),
            option("--skip-all-params", action="store_true", help="no parameters at all"),
        ),
    ),
    Command(
        "group delete",
        "delete a resource group with everything in it",
        "nameplate group delete -n scratch --yes",
        delete,
        (_GROUP_NAME, YES),
    ),
)
