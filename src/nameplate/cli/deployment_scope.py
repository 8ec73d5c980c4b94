"""Where a deployment stands: in a group, the subscription, a management group or the tenant."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.command import GROUP, LOCATION, Argument, Invocation, option
from nameplate.cli.control_plane import GROUPS_VERSION
from nameplate.cli.failures import ServiceFailure
from nameplate.core.resource_id import ResourceId

VERSION: Final = "2025-04-01"
PROVIDER: Final = "providers/Microsoft.Resources/deployments"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of deployments, and the word that az has for it."""

    word: str
    noun: str
    arguments: tuple[Argument, ...]
    """What names the scope."""

    @property
    def located(self) -> bool:
        """Whether a deployment has a location of its own: a group has one already."""
        return self.word != "group"


MANAGEMENT_GROUP: Final = option(
    "--management-group-id", "-m", required=True, metavar="ID", help="the management group"
)
IN_GROUP: Final = Level("group", "a resource group", (GROUP,))
IN_SUBSCRIPTION: Final = Level("sub", "the subscription", ())
LEVELS: Final = (
    IN_GROUP,
    IN_SUBSCRIPTION,
    Level("mg", "a management group", (MANAGEMENT_GROUP,)),
    Level("tenant", "the tenant", ()),
)
WHERE: Final = LOCATION


def scope_of(call: Invocation, level: Level) -> str:
    """The ARM id of what is deployed to; empty for the tenant."""
    if level.word == "group":
        return call.plane.group_id(call.group)
    if level.word == "sub":
        return call.plane.subscription
    if level.word == "mg":
        named = quote(call.arguments.management_group_id)
        return f"/providers/Microsoft.Management/managementGroups/{named}"
    return ""


def level_of(schema: str) -> Level:
    """The level that a template's ``$schema`` is for; a group's where it says nothing."""
    for level, mark in zip(
        LEVELS[1:], ("/subscriptiondeployment", "/managementgroupdep", "/tenantdep"), strict=True
    ):
        if mark in schema:
            return level
    return IN_GROUP


def deployment_id(scope: str, name: str) -> str:
    """The ARM id of a deployment."""
    return f"{scope}/{PROVIDER}/{quote(name)}"


def words_of(deployment: str, verb: str) -> str:
    """The command that does something with a deployment, from its id."""
    scope, name = deployment.split(f"/{PROVIDER}/")
    parts = scope.split("/")
    level, where = "tenant", ""
    if "managementGroups" in parts:
        level, where = "mg", f" -m {parts[-1]}"
    elif "resourceGroups" in parts:
        level, where = "group", f" -g {parts[-1]}"
    elif scope:
        level = "sub"
    return f"nameplate deployment {level} {verb}{where} -n {name}"


def around(call: Invocation, level: Level) -> dict[str, Any]:
    """What a request's body has beside its properties."""
    return {"location": call.location} if level.located else {}


def ensure_group(call: Invocation) -> None:
    """Make the group that a command deploys to, where it is missing."""
    resource = call.plane.group_id(call.group)
    try:
        call.plane.get(resource, GROUPS_VERSION)
    except ServiceFailure as failure:
        if failure.code != "ResourceGroupNotFound":
            raise
        call.plane.put(resource, GROUPS_VERSION, {"location": call.location})


def shown(deployment: dict[str, Any]) -> dict[str, Any]:
    """A deployment as az prints it: ARM's, with the name of its group where it has one."""
    group = ResourceId.parse(deployment["id"]).resource_group if deployment.get("id") else None
    return {**deployment, "resourceGroup": group} if group else deployment
