"""``nameplate identity``: user-assigned identities."""

from typing import Any, Final

from nameplate.cli.command import GROUP, LOCATION, NAME, TAGS, Command, Invocation
from nameplate.cli.control_plane import IDENTITIES, flattened, pairs


def _find(call: Invocation) -> dict[str, Any]:
    arguments = call.arguments
    found: dict[str, Any] = call.plane.find(
        IDENTITIES, arguments.name, arguments.resource_group, call.settings.default_group
    )
    return found


def create(call: Invocation) -> Any:
    """Create an identity, or change its tags."""
    plane = call.plane
    body: dict[str, Any] = {"location": call.location}
    if call.arguments.tags is not None:
        body["tags"] = pairs(call.arguments.tags)
    resource = plane.id_of(IDENTITIES, call.group, call.arguments.name)
    return flattened(plane.put_in_group(resource, IDENTITIES.api_version, body, call.location))


def show(call: Invocation) -> Any:
    """Show an identity."""
    return flattened(_find(call))


def list_all(call: Invocation) -> Any:
    """List identities, of a group or all."""
    return [flattened(one) for one in call.plane.all_of(IDENTITIES, call.arguments.resource_group)]


def delete(call: Invocation) -> Any:
    """Delete an identity; its tokens end at once."""
    call.plane.delete(_find(call)["id"], IDENTITIES.api_version)


_COLUMNS: Final = (
    "Name=name",
    "Location=location",
    "Group=resourceGroup",
    "ClientId=clientId",
    "PrincipalId=principalId",
)

COMMANDS: Final = (
    Command(
        "identity create",
        "create a user-assigned identity",
        "nameplate identity create -n reader",
        create,
        (NAME, GROUP, LOCATION, TAGS),
        _COLUMNS,
    ),
    Command(
        "identity list",
        "list user-assigned identities",
        "nameplate identity list -o table",
        list_all,
        (GROUP,),
        _COLUMNS,
    ),
    Command(
        "identity show",
        "show a user-assigned identity",
        "nameplate identity show -n reader --query clientId -o tsv",
        show,
        (NAME, GROUP),
        _COLUMNS,
    ),
    Command(
        "identity delete",
        "delete a user-assigned identity",
        "nameplate identity delete -n reader",
        delete,
        (NAME, GROUP),
    ),
)
