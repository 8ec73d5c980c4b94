"""``nameplate provider``: the namespaces that are served, with their types and versions."""

from typing import Any, Final

from nameplate.cli.command import Command, Invocation, option

VERSION: Final = "2024-11-01"


def list_all(call: Invocation) -> Any:
    """List what is served."""
    return list(call.plane.items(f"{call.plane.subscription}/providers", VERSION))


def show(call: Invocation) -> Any:
    """Show a namespace."""
    namespace = call.arguments.namespace
    return call.plane.get(f"{call.plane.subscription}/providers/{namespace}", VERSION)


_COLUMNS: Final = (
    *("Namespace=namespace", "RegistrationState=registrationState"),
    "RegistrationPolicy=registrationPolicy",
)

COMMANDS: Final = (
    Command(
        "provider list",
        "list the namespaces that are served here",
        "nameplate provider list -o table",
        list_all,
        (),
        _COLUMNS,
    ),
    Command(
        "provider show",
        "show a namespace with its types and api-versions",
        "nameplate provider show -n Microsoft.Web --query resourceTypes[].resourceType",
        show,
        (option("--namespace", "-n", required=True, metavar="NAMESPACE", help="the namespace"),),
        _COLUMNS,
    ),
)
