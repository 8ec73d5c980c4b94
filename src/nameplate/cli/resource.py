"""``nameplate resource``: every resource, whatever its type."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from nameplate.cli import provider
from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.control_plane import ControlPlane, with_group
from nameplate.cli.failures import absent, usage
from nameplate.cli.graph import quoted
from nameplate.core.resource_id import ResourceId

_VERSION: Final = "2024-11-01"


def list_all(call: Invocation) -> Any:
    """List resources, of a group or all."""
    condition = " and ".join(_conditions(call))
    query = {"$filter": condition} if condition else {}
    url = call.plane.url(f"{call.plane.subscription}/resources", _VERSION, **query)
    return [with_group(one) for one in call.connection.api.pages(url)]


def _conditions(call: Invocation) -> Iterator[str]:
    arguments = call.arguments
    named = {
        "resourceGroup": arguments.resource_group,
        "name": arguments.name,
        "location": arguments.location,
        "resourceType": _type(arguments.namespace, arguments.resource_type),
    }
    for name, value in named.items():
        if value:
            yield f"{name} eq {quoted(value)}"
    if arguments.tag:
        name, equals, value = arguments.tag.partition("=")
        yield f"tagName eq {quoted(name)}"
        if equals:
            yield f"tagValue eq {quoted(value)}"


def show(call: Invocation) -> Any:
    """Show resources by their ids, or one by its names."""
    found = [with_group(call.plane.get(one, _version(call, one))) for one in _ids(call)]
    return found if len(found) > 1 else found[0]


def delete(call: Invocation) -> None:
    """Delete resources by their ids, or one by its names."""
    for one in _ids(call):
        call.plane.delete(one, _version(call, one))


def _ids(call: Invocation) -> list[str]:
    arguments = call.arguments
    if arguments.ids:
        if arguments.name or arguments.resource_type:
            raise usage("give --ids, or names and a type, not both")
        return [str(ResourceId.parse(one.rstrip("/"))) for one in arguments.ids]
    kind = _type(arguments.namespace, arguments.resource_type)
    if not arguments.name or not kind or "/" not in kind:
        raise usage("give --ids, or --name with --resource-type Microsoft.Web/sites")
    namespace, _, types = kind.partition("/")
    parent = f"{arguments.parent.strip('/')}/" if arguments.parent else ""
    group = call.plane.group_id(call.group)
    name = quote(arguments.name, safe="/")
    return [f"{group}/providers/{namespace}/{parent}{types}/{name}"]


def _type(namespace: str | None, kind: str | None) -> str | None:
    if namespace and kind and "/" not in kind:
        return f"{namespace}/{kind}"
    return kind


def _version(call: Invocation, resource: str) -> str:
    """``--api-version``, or the newest that the provider names for the type, as az chooses."""
    if call.arguments.api_version:
        return str(call.arguments.api_version)
    return newest_version(call.plane, ResourceId.parse(resource))


def newest_version(plane: ControlPlane, resource: ResourceId) -> str:
    """The newest api-version of a resource's type; previews only where there is nothing else."""
    if resource.namespace is None:
        return _VERSION
    types = "/".join(resource.types).lower()
    served = plane.get(f"{plane.subscription}/providers/{resource.namespace}", provider.VERSION)
    for kind in served["resourceTypes"]:
        if str(kind["resourceType"]).lower() == types:
            versions = sorted(kind["apiVersions"], reverse=True)
            plain = [one for one in versions if one.count("-") == 2]
            return str((plain or versions)[0])
    raise absent(f"(InvalidResourceType) the type '{resource.type}' is not served here")


_WHICH: Final = (
    option("--ids", nargs="+", metavar="ID", help="resources by their ARM ids"),
    option("--name", "-n", metavar="NAME", help="its name; names of parents may stand before it"),
    option("--resource-group", "-g", metavar="GROUP", help="its group (default: default_group)"),
    option("--resource-type", metavar="TYPE", help="Microsoft.Web/sites"),
    option("--namespace", metavar="NAMESPACE", help="Microsoft.Web, if the type does not say it"),
    option("--parent", metavar="PATH", help="what it is below: sites/web1"),
    option("--api-version", metavar="VERSION", help="(default: the newest of the type)"),
)
_COLUMNS: Final = ("Name=name", "ResourceGroup=resourceGroup", "Location=location", "Type=type")

COMMANDS: Final = (
    Command(
        "resource list",
        "list resources of every type",
        "nameplate resource list -g local --resource-type Microsoft.Web/sites -o table",
        list_all,
        (
            option("--resource-group", "-g", metavar="GROUP", help="only of this group"),
            option("--name", "-n", metavar="NAME", help="only of this name"),
            option("--resource-type", metavar="TYPE", help="only of this type"),
            option("--namespace", metavar="NAMESPACE", help="of the type, if it does not say it"),
            option("--location", "-l", metavar="LOCATION", help="only in this region"),
            option("--tag", metavar="KEY[=VALUE]", help="only with this tag"),
        ),
        _COLUMNS,
    ),
    Command(
        "resource show",
        "show a resource of any type",
        "nameplate resource show -n web1 --resource-type Microsoft.Web/sites",
        show,
        _WHICH,
        _COLUMNS,
    ),
    Command(
        "resource delete",
        "delete a resource of any type",
        "nameplate resource delete -n web1 --resource-type Microsoft.Web/sites",
        delete,
        _WHICH,
    ),
)
