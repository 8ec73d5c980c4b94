"""``nameplate webapp``: apps. They need no plan, runtime or storage account."""

from typing import Any, Final

from nameplate.cli.command import GROUP, LOCATION, NAME, TAGS, Command, Invocation, option
from nameplate.cli.control_plane import SITES, flattened, pairs
from nameplate.cli.failures import ServiceFailure
from nameplate.cli.scm import SLOT, site_of
from nameplate.cli.webapp_identity import identity_block


def create(call: Invocation) -> Any:
    """Create an app, or change what is given of one."""
    arguments, plane = call.arguments, call.plane
    resource = plane.id_of(SITES, call.group, arguments.name)
    body: dict[str, Any] = _held(call, resource) or {
        "location": call.location,
        "kind": getattr(arguments, "kind", "app"),
    }
    if arguments.tags is not None:
        body["tags"] = pairs(arguments.tags)
    if arguments.assign_identity is not None:
        body["identity"] = identity_block(body.get("identity"), arguments.assign_identity, [])
    return flattened(plane.put_in_group(resource, SITES.api_version, body, call.location))


def _held(call: Invocation, resource: str) -> dict[str, Any] | None:
    """The app as it is, so that a second ``create`` takes nothing from it."""
    try:
        return call.plane.get(resource, SITES.api_version)
    except ServiceFailure as failure:
        if failure.http_status != 404:
            raise
    return None


def show(call: Invocation) -> Any:
    """Show an app."""
    return flattened(site_of(call))


def list_all(call: Invocation) -> Any:
    """List apps, of a group or all."""
    return [flattened(app) for app in call.plane.all_of(SITES, call.arguments.resource_group)]


def delete(call: Invocation) -> Any:
    """Delete an app; its system-assigned identity goes with it."""
    call.plane.delete(site_of(call)["id"], SITES.api_version)


_COLUMNS: Final = (
    "Name=name",
    "Location=location",
    "Group=resourceGroup",
    "State=state",
    "Identity=identity.type",
    "Host=defaultHostName",
)

COMMANDS: Final = (
    Command(
        "webapp create",
        "create an app, with a system-assigned identity if asked",
        "nameplate webapp create -n web1 --assign-identity",
        create,
        (
            NAME,
            GROUP,
            LOCATION,
            TAGS,
            option(
                "--assign-identity",
                nargs="*",
                metavar="IDENTITY",
                help="switch on [system] (the default) or user-assigned identities by ARM id",
            ),
        ),
        _COLUMNS,
    ),
    Command(
        "webapp list", "list apps", "nameplate webapp list -o table", list_all, (GROUP,), _COLUMNS
    ),
    Command(
        "webapp show",
        "show an app",
        "nameplate webapp show -n web1",
        show,
        (NAME, GROUP, SLOT),
        _COLUMNS,
    ),
    Command(
        "webapp delete",
        "delete an app and its system-assigned identity",
        "nameplate webapp delete -n web1",
        delete,
        (NAME, GROUP, SLOT),
    ),
)
